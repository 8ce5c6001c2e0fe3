"""Words around a number that tell what it is."""

from __future__ import annotations

import re

RECENT = range(2015, 2031)
"""Years in which a date is more often a decision or a meeting than somebody's birth.

As time goes the gate gets stricter with meetings, never looser with people."""


def is_recent(year: str) -> bool:
    """Whether a year of two or four digits is recent."""
    return int(year if len(year) == 4 else f"20{year}") in RECENT


_NAMES = (
    r"(?:\bp(?:ers?)?[.-]?-?n(?:umme)?r|\bp\.n\.?r?\b|\bperson-?(?:nr|nummer)|\bpers\.? ?nr"
    r"|\bsam(?:ordnings?)?[.-]?-?n(?:umme)?r|\bid[- ]?(?:nr|number|nummer)\b|\bssn\b"
    r"|\bfödelsenummer|\bidentity number|\bco-?ordination number|\bpersonal number)"
)
NAMED = re.compile(_NAMES)
"""What an identity number is called."""
NAMED_AFTER = re.compile(rf"\W{{0,3}}(?:är |is )?{_NAMES}")

BORN = re.compile(r"\b(?:född|f\.|born|dob)\W")
"""Before a date of birth."""

CASE = re.compile(
    r"\b(?:dnr|diarie|ärende|beslut|protokoll|avtal|inventarie|ref|följesedel)"
    r"[a-zåäö]*[.:# -]*(?:n(?:umme)?r)?[.:# ]*$"
)
"""Just before the number of a case, which may be a date and four digits."""

GOODS = re.compile(
    r"\b(?:order|faktura|artikel|art|varu|vnr|serie|ocr|lot|batch|konto|kund|ticket|mötes-?id"
    r"|gtin|ean|npl|elmätare|mätare|imei|kod|invoice|account)"
    r"[a-zåäö]*[.:# -]*(?:n(?:umme)?r|number|id)?[.:# ]*$"
)
"""Just before the number of goods or money, which may be any digits."""

DIARY = re.compile(r"(?:\b(?!PNR|PAT|ID|NR)[A-ZÅÄÖ]{2,5}[-/ ]|\b[Dd](?:nr|iarienummer)[.: ]*)$")
"""Just before a diary number, "KS-2023-0112-1061"."""

UNIT = re.compile(
    r" ?(?:%|(?:kr|kronor|sek|tkr|mkr|euro|st|mil|km|m|kg|g|mg|ml|l|byte|h|min|timmar|procent"
    r"|personer|invånare|platser|besök|larm|ärenden|rader)\b)"
)
"""After an amount."""

CALLING = re.compile(
    r"(?:tel|tfn|mobil|ring|nås|nummer|jour|sms|växel|phone|call)[^.!?\n\d]{0,40}$",
)
SOMEBODY = re.compile(
    r"\b(?:pat|bruk|gäller|ang\b|angående|avser|rör\b|född|hon|han|hen|om\W*$)",
)
"""The number that follows is about somebody, so it is no phone number of a unit."""
