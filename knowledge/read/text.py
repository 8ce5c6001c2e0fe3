"""Plain text, most often what some program took out of a PDF."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge import marks
from knowledge.model import Unreadable
from knowledge.read import deck, furniture, layout
from knowledge.read.layout import Line
from knowledge.read.writer import Content, Writer, clean

_MARKED = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL = frozenset(map(chr, range(1, 27))) - set("\t\n\v\f\r")
_MOST_CONTROL = 0.01
"""The share of control characters from which it is no text; a few slip in from PDF."""
_LEAST_PAGE = 3
"""Lines of a page; a header with blank lines in it is no page."""


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises Unreadable("unreadable.wrong-encoding") for what is no text.
    """
    marked = next((name for mark, name in _MARKED.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and sum(map(text.count, _CONTROL)) <= len(text) * _MOST_CONTROL:
            return text
    raise Unreadable("unreadable.wrong-encoding")


def read(data: bytes) -> Content:
    """Read plain text. Only white space is changed, so that quotes are found in the file."""
    lines = _lines(decode(data))
    writer = Writer()
    if start := deck.outline(line.text for line in lines):
        title = deck.write(lines[:start], lines[start:], writer)
        return writer.content({"title": title})
    layout.write(layout.pieces(_without_furniture(lines)), writer)
    return writer.content()


def _lines(text: str) -> list[Line]:
    """The lines that hold something; a form feed begins a page."""
    pages = text.split("\f")
    numbered = sum(bool(page.strip()) for page in pages) > 1
    lines: list[Line] = []
    gap = 0
    for number, page in enumerate(pages, 1):
        for raw in page.splitlines():
            if words := clean(raw):
                wide = raw.rstrip().expandtabs()
                left = len(wide) - len(wide.lstrip())
                page_number = number if numbered else None
                lines.append(Line(words, gap, left, len(wide), page_number))
                gap = 0
            else:
                gap += 1
        gap = 1
    return lines


def _without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Mark page furniture, page numbers and the table of contents to be skipped."""
    skip = furniture.contents([line.text for line in lines])
    for page in _pages(lines):
        skip |= page
    return [
        replace(
            line, skip=index in skip or marks.is_page_number(line.text) or marks.is_rule(line.text)
        )
        for index, line in enumerate(lines)
    ]


def _pages(lines: Sequence[Line]) -> list[set[int]]:
    """For each page, the indices in `lines` of its furniture.

    Without form feeds, a page may begin after a wide gap or with a page number's paragraph.
    """
    starts: list[int] = []
    for index in range(len(lines)):
        if not starts or _starts_page(lines, index, index - starts[-1]):
            starts.append(index)
    bounds = list(pairwise([*starts, len(lines)]))
    pages = [[line.text for line in lines[start:end]] for start, end in bounds]
    sure = bool(lines and lines[0].page)
    return [
        {start + index for index in indices}
        for (start, _), indices in zip(bounds, furniture.repeated(pages, sure=sure), strict=True)
    ]


def _starts_page(lines: Sequence[Line], index: int, so_far: int) -> bool:
    line = lines[index]
    if line.page != lines[index - 1].page or (
        line.gap >= furniture.PAGE_GAP and so_far >= _LEAST_PAGE
    ):
        return True
    paragraph = lines[index : index + furniture.REACH]
    end = next((n for n, below in enumerate(paragraph) if n and below.gap), len(paragraph))
    return line.gap > 0 and any(marks.has_page_number(below.text) for below in paragraph[:end])
