"""Lessons as tables that people open in a spreadsheet, and read back from one.

A cell that begins like a formula is text and stays text: in XLSX by its type, in CSV behind an
apostrophe, which spreadsheets take for "text" and which is taken off again when it is read.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import ValidationError

from bot.render import escape
from bot.skill import UserError
from knowledge.fold import fold
from knowledge.model import BadRegister, Principal
from knowledge.tabular import Row, rows_of_csv, rows_of_xlsx
from skills.lessons import exchange, fields
from skills.lessons.model import Direction, Kind, State, Timing
from skills.lessons.records import Entry, File, LessonRecord
from skills.lessons.wording import body, say, told

COLUMNS = ("number", *(name for name in LessonRecord.model_fields if name != "number"))
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENUMS: Mapping[str, type[StrEnum]] = {
    "state": State,
    "kind": Kind,
    "direction": Direction,
    "timing": Timing,
    "principal": Principal,
}
_DATES = frozenset({"decided", "due", "verified", "secrecy_checked", "keep_until"})
_WIDE = frozenset({"title", "observation", "recommendation", "decision", "outcome"})
_FORMULA = ("=", "+", "-", "@", "\t", "'")
_LANGUAGES = ("sv", "en")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def to_csv(file: File, language: str) -> bytes:
    """Semicolons and a byte order mark, as spreadsheets in Swedish want it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([heading(name, language) for name in COLUMNS])
    for entry in file.lessons:
        writer.writerow([_guarded(value) for value in _cells(entry.lesson, language)])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(file: File, language: str) -> bytes:
    """A sheet of lessons that can be filtered, one of what has happened, one of milestones."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = say(language, "sheet.lessons")
    _fill(
        first,
        [heading(name, language) for name in COLUMNS],
        (_cells(entry.lesson, language) for entry in file.lessons),
        [60 if name in _WIDE else 18 for name in COLUMNS],
    )
    happened = book.create_sheet(say(language, "sheet.history"))
    heads = [say(language, f"column.{name}") for name in ("number", "title", "date", "what")]
    _fill(happened, heads, _history(file.lessons, language), [10, 60, 14, 80])
    goals = book.create_sheet(say(language, "sheet.milestones"))
    heads = [say(language, f"column.{name}") for name in ("title", "state", "due")]
    rows = ([one.title, say(language, f"reach.{one.state}"), one.due] for one in file.milestones)
    _fill(goals, heads, rows, [60, 14, 14])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_markdown(file: File, language: str) -> bytes:
    """One chapter a lesson, for reading and printing."""
    numbers = {entry.lesson.uid: entry.lesson.number for entry in file.lessons}
    parts = [f"# {say(language, 'sheet.lessons')}"]
    for entry in file.lessons:
        one = exchange.lesson_of(entry.lesson, numbers)
        head = say(language, "card.head", id=one.id, title=escape(one.title))
        parts += [f"## {head}", *body(one, language)]
    return ("\n\n".join(parts) + "\n").encode()


def from_csv(data: bytes, now: datetime) -> File:
    """Read what `to_csv` has written, maybe changed since. Raises UserError with the row."""
    return _file(rows_of_csv, data, now, _bare)


def from_xlsx(data: bytes, now: datetime) -> File:
    """Read the first sheet of what `to_xlsx` has written. Raises UserError with the row."""
    return _file(rows_of_xlsx, data, now, lambda text: text)


def heading(name: str, language: str) -> str:
    """The heading of a column."""
    if fields.is_known(name):
        word = fields.word_of(name, language)
        return word[0].upper() + word[1:]
    return say(language, f"column.{name.replace('_', '-')}")


def _cells(record: LessonRecord, language: str) -> list[Any]:
    return [_cell(name, getattr(record, name), language) for name in COLUMNS]


def _cell(name: str, value: Any, language: str) -> Any:
    if isinstance(value, StrEnum):
        return say(language, f"{name}.{value}")
    if isinstance(value, datetime):
        return value.isoformat()  # a spreadsheet knows no time zones
    if isinstance(value, bool):
        return say(language, "sheet.yes") if value else None
    return value


def _history(entries: Sequence[Entry], language: str) -> Iterator[Sequence[Any]]:
    for entry in entries:
        one = entry.lesson
        for line in entry.history:
            what, words = told(line.step, line.words, language)
            yield [one.number, one.title, line.at.date(), f"{what}: {words}" if words else what]


def _fill(
    sheet: Worksheet,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int],
) -> None:
    """A heading that stays and filters, and rows below it."""
    for row, values in enumerate([heads, *rows], start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.alignment = _WRAPPED
    for column, width in enumerate(widths, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _bare(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _file(
    rows: Callable[[bytes, Mapping[str, str]], Sequence[Row]],
    data: bytes,
    now: datetime,
    bare: Callable[[str], str],
) -> File:
    try:
        found = rows(data, _HEADINGS)
    except BadRegister as error:
        raise UserError("import.broken", place=_place(error)) from None
    entries = tuple(Entry(lesson=_record(number, cells, bare, now)) for number, cells in found)
    return File(kind="export", made=now, lessons=entries)


def _place(error: BadRegister) -> str:
    named = [error.details.get(name) for name in ("row", "column", "value")]
    return " ".join(str(part) for part in named if part) or "1"


def _record(
    row: int, cells: Mapping[str, Any], bare: Callable[[str], str], now: datetime
) -> LessonRecord:
    """A row as a lesson; one from a table of somebody's own is new and handed in."""
    new = {"uid": uuid.uuid4().hex, "state": State.SUBMITTED, "since": now, "made": now}
    values = new | {name: _read(name, value, bare) for name, value in cells.items()}
    try:
        return LessonRecord.model_validate(values)
    except ValidationError as error:
        column = heading(str(error.errors(include_input=False)[0]["loc"][0]), _LANGUAGES[0])
        raise UserError("import.row", row=row, column=column) from None


def _read(name: str, value: Any, bare: Callable[[str], str]) -> Any:
    if name in _DATES:
        return value.date() if isinstance(value, datetime) else value
    text = bare(str(value))
    if name in _WORDS:
        return _WORDS[name].get(fold(text), text)
    return bool(text) if name == "decided_formally" else text


_HEADINGS = {fold(heading(name, language)): name for name in COLUMNS for language in _LANGUAGES}
_WORDS = {
    name: {fold(say(language, f"{name}.{one}")): one for one in kinds for language in _LANGUAGES}
    for name, kinds in _ENUMS.items()
}
