"""PDF with a text layer: headings by their type, tables by their rules."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from knowledge import hyphens, marks
from knowledge.model import Unreadable
from knowledge.read import furniture, layout
from knowledge.read.headings import LONGEST
from knowledge.read.layout import Line
from knowledge.read.pdf_page import Page, Row, read_page
from knowledge.read.piece import Piece
from knowledge.read.writer import Content, Writer, clean
from knowledge.recognise.labels import is_labelled

_LARGER = 1.08
"""How much larger than that of the text the type of a heading is, at least."""
_APART = 1.2
"""Distance between lines, in usual distances, from which a paragraph ends."""
_USUAL_LEADING, _MOST_LEADING = 1.3, 3
"""Distance from line to line, in type sizes."""
_GLYPH = 0.5
"""The width of a letter, in type sizes."""
_MOST_BOLD = 0.3
"""The share of lines in bold from which bold is no sign of a heading."""
_UNKNOWN_GLYPH = "(cid:"


def read(data: bytes) -> Content:
    """Read the text layer page by page.

    Raises Unreadable: "unreadable.encrypted", "….scanned" for pictures of text, or "….empty".
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            title = str((document.metadata or {}).get("Title") or "")
            pages = [read_page(page) for page in document.pages]
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise Unreadable("unreadable.encrypted") from error
        raise
    _check_text(pages)
    pages, header = _without_furniture(pages)
    writer = Writer()
    lines = list(_lines(pages))
    contents = furniture.contents([line.text for line in lines])
    kept = [line for index, line in enumerate(lines) if index not in contents]
    layout.write(layout.pieces(kept, hyphens.join), writer)
    return writer.content({"name": clean(title), "header": header})


def _check_text(pages: Sequence[Page]) -> None:
    """Glyphs whose letters no one knows are no text either."""
    rows = [row for page in pages for row in page.rows]
    readable = [row for row in rows if row.table or _UNKNOWN_GLYPH not in row.text]
    if len(readable) > len(rows) / 2:
        return
    if rows or any(page.pictures for page in pages):
        raise Unreadable("unreadable.scanned")
    raise Unreadable("unreadable.empty")


def _without_furniture(pages: Sequence[Page]) -> tuple[list[Page], str]:
    """The pages without what comes back at their edges, and what that is on the first one."""
    kept, header = [], ""
    ordered = [sorted(page.rows, key=lambda row: row.top) for page in pages]
    repeated = furniture.repeated([[row.text for row in rows] for rows in ordered])
    for page, rows, indices in zip(pages, ordered, repeated, strict=True):
        edges = {*rows[:1], *rows[-1:]}
        dropped = {rows[index] for index in indices if not rows[index].table}
        dropped |= {row for row in edges if marks.is_page_number(row.text)}
        header = header or "\n".join(row.text for row in rows if row in dropped)
        kept.append(replace(page, rows=tuple(row for row in page.rows if row not in dropped)))
    return kept, header


@dataclass(frozen=True)
class _Type:
    """The type of a document: what is usual, and what headings are set in."""

    size: float
    leading: float
    left: float
    headings: tuple[float, ...]
    """The sizes of headings, the largest first."""
    bold: bool
    """Whether lines in bold of the usual size are headings."""

    @classmethod
    def of(cls, pages: Sequence[Page]) -> _Type:
        """Learn the type from the lines of all pages."""
        rows = [row for page in pages for row in page.rows if not row.table]
        letters: Counter[float] = Counter()
        for row in rows:
            letters[round(row.size, 1)] += len(row.text)
        size = letters.most_common(1)[0][0] if letters else 1.0
        larger = {round(row.size, 1) for row in rows if _is_set_larger(row, size)}
        # A line that begins with a small letter goes on with the one above it.
        distances = [
            below.top - row.top
            for page in pages
            for row, below in pairwise(page.rows)
            if below.text[:1].islower() and 0 < below.top - row.top < _MOST_LEADING * size
        ]
        return cls(
            size=size,
            leading=median(distances) if distances else _USUAL_LEADING * size,
            left=min((row.x0 for row in rows), default=0),
            headings=tuple(sorted(larger, reverse=True)),
            bold=sum(row.bold for row in rows) < _MOST_BOLD * len(rows),
        )

    def level(self, row: Row) -> int | None:
        """The level of a heading, None for text."""
        if _is_set_larger(row, self.size):
            return self.headings.index(round(row.size, 1)) + 1
        if self.bold and row.bold and _may_be_heading(row):
            return len(self.headings) + 1
        return None


def _is_set_larger(row: Row, size: float) -> bool:
    return row.size > _LARGER * size and _may_be_heading(row)


def _may_be_heading(row: Row) -> bool:
    text = row.text
    return len(text) <= LONGEST and not (
        is_labelled(text) or marks.is_bulleted(text) or text.endswith((".", ",", ";", ":"))
    )


def _lines(pages: Sequence[Page]) -> Iterator[Line]:
    """The rows as the lines that plain text would have: distances in lines and letters."""
    kind = _Type.of(pages)
    last: Row | None = None
    for page in pages:
        above: Row | None = None
        for row in page.rows:
            if row.table:
                yield Line("", table=row.table if above else _continued(row.table, last))
            else:
                yield _line(row, above, page.number, kind)
            above = last = row


def _continued(table: Piece, last: Row | None) -> Piece:
    """A table at the top of a page, with the header of the one it goes on with."""
    begun = last.table if last else None
    if begun is None or len(begun.rows[0]) != len(table.rows[0]):
        return table
    repeated = table.rows[0] == begun.rows[0]
    rows = table.rows if repeated else (begun.rows[0], *table.rows)
    return replace(table, rows=rows, header=begun.header)


def _line(row: Row, above: Row | None, number: int, kind: _Type) -> Line:
    letter = _GLYPH * kind.size
    usual = kind.leading * max(1, row.size / kind.size)
    return Line(
        text=row.text,
        gap=int(above is None or not 0 < row.top - above.top < _APART * usual),
        left=(row.x0 - kind.left) / letter,
        right=(row.x1 - kind.left) / letter,
        page=number,
        level=kind.level(row),
    )
