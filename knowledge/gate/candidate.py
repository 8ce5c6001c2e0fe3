"""Whether a date and four digits are somebody's number, or will be taken for one.

Three rules, in order. What is called an identity number is one. What is plainly something else
(a span of dates, a meeting's hours, a phone number) is not. In between, the check digit decides
where the form is odd or the date recent, and elsewhere any four digits stop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.gate.cues import (
    CALLING,
    CASE,
    DIARY,
    GOODS,
    NAMED,
    NAMED_AFTER,
    SOMEBODY,
    UNIT,
    is_recent,
)
from knowledge.gate.finding import Kind
from knowledge.gate.shape import Shape

_NO_WORDS = " 0123456789,.:;-/()\n"
_THIS_AGE = re.compile(r"199\d|20[0-3]\d")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_REST_OF_DATE = re.compile(r"-\d\d(?:-\d\d)?(?!\d)")
_REST_OF_PHONE = re.compile(r" ?[-/] ?\d{2,3}[ \d]")
_PHONE_WITHIN = re.compile(r"(?<![\d-])0\d{1,3}-\d{2,3}(?: |$)")
_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5][05]")
_HOURS = re.compile(r"(?:[01]\d|2[0-4]) ?[.\-] ?[0-6]\d")  # "14.30", "13-15"
_DAY_FIRST = re.compile(r"\d\d/\d\d[- ]")  # "10/12-25"
_ZERO_FIRST = re.compile(r"(?<=\d )0\d ")
# A plain number in a row of numbers, or a number that goes on; not "rum 4" or a date.
_NUMBER_BEFORE = re.compile(r"(?:^|\n|[\d,.] )\d{1,4}[ \n]$|\d[.\-/+]$")
_NUMBER_AFTER = re.compile(r"[ \n]\d{1,4}(?:$|[,.]? \d|\n)|[.\-/+]\d")
_BESIDE_BEFORE = re.compile(r"\d[ \n.\-/+:]$")
_BESIDE_AFTER = re.compile(r"[ \n.\-/+:]\d")
_GOES_ON = re.compile(r"\d[.:\-/]$")  # "10.31.12.20-10.31", "2026-05-04 0830-0915"
_MORE = re.compile(r"[:.]\d|[-/]\d| \d{3}(?!\d)")


@dataclass(frozen=True)
class Candidate:
    """A date and four digits, and what stands around them."""

    shape: Shape
    year: str
    day: str
    join: str
    """The marks between the date and the four digits."""
    serial: str
    """The four digits, with the marks between them."""
    before: str
    """Some characters before it; the letters as they were, for the sake of diary numbers."""
    after: str

    @property
    def kind(self) -> Kind:
        """A coordination number has sixty added to its day; so have mobile numbers by chance."""
        if self.day[0] < "6":
            return Kind.PERSONAL_NUMBER
        shape = self.shape
        is_mobile = shape.digits.startswith("07") and (shape.groups == (10,) or shape.singly)
        return Kind.PHONE if is_mobile and not shape.checks else Kind.COORDINATION_NUMBER

    @property
    def stops(self) -> bool:
        """Whether this is, or will be taken for, somebody's number."""
        if self._is_named:
            return True
        if self._is_time or self._is_case_or_amount or self._is_phone or self._is_within_number:
            return False
        return self.shape.checks or not (self._is_odd or self._suggests_other)

    @property
    def _is_named(self) -> bool:
        """Whether it is called a number of identity, in the words before or after."""
        near = self.before[-30:].lower()
        if near.strip(_NO_WORDS) and NAMED.search(near):
            return True
        return NAMED_AFTER.match(self.after.lower()) is not None

    @property
    def _is_recent(self) -> bool:
        """Whether the date may be that of a meeting; with sixty added to the day it is none."""
        return self.day[0] < "6" and is_recent(re.sub(r"\D", "", self.year))

    @property
    def _is_time(self) -> bool:
        """ "2025-01-01–2025-06-30", "2026-04-14 13-15", "10/12-25 13-15"."""
        next_begins = _THIS_AGE.match(self.serial) and _REST_OF_DATE.match(self.after)
        if next_begins and _ISO_DATE.match(self.shape.written):
            return True
        after_date = self._is_recent or _DAY_FIRST.match(self.shape.written)
        return bool(after_date and not self.join.strip() and _HOURS.fullmatch(self.serial))

    @property
    def _is_case_or_amount(self) -> bool:
        """ "KS-2023-0112-1061", "2025-12-31 4500 kr"."""
        if self.shape.groups == (4, 4, 4) and _THIS_AGE.match(self.year):
            return DIARY.search(self.before) is not None
        loose = self._is_recent and self.join.strip("-+")
        return bool((loose or self.shape.spaced) and UNIT.match(self.after.lower()))

    @property
    def _is_phone(self) -> bool:
        """A phone number, "0910-12 34 56", or a part of one that stands beside other numbers."""
        if self.shape.like_phone or self._is_called:
            return True
        if self._is_crowded and _PHONE_WITHIN.search(self.shape.written):
            return True
        begins = self.serial[0] == "0" and self.join.strip("-+")
        return bool(begins and _REST_OF_PHONE.match(self.after))

    @property
    def _is_called(self) -> bool:
        """A phone number in one piece, that somebody is told to call."""
        written = self.shape.written
        if self.shape.groups != (10,) or written[0] != "0" or written[1] == "0":
            return False
        before = self.before.lower()
        return bool(CALLING.search(before)) and not SOMEBODY.search(before)

    @property
    def _is_within_number(self) -> bool:
        """Cut and in the midst of other numbers, or six and six as two dates are."""
        if self.shape.groups == (6, 6):
            return True
        if len(self.shape.groups) > 2 and _GOES_ON.search(self.before):
            return True
        beside = _BESIDE_BEFORE.search(self.before) or _BESIDE_AFTER.match(self.after)
        return not self.shape.tidy and beside is not None

    @property
    def _is_odd(self) -> bool:
        """Cut, or standing among other numbers, as identity numbers seldom are."""
        shape = self.shape
        if shape.tidy:
            in_pieces = shape.singly or (shape.spaced and len(shape.groups) > 2)
            odd = (in_pieces and self._is_crowded) or bool(_DAY_FIRST.match(shape.written))
        else:
            odd = not shape.spaced or shape.in_thousands
        return odd or self._is_row_of_times or GOODS.search(self.before.lower()) is not None

    @property
    def _is_crowded(self) -> bool:
        """In a row of numbers. "03" is a month's way to be written, and no amount's."""
        if self.shape.spaced and _ZERO_FIRST.search(self.shape.written):
            return False
        return bool(_NUMBER_BEFORE.search(self.before) or _NUMBER_AFTER.match(self.after))

    @property
    def _is_row_of_times(self) -> bool:
        """ "2000-0630 0700", which make a year, a date and four digits."""
        groups = re.findall(r"\d+", self.shape.written)
        return len(groups) == 3 and all(map(_TIME.fullmatch, groups))

    @property
    def _suggests_other(self) -> bool:
        """A recent date followed by a time, an amount, or the rest of some other number."""
        if not self._is_recent:
            return False
        listed = self.join in {", ", ": "} and len(self.shape.digits) == 12
        return (
            listed
            or not set(self.join).isdisjoint("|;=<>")
            or bool(_MORE.match(self.after))
            or bool(CASE.search(self.before.lower()))
            or "://" in self.before.rpartition(" ")[2]
            or self._ends_in_time
        )

    @property
    def _ends_in_time(self) -> bool:
        """ "2026-03-14 0900", "20260314_0900", "2026-03-14-0900"."""
        shape, mark = self.shape, self.join.strip()
        dashed = mark == "-" and _ISO_DATE.match(shape.written) is not None
        joined = not self.join and shape.groups == (12,)
        apart = self.join != "" and mark in {"", "_"}
        return (dashed or joined or apart) and _TIME.fullmatch(self.serial) is not None
