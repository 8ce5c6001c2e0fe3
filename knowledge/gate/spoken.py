"""Identity numbers as they are said: "de fyra sista är 9804", "fem fyra noll tre …"."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.gate.cues import BORN, NAMED, is_recent
from knowledge.gate.dates import DIGITS, WRITTEN
from knowledge.gate.finding import Finding, Kind
from knowledge.gate.reading import Reading

_BETWEEN = (
    r"(?:de|den|dom|är|e|och|med|men|sen|sedan|samt|så|sina|hennes|hans|nr|nummer|numret|siffror"
    r"|siffrorna|sista|fyra|slutar|slutet|på|streck|bindestreck|minus|plus|dash|kontrollsiffror|slutsiffror"
    r"|pnr|personnr|personnummer|the|last|four|digits|are|is|and|then|ends|in|with)"
)
_LAST_FOUR = re.compile(r"\b(?:sista|streck|bindestreck|minus|dash|last|slutar|kontroll|p\w*n)")
_TAIL = rf"(?P<words>\W{{1,4}}(?:{_BETWEEN}\W{{1,3}}){{1,8}})\d\d ?\d\d(?!\d)"
_BRIDGED = (re.compile(rf"(?P<date>{DIGITS}){_TAIL}"), re.compile(rf"(?P<date>{WRITTEN}){_TAIL}"))


_FOUR_FIRST = re.compile(
    r"(?:sista fyra|fyra sista|sista siffrorna|slutsiffror(?:na)?|slutar|last four)"
    r"(?:\W{1,3}(?:siffror(?:na)?|digits|är|are|på|med|in)){0,3}\W{1,3}\d{4}(?!\d)"
)
_DATES = (re.compile(DIGITS), re.compile(WRITTEN))
_REACH = 80


def find_spoken(reading: Reading) -> Finding | None:
    """A date and the four last digits with words between, or a number in words."""
    return _bridged(reading) or _four_first(reading) or _said(reading)


def _bridged(reading: Reading) -> Finding | None:
    digits, written = _BRIDGED
    for match in digits.finditer(reading.lower):
        date = re.sub(r"\D", "", match["date"])
        if _is_told(reading, match) or not is_recent(date[:-4]):
            return reading.finding(_kind(date[-2:]), *match.span())
    for match in written.finditer(reading.lower):
        if _is_told(reading, match):
            return reading.finding(Kind.PERSONAL_NUMBER, *match.span())
    return None


def _four_first(reading: Reading) -> Finding | None:
    """ "… slutar på 9804 och hon är född 540312"."""
    for four in _FOUR_FIRST.finditer(reading.lower):
        end = four.end() + _REACH
        born = BORN.search(reading.lower, four.end(), end)
        if born and any(date.search(reading.lower, born.end(), end) for date in _DATES):
            return reading.finding(Kind.PERSONAL_NUMBER, *four.span())
    return None


def _is_told(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the words before or between say that it is an identity number."""
    before = reading.lower[max(0, match.start() - 40) : match.start()]
    if before[-1:].isdigit():
        return False
    return bool(NAMED.search(before) or BORN.search(before) or _LAST_FOUR.search(match["words"]))


def _kind(day: str) -> Kind:
    return Kind.COORDINATION_NUMBER if day >= "6" else Kind.PERSONAL_NUMBER


_UNITS = "noll ett två tre fyra fem sex sju åtta nio".split()
_TEENS = "tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split()
_TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()
_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve".split()
_VALUES = (
    {word: str(value) for value, word in enumerate(_ENGLISH)}
    | {word: str(value) for value, word in enumerate(_UNITS + _TEENS)}
    | {
        ten + unit: str(10 * value + digit)
        for value, ten in enumerate(_TENS, start=2)
        for digit, unit in enumerate(["", *_UNITS[1:]])
    }
    | {"en": "1", "nittonhundra": "19", "tjugohundra": "20"}
)


def _any_of(words: Collection[str]) -> str:
    """A pattern for one of the words, branching on the first letter so as to fail fast."""
    rests = {
        word[0]: [w[1:] for w in sorted(words, reverse=True) if w[0] == word[0]] for word in words
    }
    return "(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items()) + ")"


_WORD = rf"{_any_of(_VALUES)}(?![a-zåäö])"
_SAID = re.compile(rf"{_WORD}(?:[ ,.\-]{{1,3}}(?:{_WORD}|\d{{1,4}}\b)){{3,11}}")
_NUMBER = re.compile(
    r"(?:18|19|20)?\d\d(?:0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])\d{4}"
)


def _said(reading: Reading) -> Finding | None:
    words = re.findall(r"[a-zåäö]+", reading.lower)
    if "nnnn" not in "".join("n" if word in _VALUES else "." for word in words):
        return None
    for match in _SAID.finditer(reading.lower):
        if reading.lower[max(0, match.start() - 1) : match.start()].isalpha():
            continue
        words = re.findall(r"\w+", match.group())
        number = _NUMBER.fullmatch("".join(_VALUES.get(word, word) for word in words))
        if number:
            return reading.finding(_kind(number["day"]), *match.span())
    return None
