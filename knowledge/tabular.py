"""Rows of a table file, CSV or XLSX, with their headings in Swedish or English."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.fold import fold
from knowledge.model import BadRegister

Row = tuple[int, Mapping[str, Any]]
"""The number of a row, as its keeper sees it, and its cells by column."""

MAX_ROWS = 10_000
MAX_UNPACKED = 200_000_000
# What openpyxl and the modules below it raise for files that are no sound workbook.
_BROKEN = (
    BadZipFile, InvalidFileException, ParseError, zlib.error,
    KeyError, ValueError, TypeError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip


def rows_of_csv(data: bytes, headings: Mapping[str, str]) -> list[Row]:
    """Read comma-, semicolon- or tab-separated text in UTF-8 or Windows' cp1252.

    `headings` maps each folded heading to a column. Raises BadRegister.
    """
    text = _decode(data)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _rows(((reader.line_num, cells) for cells in reader), headings)
    except csv.Error as error:
        raise BadRegister("register.broken", value=str(reader.line_num)) from error


def rows_of_xlsx(data: bytes, headings: Mapping[str, str]) -> list[Row]:
    """Read the first sheet of a workbook; formulas count by their stored values.

    `headings` maps each folded heading to a column. Raises BadRegister.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise BadRegister("register.too-large", value="XLSX", limit=MAX_UNPACKED // 1_000_000)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        cells = list(islice(sheet.iter_rows(values_only=True), MAX_ROWS + 2))
    except (*_BROKEN, IndexError) as error:
        raise BadRegister("register.broken", value="XLSX") from error
    return _rows(enumerate(cells, start=1), headings)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadRegister("register.broken", value="UTF-8") from error


def _rows(lines: Iterable[tuple[int, Sequence[Any]]], headings: Mapping[str, str]) -> list[Row]:
    filled = (
        (number, cells)
        for number, cells in ((number, [_cell(cell) for cell in cells]) for number, cells in lines)
        if any(cells)
    )
    top = next(filled, None)
    if top is None:
        raise BadRegister("register.empty")
    columns = _columns(*top, headings)
    rows = list(islice(_named(filled, columns), MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise BadRegister("register.too-many-rows", limit=MAX_ROWS)
    return rows


def _columns(row: int, cells: Sequence[Any], headings: Mapping[str, str]) -> list[str]:
    columns: list[str] = []
    for cell in cells:
        heading = fold(str(cell)).replace("_", " ")
        column = headings.get(heading, "" if not heading else None)
        if column is None:
            raise BadRegister("register.unknown-column", row=row, column=str(cell), value=str(cell))
        if column and column in columns:
            raise BadRegister("register.twice", row=row, column=str(cell), value=str(cell))
        columns.append(column)
    return columns


def _named(lines: Iterable[tuple[int, Sequence[Any]]], columns: Sequence[str]) -> Iterator[Row]:
    for number, cells in lines:
        strays = [cell for cell in cells[len(columns) :] if cell]
        if strays:
            raise BadRegister("register.stray", row=number, column="", value=str(strays[0]))
        named = zip(columns, cells, strict=False)
        yield number, {column: cell for column, cell in named if column and cell != ""}


def _cell(value: Any) -> Any:
    """A cell as a person reads it: no None, no spaces around, no ".0" on whole numbers."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value).strip()
    return value
