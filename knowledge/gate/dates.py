"""Dates as people write them, as parts of patterns. All begin with a digit, to be found fast."""

from __future__ import annotations

MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mars?|march|apr(?:il)?|maj|may|jun[ie]?|jul[iy]?"
    r"|aug(?:usti|ust)?|sep(?:t(?:ember)?)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:(?:18|19|20)\d\d|-?'?\d\d)"

DIGITS = (
    r"\d\d(?:\d\d)?(?P<cut>[-./ ]?)(?:0[1-9]|1[0-2])(?P=cut)"
    r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
)
"""Year, month, day: "540312", "1954-03-12". The day may have sixty added."""

WRITTEN = (
    rf"\d\d?(?:[.:]?[ea]? {MONTH}\.?,? ?{_YEAR}|, (?:19|20)\d\d"
    rf"|[/.] ?(?:1[0-2]|0?[1-9])[/. -]{{1,2}}{_YEAR})"
)
"""Day first: "12 mars 1954", "12/3-54"; the end of "March 12, 1954"."""
