"""Reserve numbers, for patients without a personal identity number, and asylum seekers' numbers.

Every region has its own. They are a date of birth and four characters with at least one letter
(Västerbotten `19620517A042`, Västra Götaland `19810829M071`, Värmland `19810829SU3A`, Skåne
`620517DA0B`, Västernorrland `19620517123R`, Gävleborg `19620517-12M3`, the national form
`22540312AA06` with the century plus three), or digits only (Stockholm `99` and a year; Halland and
others a day of 32 to 59). Source: HL7 Sweden's base profiles and Inera's list of local reserve
identities.
"""

from __future__ import annotations

import re

from knowledge.gate.cues import GOODS, NAMED, is_recent
from knowledge.gate.finding import Finding, Kind
from knowledge.gate.reading import Reading

_LETTERED = re.compile(
    r"(?P<year>\d\d(?:\d\d)?)(?P<cut>[-./]?)(?:0[1-9]|1[0-2])(?P=cut)"
    r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?P<join>[ \-+._]{0,3})"
    r"(?P<tail>(?=\d{0,3}[A-Za-z])(?=[A-Za-z]{0,3}\d)[A-Za-z\d]{4})(?![A-Za-z\d])"
)
_ONE_LETTER = re.compile(r"[a-z]\d{3}")
_OTHERS = re.compile(
    r"[0-29](?<!\d.)(?:(?<=9)9[ -]?(?:19[4-9]|20[0-4])\d[ -]?\d\d[ -]?\d{4}(?!\d)"  # Stockholm
    r"|(?<=[12])[0789]\d\d(?:0[1-9]|1[0-2])(?:3[2-9]|[45]\d)[ -]?\d{4}(?!\d)"  # Halland
    r"|(?<=0)0\d\d[2-9]\d[45]\d-?[A-HJ-NPR-UX-Z]{2,3}\d{1,2}(?![A-Za-z\d]))"  # birth unknown
)
_CALLED_RESERVE = re.compile(r"\breserv|\btillf|\btemp", re.IGNORECASE)
_ASYLUM = re.compile(
    r"\b(?:lma|dossier|asyl)[a-zåäö]*[^\d\n]{0,25}(?P<number>\d\d ?-? ?\d{6}(?:/\d)?)(?!\d)"
)
_ASYLUM_WORDS = ("lma", "dossier", "asyl")


def find_reserve(reading: Reading) -> Finding | None:
    """The first reserve or asylum seeker's number, or None."""
    # Letters are looked for as they stand: "TI12" must not become "T112".
    for match in _LETTERED.finditer(reading.text):
        if _is_reserve(reading.text, match):
            return reading.finding(Kind.RESERVE_NUMBER, *match.span())
    other = _OTHERS.search(reading.text)
    if other:
        return reading.finding(Kind.RESERVE_NUMBER, *other.span())
    if not any(word in reading.lower for word in _ASYLUM_WORDS):
        return None
    asylum = _ASYLUM.search(reading.lower)
    return reading.finding(Kind.ASYLUM_NUMBER, *asylum.span("number")) if asylum else None


def _is_reserve(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    if before[-1:].isdigit():
        return False
    if NAMED.search(before) or _CALLED_RESERVE.search(before):
        return True
    year, join, tail = match["year"], match["join"], match["tail"]
    tight = join.strip(" ") in {"", "-", "+"} and join != " "
    if not tail.isupper():
        return tight and bool(_ONE_LETTER.fullmatch(tail))
    if not is_recent(year):
        return True
    # A date and a room or a version, "2026-03-12 B204", or the batch of some goods.
    return tight and not GOODS.search(before)
