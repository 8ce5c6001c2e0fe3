"""XLSX, sheet by sheet; formulas count by their stored values, hidden sheets not at all."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from openpyxl import load_workbook

from knowledge.read.writer import Content, Writer, clean

_NO_NAME = re.compile(r"(?:blad|sheet|ark)\s*\d*", re.IGNORECASE)
"""What a program calls a sheet that nobody has named."""

Row = tuple[Any, ...]


def read(data: bytes) -> Content:
    """Read every sheet: rows between empty ones are a table, a cell alone above one its heading."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    writer = Writer()
    for sheet in sheets:
        sheet.reset_dimensions()
        writer.leave()
        if len(sheets) > 1 and not _NO_NAME.fullmatch(sheet.title):
            writer.heading(sheet.title, 1)
        for filled, rows in groupby(sheet.iter_rows(), key=_is_filled):
            if filled:
                _write(writer, list(rows))
    names = (book.properties.title, *(sheet.title for sheet in sheets))
    return writer.content({"name": next(filter(None, names), "")})


def _write(writer: Writer, rows: Sequence[Row]) -> None:
    """Rows with one cell first are a heading, or text where there is no table below them."""
    first = next((n for n, row in enumerate(rows) if len(_texts(row)) > 1), len(rows))
    for row in rows[:first]:
        text = " ".join(_texts(row))
        if first < len(rows):
            writer.heading(text, 2)
        else:
            writer.write(text)
    if table := rows[first:]:
        writer.table(list(_cells(table)), header=_is_header(table))


def _cells(rows: Sequence[Row]) -> Iterator[list[str]]:
    """The rows as text, without columns that hold nothing."""
    width = max(len(row) for row in rows)
    texts = [[_text(cell.value) for cell in row] + [""] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in texts)]
    for row in texts:
        yield [row[column] for column in used]


def _is_header(rows: Sequence[Row]) -> bool:
    """Whether the first row is in bold, or all words above a column of figures."""
    first = [cell for cell in rows[0] if cell.value is not None]
    bold = all(cell.font is not None and cell.font.b for cell in first)
    words = all(isinstance(cell.value, str) for cell in first)
    below = (cell.value for row in rows[1:] for cell in row if cell.value is not None)
    return bold or (words and any(not isinstance(value, str) for value in below))


def _is_filled(row: Row) -> bool:
    return any(_text(cell.value) for cell in row)


def _texts(row: Iterable[Any]) -> list[str]:
    return [text for cell in row if (text := _text(cell.value))]


def _text(value: object) -> str:
    """A cell as its reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
