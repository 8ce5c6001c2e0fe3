"""Personal identity numbers (personnummer) and coordination numbers, however they are written.

A number is a date and four digits. The check digit is not asked for: a lookalike is somebody's
number with a slip in it, or will be taken for one. Here they are looked for; `candidate` judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.gate.candidate import Candidate
from knowledge.gate.finding import Finding
from knowledge.gate.reading import Reading
from knowledge.gate.shape import shape_of

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
_SOLID = r"[\-./]?"
_IN_TABLE = (
    _form(rf"(?:1[89]|20){_SOLID}", _SOLID, r"[ \n\-+./]{0,3}"),
    _form("", _SOLID, r"[ \n\-+./]{0,3}"),
)
_RUN = re.compile(r"\d[\d \n\-+./_*~'\"`|()\[\],;:=<>]{8,}")
_CELL = re.compile(r"[^\n,;|]{10,}")
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
    """Where numbers may be, and the forms to look for. Across the cells of a table only numbers
    without blanks in their date: rows of figures hold any other form by chance."""
    for run in _RUN.finditer(text):
        if len(run.group()) <= _TABLE:
            yield _ANY_FORM, *run.span()
            continue
        yield _IN_TABLE, *run.span()
        for cell in _CELL.finditer(text, *run.span()):
            if len(cell.group()) <= _TABLE:
                yield _ANY_FORM, *cell.span()


def _candidate(reading: Reading, match: re.Match[str]) -> Candidate:
    text = reading.digits
    start, end = _span(match)
    return Candidate(
        shape=shape_of(text[start:end]),
        year=match["year"],
        day=match["day"],
        join=match["join"],
        serial=match["serial"],
        before=text[max(0, start - 60) : start],
        after=text[end : end + 20],
    )
