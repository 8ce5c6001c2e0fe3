"""Phone numbers of private persons.

A mobile number is somebody's own unless a unit, a role or a duty phone is named beside it; a
landline is a unit's unless it is tied to a person.
"""

from __future__ import annotations

import re

from knowledge.gate.finding import Finding, Kind
from knowledge.gate.names import is_name, is_surname
from knowledge.gate.reading import Reading
from knowledge.gate.staff import is_role

_CUT = r"[ \-./()]{0,3}"
# The first character comes before what must not stand before it, so that the search is fast.
_MOBILE = re.compile(
    rf"[+0](?<![\d+].)(?<!\d[\-./:].)(?:(?:(?<=\+)|(?<=0)0) ?4 ?6{_CUT}(?:\(?0\)?)?|(?<=0))"
    rf"{_CUT}7[ \-]{{0,2}}[02369](?:{_CUT}\d){{7}}(?!\d|[.:]\d)"
)
_LANDLINE = re.compile(
    r"[+0](?<![\d+\-/:.].)(?:(?:(?<=\+)|(?<=0)0)46 ?(?:\(0\) ?)?[1-9]\d{0,2}|(?<=0)[1-9]\d{0,2})"
    r" ?[-/ ]? ?\d(?:[ -]?\d){4,7}(?!\d)"
)
_ABROAD = re.compile(r"\+(?<![\d+].)(?!46)[1-9]\d{0,2}(?:[ -]?\d){6,11}(?!\d)")

_DUTY = re.compile(
    r"tjänst(?:e(?:telefon|mobil|nummer)|emob)|jobb(?:telefon|mobil)|arbetstelefon|jour|beredskap"
    r"|växel|larm|patrull|duty|on-call|gruppnum|teamet|gemensam"
)
_UNIT = re.compile(
    r"hemtjänst|linje|hemsjukvård|sjukstug|vårdcentral|hälsocentral|mottagning|avdelning|enhet|boendet?\b"
    r"|apotek|expedition|recept|kundtjänst|support|kommun|region|team|hjälpmedel|tolk|ambulans"
    r"|psykiatri|rehab|förvaltning|kök|vaktmästar|fastighet|polis|tandvård|central|kansli|ward"
    r"|clinic|hospital|office|socialtjänst|biståndsh|stödlinj|rådgivning|omsorg|anhörigstöd|vakt|bolag"
    r"|överförmynd|nämnd|myndighet|kassan|verket|förening|skola|färdtjänst|taxi|bemanning|leverant|felanmäl|helpdesk|akuten|patrol"
)
_PRIVATE = re.compile(
    r"\bprivat|\bhem(?:nummer|telefon|ma\b)|\bhem till\b|\b(?:hennes|hans|hens|min|mitt|mina|sin"
    r"|her|his|my)\b|\btill (?:henne|honom|mig)\b|\bring (?:upp )?mig\b|\bpatient(?:en)?s?\b"
    r"|\b(?:han|hon) (?:svarar|nås|har)\b|\bbrukaren?s?\b"
    r"|\bvårdtagaren?s?\b|\bkvinnans\b|\bmannens\b"
)
_KIN = re.compile(
    r"\b(?:dotter|son|maka|make|hustru|fru|sambo|särbo|mamma|pappa|mor|far|bror|broder|syster"
    r"|barnbarn|svärdotter|svärson|mormor|morfar|farmor|farfar|granne|god man|gode man|närstående"
    r"|anhörig|daughter|son|wife|husband|mother|father|brother|sister|next of kin)"
    r"(?:n|en|s|ns|ens|ns|s|et|nen|nens|n s)?\b"
)
_CALLS = re.compile(r"\bring(?:er|a|t|de|de upp)\b(?! från)")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_BREAK = re.compile(r"[.!?]\s|[\n;]|\d{2} \d{2}|\d{5}")
_BEFORE, _AFTER, _NEAR = 80, 40, 25


def find_phone(reading: Reading) -> Finding | None:
    """The first phone number of a private person, or None."""
    for match in _MOBILE.finditer(reading.digits):
        if not _is_on_duty(*_around(reading.text, match)):
            return reading.finding(Kind.PHONE, *match.span())
    for form in (_LANDLINE, _ABROAD):
        for match in form.finditer(reading.digits):
            if _is_tied_to_person(*_around(reading.text, match)):
                return reading.finding(Kind.PHONE, *match.span())
    return None


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    """The words of the same sentence before and after the number, up to another number."""
    before = _BREAK.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    after = _BREAK.split(text[match.end() : match.end() + _AFTER])[0]
    return before, after


def _is_on_duty(before: str, after: str) -> bool:
    """Whether a mobile number belongs to a unit or a role."""
    words = f"{before} {after}"
    lower = words.lower()
    if _PRIVATE.search(lower) or _KIN.search(lower):
        return False
    if _DUTY.search(lower):
        return True
    return not _person(words) and (bool(_UNIT.search(lower)) or _role(words))


def _is_tied_to_person(before: str, after: str) -> bool:
    """Whether a landline is named as somebody's, and nobody's in their role."""
    lower = before.lower()
    tie = max((cue.end() for form in (_PRIVATE, _KIN) for cue in form.finditer(lower)), default=0)
    if tie and len(lower) - tie <= _NEAR:
        return not any(form.search(lower, tie) for form in (_DUTY, _UNIT, _CALLS))
    if _UNIT.search(lower) or _DUTY.search(lower) or _role(f"{before} {after}"):
        return False
    return _person(before[-_NEAR:])


def _person(words: str) -> bool:
    return any(is_name(word) or is_surname(word) for word in _WORD.findall(words))


def _role(words: str) -> bool:
    return any(is_role(word) for word in _WORD.findall(words))
