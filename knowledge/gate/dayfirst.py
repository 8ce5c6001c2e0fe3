"""Identity numbers whose date is written day first: "12 mars 1947-2382", "12/3-47 2382".

So are meetings, "24/11 1900-2100" and "24 november 2026 1330", which is why a recent year, hours
and lists need more than the form before they stop.
"""

from __future__ import annotations

import re

from knowledge.gate.cues import BORN, NAMED, NAMED_AFTER, UNIT, is_recent
from knowledge.gate.dates import MONTH
from knowledge.gate.finding import Finding, Kind
from knowledge.gate.reading import Reading
from knowledge.gate.shape import shape_of

_YEAR = r"(?P<year>(?:18|19|20)\d\d|-?'?\d\d)"
_FORM = re.compile(
    rf"(?<!\d)(?<!\d[.:/\-])(?P<day>\d\d?)"
    rf"(?:(?:[.:]?[ea]|\.|st|nd|rd|th)? (?P<name>{MONTH})\.?,? ?"
    rf"|(?P<cut>[/.\-]) ?(?P<number>1[0-2]|0?[1-9])(?:(?P=cut)|[. ]|(?=-)) ?-?"
    rf"|(?:st|nd|rd|th)?, ?){_YEAR}"
    r"(?P<join>[ ,]{0,2}[-+ ,\n] ?)(?P<serial>\d{4})(?!\d|[-/:.]\d)"
)
_MONTH_BEFORE = re.compile(rf"\b(?P<name>{MONTH})\.? $")
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan feb mar apr maj,may jun jul aug sep okt,oct nov dec".split(), start=1
    )
    for name in names.split(",")
}
_CLOCK = re.compile(r"(?:[01]\d|2[0-4])[0-5][05]")
_CENTURY = re.compile(r"(?:18|19|20)\d\d")
_PHONE_GOES_ON = re.compile(r" \d\d")


def find_day_first(reading: Reading) -> Finding | None:
    """A date that begins with its day, and the four last digits right after it."""
    for match in _FORM.finditer(reading.lower):
        if _stops(reading.lower, match):
            kind = Kind.PERSONAL_NUMBER if int(match["day"]) < 32 else Kind.COORDINATION_NUMBER
            return reading.finding(kind, *match.span())
    return None


def _stops(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    month = _month(match, before)
    day, year, serial = int(match["day"]), match["year"].lstrip("-'"), match["serial"]
    if month is None or not (1 <= day <= 31 or 61 <= day <= 91):
        return False
    if NAMED.search(before) or BORN.search(before) or NAMED_AFTER.match(text, match.end()):
        return True
    if _is_hours(match) or _is_other(text, match) or (is_recent(year) and _CLOCK.match(serial)):
        return False
    is_version = match["cut"] == "." and len(year) == 2  # "2.3.41 1200"
    if is_version or is_recent(year) or "," in match["join"] or _CENTURY.match(serial):
        return shape_of(f"{year[-2:]}{month:02}{day:02}{serial}").checks
    return True


def _month(match: re.Match[str], before: str) -> int | None:
    if match["number"]:
        return int(match["number"])
    named = match if match["name"] else _MONTH_BEFORE.search(before)
    return _MONTHS[named["name"][:3]] if named else None


def _is_hours(match: re.Match[str]) -> bool:
    """ "24/11 1900-2100", "24/11 19-2100"."""
    start, end = match["year"], match["serial"]
    dashed = "-" in match["join"] and start[0].isdigit()
    return dashed and bool(_CLOCK.match(start.ljust(4, "0")) and _CLOCK.match(end)) and start < end


def _is_other(text: str, match: re.Match[str]) -> bool:
    """An amount, or the beginning of a phone number."""
    after = text[match.end() : match.end() + 20]
    is_phone = match["serial"][0] == "0" and _PHONE_GOES_ON.match(after)
    return bool(UNIT.match(after) or is_phone)
