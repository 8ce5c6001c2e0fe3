"""Dates as people write them in documents, in Swedish and English."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-–/.](?P<month>\d{1,2})[-–/.](?P<day>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<d>\d{1,2})(?::?[ae]|st|nd|rd|th)?\s+(?P<name>[a-z]{3,9})\.?,?\s+"
    r"(?P<y>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)


def find(text: str) -> list[tuple[date, int, int]]:
    """Every whole date in the text, with where it starts and ends; impossible ones left out."""
    found = []
    for match in _DATE.finditer(text):
        day = _date(match)
        if day:
            found.append((day, match.start(), match.end()))
    return found


def first(text: str) -> date | None:
    """The first date in the text."""
    found = find(text)
    return found[0][0] if found else None


def leading(text: str) -> date | None:
    """The date that the text begins with, "den" or "senast" before it or not."""
    found = find(text)
    lead = text[: found[0][1]] if found else text
    return found[0][0] if found and lead.strip(" :.").casefold() in _LEADS else None


_LEADS = ("", "den", "senast", "från", "från den", "senast den", "till", "och med", "datum")


def _date(match: re.Match[str]) -> date | None:
    if match["year"]:
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    else:
        year, month, day = (
            int(match["y"]),
            _MONTHS.get(match["name"].casefold(), 0),
            int(match["d"]),
        )
    try:
        return date(year, month, day)
    except ValueError:
        return None
