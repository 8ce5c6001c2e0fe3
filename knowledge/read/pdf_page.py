"""One page of a PDF as rows: lines as they are set, and tables in their places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from knowledge import hyphens
from knowledge.read.piece import Piece
from knowledge.read.writer import clean

_SAME_LINE = 0.5
"""Vertical distance, in type sizes, within which words are on one line."""
_GLUED = 0.1
"""Horizontal distance, in type sizes, within which words are one word in two types."""


@dataclass(frozen=True)
class Row:
    """A line as set on the page, in points from its top left corner, or a table."""

    text: str
    top: float
    x0: float = 0
    x1: float = 0
    size: float = 0
    bold: bool = False
    table: Piece | None = None


@dataclass(frozen=True)
class Page:
    """What a page holds, in reading order."""

    number: int
    rows: tuple[Row, ...]
    pictures: bool


def read_page(source: Any) -> Page:
    """Read a page of pdfplumber's and let go of what it has cached.

    Text is taken in the order of the file, which is the order of reading where a text
    processor wrote it, columns included; pages wider than high are slides, read from the top.
    """
    upright = source.filter(lambda one: one.get("upright", True))
    tables = [table for table in upright.find_tables() if _is_data(table)]
    rows = list(_rows(upright, tables))
    if source.width > source.height:
        rows.sort(key=lambda row: (round(row.top), row.x0))
    found = Page(source.page_number, tuple(rows), bool(source.images))
    source.close()
    return found


def _is_data(table: Any) -> bool:
    return len(table.rows) > 1 and len(table.columns) > 1


def _rows(source: Any, tables: Sequence[Any]) -> Iterator[Row]:
    """The lines; a table stands where its first word stood."""
    waiting = dict(enumerate(tables))
    line: list[Any] = []
    for word in source.extract_words(use_text_flow=True, return_chars=True):
        index = next((i for i, table in enumerate(tables) if _is_in(word, table)), None)
        if line and (index is not None or not _goes_on(line, word)):
            yield _row(line)
            line = []
        if index is None:
            line.append(word)
        elif table := waiting.pop(index, None):
            yield Row("", table.bbox[1], table=_table(table, source))
    if line:
        yield _row(line)


def _is_in(word: Any, table: Any) -> bool:
    x0, top, x1, bottom = table.bbox
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(x0 <= across <= x1 and top <= down <= bottom)


def _goes_on(line: Sequence[Any], word: Any) -> bool:
    """Whether a word stands right of the others on their line."""
    last = line[-1]
    height = max(last["bottom"] - last["top"], word["bottom"] - word["top"])
    level = abs(last["bottom"] - word["bottom"]) < _SAME_LINE * height
    return bool(level and word["x0"] > last["x0"])


def _row(words: Sequence[Any]) -> Row:
    glyphs = [char for word in words for char in word["chars"]]
    size = median(char["size"] for char in glyphs)
    text = words[0]["text"]
    for before, word in pairwise(words):
        glued = word["x0"] - before["x1"] < _GLUED * size
        text += word["text"] if glued else f" {word['text']}"
    return Row(
        text=clean(unicodedata.normalize("NFC", text)),
        top=words[0]["top"],
        x0=words[0]["x0"],
        x1=words[-1]["x1"],
        size=size,
        bold=_is_bold(glyphs),
    )


def _table(table: Any, source: Any) -> Piece:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in table.extract())
    first = source.within_bbox(table.rows[0].bbox, strict=False)
    return Piece("", page=source.page_number, rows=rows, header=_is_bold(first.chars))


def _cell(text: str | None) -> str:
    lines = unicodedata.normalize("NFC", text or "").splitlines()
    return clean(hyphens.join([line for line in lines if line.strip()]))


def _is_bold(glyphs: Sequence[Any]) -> bool:
    names = [char["fontname"].casefold() for char in glyphs if char["text"].strip()]
    return bool(names) and all(
        any(mark in name for mark in ("bold", "black", "heavy")) for name in names
    )
