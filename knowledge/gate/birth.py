"""Somebody's date of birth: beside the name, or as an identity number without its four last."""

from __future__ import annotations

import re

from knowledge.gate.cues import NAMED
from knowledge.gate.dates import DIGITS, MONTH, WRITTEN
from knowledge.gate.finding import Finding, Kind
from knowledge.gate.names import given_of
from knowledge.gate.reading import Reading

_DATES = (re.compile(rf"{DIGITS}(?!\d)"), re.compile(rf"{WRITTEN}(?!\d)"))
_MASK = re.compile(r"[ \-+]{0,2}(?:x{4}|n{4}|[*?_.]{4})(?!\w)")
_CALLED = re.compile(rf"{NAMED.pattern}(?:\W{{0,3}}(?:är|börjar|på|med|is)){{0,3}}\W{{0,3}}$")
_BORN = re.compile(
    r"\b(?:född|födelsedatum|födelsedag|f\.? ?d|f|born|birth ?date|date of birth|dob)"
    rf"\b\W{{0,3}}(?:(?:den|on|är) )?(?:{MONTH} )?$"
)
_CAPITALISED = re.compile(r"[A-ZÅÄÖ][\w'-]*")
_INITIALS = re.compile(r"\b[A-ZÅÄÖ]\.? ?[A-ZÅÄÖ]?\.(?![a-z])|\b[A-ZÅÄÖ] [A-ZÅÄÖ]\b")
_TITLE = re.compile(r"\b(?:fru|herr|fröken|tant|farbror|mrs|mr|ms)\b", re.IGNORECASE)
_CUE, _REACH = 30, 50


def find_birth(reading: Reading) -> Finding | None:
    """The first date of birth that is tied to a person, or None."""
    for form in _DATES:
        for date in form.finditer(reading.lower):
            if _is_of_birth(reading, date):
                return reading.finding(Kind.BIRTH_DATE, *date.span())
    return None


def _is_of_birth(reading: Reading, date: re.Match[str]) -> bool:
    before = reading.lower[max(0, date.start() - _CUE) : date.start()]
    if before[-1:].isdigit():
        return False
    if _MASK.match(reading.lower, date.end()) or _CALLED.search(before):
        return True
    return bool(_BORN.search(before)) and _is_beside_name(reading.text, date)


def _is_beside_name(text: str, date: re.Match[str]) -> bool:
    before = text[max(0, date.start() - _REACH) : date.start()]
    return _names(before) or _names(text[date.end() : date.end() + _REACH])


def _names(text: str) -> bool:
    """A given name, a title, initials, or a capitalised word that starts no sentence."""
    if _INITIALS.search(text) or _TITLE.search(text):
        return True
    return any(
        given_of(word.group()) or re.search(r"[^.!?:\n] $", text[: word.start()])
        for word in _CAPITALISED.finditer(text)
    )
