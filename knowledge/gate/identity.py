"""Personal identity numbers (personnummer) and coordination numbers, however they are written.

A number is a date and four digits. The check digit is not asked for: a lookalike is somebody's
number with a slip in it, or will be taken for one. Only where a date and four digits more often
mean something else (a meeting and its time, a case, an amount) does the check digit decide, so
that a true number never passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from knowledge.gate.finding import Finding, Kind
from knowledge.gate.reading import Reading
from knowledge.gate.shape import Shape, shape_of

_GAP = r"[ \n\-+./_*~'\"`|()\[\]]{0,3}"
_JOIN = r"[ \n\-+./_*~'\"`|()\[\],;:=<>]{0,5}"


def _form(century: str, gap: str, join: str) -> re.Pattern[str]:
    """The pattern of a number; in a lookahead, so that overlapping ones are all found."""
    return re.compile(
        rf"(?<!\d)(?=(?P<year>{century}\d{gap}\d){gap}(?:0{gap}[1-9]|1{gap}[0-2]){gap}"
        rf"(?P<day>[06]{gap}[1-9]|[1278]{gap}\d|[39]{gap}[01])"
        rf"(?P<join>{join})(?P<serial>\d{gap}\d{gap}\d{gap}\d)(?!\d))"
    )


_CENTURY = rf"(?:1{_GAP}[89]|2{_GAP}0){_GAP}"
_ANY_FORM = (_form(_CENTURY, _GAP, _JOIN), _form("", _GAP, _JOIN))
_IN_TABLE = (_form("(?:1[89]|20)", "", r"[ \-+]{0,3}"), _form("", "", r"[ \-+]{0,3}"))
_RUN = re.compile(r"\d[\d \n\-+./_*~'\"`|()\[\],;:=<>]{8,}")
_TABLE = 60
"""Characters of digits and marks in a row beyond which they are rows and columns of numbers."""


def find_number(reading: Reading) -> Finding | None:
    """The first personal identity or coordination number, or None."""
    for forms, start, end in _runs(reading.digits):
        for form in forms:
            for match in form.finditer(reading.digits, start, end):
                candidate = _candidate(reading, match)
                if candidate.stops:
                    return reading.finding(candidate.kind, *_span(match))
    return None


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.start("year"), match.end("serial")


def _runs(text: str) -> Iterator[tuple[tuple[re.Pattern[str], ...], int, int]]:
    """Where numbers may be, and the forms to look for. In a table only numbers in one piece, or
    cut before the four last, are looked for: any row of figures holds others by chance."""
    for run in _RUN.finditer(text):
        if len(run.group()) <= _TABLE:
            yield _ANY_FORM, *run.span()
            continue
        for line in _LINE.finditer(text, *run.span()):
            forms = _ANY_FORM if len(line.group()) <= _TABLE else _IN_TABLE
            yield forms, *line.span()


@dataclass(frozen=True)
class _Candidate:
    """A date and four digits, and what stands around them."""

    match: re.Match[str]
    shape: Shape
    before: str
    """Some characters before it; the letters as they were, for the sake of diary numbers."""
    after: str

    @property
    def kind(self) -> Kind:
        """A coordination number has sixty added to its day; so do mobile numbers in one piece."""
        if self.match["day"][0] < "6":
            return Kind.PERSONAL_NUMBER
        is_mobile = self.shape.groups == (10,) and self.shape.written.startswith("07")
        return Kind.PHONE if is_mobile and not self.shape.checks else Kind.COORDINATION_NUMBER

    @property
    def stops(self) -> bool:
        """Whether this is, or will be taken for, somebody's number."""
        if self._is_named:
            return True
        if self._is_something_else:
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
        return self.match["day"][0] < "6" and is_recent(re.sub(r"\D", "", self.match["year"]))

    @property
    def _is_something_else(self) -> bool:
        """A span of dates, a diary number or a phone number, whatever the check digit says."""
        serial, shape = self.match["serial"], self.shape
        if (
            shape.groups[:3] == (4, 2, 2)
            and _YEAR.match(serial)
            and _REST_OF_DATE.match(self.after)
        ):
            return True
        if shape.groups == (4, 4, 4) and self._is_recent and DIARY.search(self.before):
            return True
        if self._is_recent and not self.match["join"].strip() and _HOURS.fullmatch(serial):
            return True
        return shape.like_phone or self._is_part_of_phone or self._is_called

    @property
    def _is_part_of_phone(self) -> bool:
        """Numbers in a row: "2026-03-14 0980-31 92 10", "… 10, 0980-31 92 11"."""
        if self._is_crowded and _PHONE_WITHIN.search(self.shape.written):
            return True
        begins = self.match["serial"][0] == "0" and self.match["join"].strip("-+")
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
    def _is_odd(self) -> bool:
        """Cut, or standing among other numbers, as identity numbers seldom are."""
        shape = self.shape
        if shape.tidy and (not shape.spaced or len(shape.groups) < 3):
            return bool(
                _DAY_FIRST.match(shape.written) or _are_times(shape) or self._is_number_of_goods
            )
        if not shape.tidy and (not shape.spaced or _BESIDE_NUMBER.search(self.before)):
            return True
        if self._is_crowded or (not shape.tidy and _NUMBER_BESIDE.match(self.after)):
            return True
        return shape.like_amount or _are_times(shape) or self._is_number_of_goods

    @property
    def _is_number_of_goods(self) -> bool:
        return GOODS.search(self.before.lower()) is not None

    @property
    def _is_crowded(self) -> bool:
        """In a row of numbers. "03" is a month's way to be written, and no amount's."""
        if self.shape.spaced and _ZERO_FIRST.search(self.shape.written):
            return False
        return bool(_NUMBER_BEFORE.search(self.before) or _NUMBER_AFTER.match(self.after))

    @property
    def _suggests_other(self) -> bool:
        """A recent date followed by a time, an amount, or the rest of some other number."""
        if not self._is_recent:
            return False
        join = self.match["join"]
        return (
            bool(_LOOSE_JOIN.search(join) or (len(self.shape.digits) == 12 and "," in join))
            or bool(UNIT.match(self.after.lower()) or _MORE.match(self.after))
            or bool(CASE.search(self.before.lower()))
            or "://" in self.before.rpartition(" ")[2]
            or self._has_time
        )

    @property
    def _has_time(self) -> bool:
        serial, join, shape = self.match["serial"], self.match["join"], self.shape
        if len(serial) > 4 and not shape.singly and len(shape.groups) < 5:
            return True  # "260414 13-15", "2026-04-14 13.15"
        iso = shape.groups[:3] == (4, 2, 2)
        if not iso and (join.strip() in {"-", "+"} or shape.groups == (10,)):
            return False
        return bool(_TIME.fullmatch(serial))


