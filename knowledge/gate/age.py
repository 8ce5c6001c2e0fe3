"""Somebody's age, a place and a condition together: enough to know who it is in a small place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from knowledge.gate.finding import Finding, Kind
from knowledge.gate.health import is_condition
from knowledge.gate.names import is_given
from knowledge.gate.places import ROOM, is_municipality, is_place, is_street, may_be_place
from knowledge.gate.reading import Reading
from knowledge.gate.sentence import Sentence, sentence_at
from knowledge.gate.telling import is_health

_ADULT = (
    r"kvinna|kvinnan|man|mannen|kv|dam|damen|herre|herrn|herren|tant|tanten|farbror|änka|änkan"
    r"|änkling|hon|han|hen|kille|killen|tjej|tjejen|gubbe|gubben|gumma|gumman|woman|man|male"
    r"|female|lady|gentleman|she|he"
)
_PERSON = (
    rf"(?:{_ADULT}|patient|patienten|pat|brukare|brukaren|boende|pojke|pojken|flicka|flickan|barn"
    r"|barnet|son|sonen|dotter|dottern|mamma|mamman|pappa|pappan|tonåring|person|personen|boy|girl)"
)
_TENS = r"(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|hundra)"
_UNITS = r"(?:ett|en|två|tre|fyra|fem|sex|sju|åtta|nio)"
_THINGS = r"(?:pilot|uppföljn|avtal|plan|projekt|period|satsning|utbild|kurs|över)"
_IN_DIGITS = re.compile(
    rf"\d{{1,3}}(?:[ -]?årig[ea]?\b(?! {_THINGS})|[ -]?åring(?:en|ens)?\b"
    rf"|[- ]?(?:years?[- ]old|yo)\b| ?år,? (?:gammal|gamla|{_PERSON})\b|(?<=, \d\d) år(?=,))"
)
_IN_WORDS = re.compile(
    rf"{_TENS}{_UNITS}?(?:årig[ea]?\b(?! {_THINGS})|åring(?:en|ens)?\b)"
    rf"|{_UNITS}årig[ea]? {_PERSON}\b"
)


def _told_of(person: str) -> re.Pattern[str]:
    """Words before an age: "kvinna, ", "mannen i Storbäck som är ", "dam på "."""
    return re.compile(
        rf"(?<!\bom )(?<!\bnär )\b(?:{person})(?: (?:i|på|från|in) \w+)?(?: som)?,? +"
        r"(?:\(?(?:(?:är|på|fyller|is|aged|of|i|ca|om|född|f|f\.|born),? ?)?)-?'?$"
        r"|\b(?:aged|född|born) $"
    )


_AFTER_ADULT = _told_of(_ADULT)
_AFTER_PERSON = _told_of(_PERSON)
_YEARS = re.compile(r" ?(?:år|-års|y|mån)")
_BORN = re.compile(r"\b(?:född|born|f\.?) ?$")
_COUNTED = r"gånger|dagar|dygn|h\b|km|mil|kr|%|procent|och|av|-\d|[:.]\d"
_NUMBER = re.compile(
    r"\d(?:(?<=[a-zåäö,.] \d)|(?<=[(\-'.]\d))(?:\d{1,3}(?!\d)|(?= ?(?:år|mån)))"
    rf"(?! ?(?:{_COUNTED}))"
)
_NOT_SOMEBODY = re.compile(r"(?:över|under|minst|från|fyllt|mellan|till|omkring|efter)\s+$")
_OR_OLDER = re.compile(
    r"(?: år)? (?:och|eller|and|or) "
    r"(?:äldre|tidigare|senare|uppåt|yngre|över|over|older|above|under)|-\d|\+| och \d"
)
_BEFORE_PLACE = frozenset(
    "i på från utanför vid nära in at from near byn hos bor till on år man kvinna dam".split()
)
_BEFORE = 40


def find_age_in_place(reading: Reading, sentences: list[Sentence]) -> Finding | None:
    """The first age with a place and a condition within a sentence or two, or None."""
    tells_condition = cache(lambda index: _has_condition(sentences[index]))
    tells_place = cache(lambda index: _has_place(sentences[index]))
    for start, end in _ages(reading.lower):
        index = sentence_at(sentences, start)
        near = range(max(0, index - 1), min(len(sentences), index + 2))
        if any(map(tells_condition, near)) and any(map(tells_place, near)):
            return reading.finding(Kind.PERSON, start, end)
    return None


def _ages(lower: str) -> Iterator[tuple[int, int]]:
    """Where the age of one person is told."""
    for form in (_IN_DIGITS, _IN_WORDS) if "åri" in lower else (_IN_DIGITS,):
        for age in form.finditer(lower):
            if not _is_of_many(lower, age):
                yield age.span()
    for number in _NUMBER.finditer(lower):
        before = lower[max(0, number.start() - _BEFORE) : number.start()]
        if _form_before(lower, number).search(before) and not _is_of_many(lower, number):
            yield number.span()


def _form_before(lower: str, number: re.Match[str]) -> re.Pattern[str]:
    """What must stand before a number for it to be an age. "Barn 84" may count children."""
    if len(number.group()) == 4:
        return _BORN
    return _AFTER_PERSON if _YEARS.match(lower, number.end()) else _AFTER_ADULT


def _is_of_many(lower: str, age: re.Match[str]) -> bool:
    """ "över 65 år", "65 år och äldre": the age of nobody in particular."""
    before = lower[max(0, age.start() - _BEFORE) : age.start()]
    return bool(_NOT_SOMEBODY.search(before) or _OR_OLDER.match(lower, age.end()))


def _has_condition(sentence: Sentence) -> bool:
    return any(is_health(sentence, index) for index in range(len(sentence.words)))


def _has_place(sentence: Sentence) -> bool:
    if ROOM.search(sentence.text):
        return True
    return any(_is_place(sentence, index) for index in range(len(sentence.words)))


def _is_place(sentence: Sentence, index: int) -> bool:
    word = sentence.get(index)
    if is_street(word) or is_municipality(word):
        return True
    if is_condition(word.lower()) or is_given(word):
        return False
    before = sentence.lower(index - 1)
    if (before in _BEFORE_PLACE or before.endswith("åring")) and may_be_place(word):
        return True
    return is_place(word)