def _candidate(reading: Reading, match: re.Match[str]) -> _Candidate:
    start, end = _span(match)
    text = reading.digits
    return _Candidate(
        match, shape_of(text[start:end]), text[max(0, start - 60) : start], text[end : end + 20]
    )


def _are_times(shape: Shape) -> bool:
    """Times of day in a row, "2000-0630 0700", which make a year, a date and four digits."""
    groups = re.findall(r"\d+", shape.written)
    return len(groups) == 3 and all(_TIME.fullmatch(group) for group in groups)


_LINE = re.compile(r"[^\n]{10,}")
_NO_WORDS = " 0123456789,.:;-/()\n"
_YEAR = re.compile(r"(?:199|20[0-3])\d")
_REST_OF_DATE = re.compile(r"-\d\d(?:-\d\d)?(?!\d)")
_REST_OF_PHONE = re.compile(r" ?[-/] ?\d{2,3}[ \d]")
_PHONE_WITHIN = re.compile(r"(?<![\d-])0\d{1,3}-\d{2,3}(?: |$)")
_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5][05]")
_ZERO_FIRST = re.compile(r"(?<=\d )0\d ")
_HOURS = re.compile(r"(?:[01]\d|2[0-4]) ?[.\-] ?[0-6]\d")  # "14.30", "13-15"
_DAY_FIRST = re.compile(r"\d\d/\d\d[- ]")
# A plain number in a row of numbers, or a number that goes on; not "rum 4" or a date.
_NUMBER_BEFORE = re.compile(r"(?:^|\n|[\d,.] )\d{1,4}[ \n]$|\d[.\-/+]$")
_NUMBER_AFTER = re.compile(r"[ \n]\d{1,4}(?:$|[,.]? \d|\n)|[.\-/+]\d")
_BESIDE_NUMBER = re.compile(r"\d[ \n]$")
_NUMBER_BESIDE = re.compile(r"[ \n]\d")
_LOOSE_JOIN = re.compile(r"[|;=<>]")
_MORE = re.compile(r"[:.]\d|[-/]\d| \d{3}(?!\d)")
