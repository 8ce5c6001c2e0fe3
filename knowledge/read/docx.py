"""DOCX, in the order of the document; inserted text, content controls and text boxes too."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from knowledge import marks
from knowledge.read import layout
from knowledge.read.headings import LONGEST
from knowledge.read.numbering import BULLET, Numbering, number
from knowledge.read.piece import Piece
from knowledge.read.writer import Content, Writer, clean

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _BOX = qn("w:t"), qn("w:txbxContent")
_SPACE = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_LEFT_OUT = {
    qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_AROUND = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml")}
_HEADING = re.compile(r"(?:heading|rubrik) ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc[ \d]|innehållsförteckning", re.IGNORECASE)
_TITLE = "title"
_BODY_LEVEL = 9
"""The outline level, counted from 0, of what is no heading."""


def read(data: bytes) -> Content:
    """Read the body; page headers are kept aside for the metadata in them."""
    document = docx.Document(io.BytesIO(data))
    found = _Body(document)
    body = document.element.body
    pieces = [] if body is None else list(found.pieces(body))
    if all(piece.level is None for piece in pieces):
        pieces = [replace(p, level=1) if p in found.bold else p for p in pieces]
    writer = Writer()
    layout.write(pieces, writer)
    properties = {
        "title": found.title,
        "name": document.core_properties.title or "",
        "header": "\n".join(_headers(document)),
    }
    return writer.content({key: value for key, value in properties.items() if value})


def _headers(document: Any) -> Iterator[str]:
    for section in document.sections:
        for paragraph in section.header._element.iter(_PARAGRAPH):
            yield clean("".join(_words(paragraph, [])))


@dataclass(frozen=True)
class _Style:
    """What a paragraph's style says, with what it inherits."""

    name: str = ""
    outline: str | None = None
    list_id: str | None = None
    depth: str | None = None
    bold: bool = False


class _Body:
    """The paragraphs and tables of a document as pieces."""

    def __init__(self, document: Any) -> None:
        self.title = ""
        self.bold: set[Piece] = set()
        """Short paragraphs in bold: the headings of those who use no styles."""
        self._styles = {one.style_id: _style(one) for one in document.styles}
        self._numbering = Numbering.of(_numbering_root(document))

    def pieces(self, parent: Any) -> Iterator[Piece]:
        """Everything below an element, in order."""
        for element in parent:
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                yield from self._table(element)
            elif element.tag in _AROUND:
                yield from self.pieces(element)

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        style = self._styles.get(_attribute(paragraph, "w:pPr/w:pStyle"), _Style())
        boxes: list[Any] = []
        lines = [clean(line) for line in "".join(_words(paragraph, boxes)).split("\n")]
        lines = [line for line in lines if line]
        if lines and not _CONTENTS.match(style.name):
            yield from self._written(paragraph, style, lines)
        for box in boxes:
            yield from self.pieces(box)

    def _written(self, paragraph: Any, style: _Style, lines: list[str]) -> Iterator[Piece]:
        label = self._label(paragraph, style)
        level = _level(paragraph, style)
        if label:
            lines[0] = f"{label} {lines[0]}"
        if level is not None:
            text = " ".join(lines)
            self.title = self.title or (text if style.name.casefold() == _TITLE else "")
            yield Piece(text, level=level)
            return
        for line in lines:
            piece = Piece(line, item=bool(label) or marks.is_item(line))
            if label != BULLET and len(line) <= LONGEST and _is_bold(paragraph, style):
                self.bold.add(piece)
            yield piece
            label = None

    def _label(self, paragraph: Any, style: _Style) -> str | None:
        """The number or bullet that Word puts before the paragraph."""
        list_id = _attribute(paragraph, "w:pPr/w:numPr/w:numId") or style.list_id
        depth = _attribute(paragraph, "w:pPr/w:numPr/w:ilvl") or style.depth
        return self._numbering.next(list_id, number(depth, 0)) if list_id else None

    def _table(self, table: Any) -> Iterator[Piece]:
        """A table of one column is a frame around text."""
        rows: list[tuple[str, ...]] = []
        above: dict[int, str] = {}
        cells = [list(_inside(row, _CELL)) for row in _inside(table, _ROW)]
        if max(map(len, cells), default=0) < 2:
            for row in cells:
                for cell in row:
                    yield from self.pieces(cell)
            return
        for row in cells:
            rows.append(tuple(self._cells(row, above)))
        yield Piece("", rows=tuple(rows), header=_is_header(table, cells))

    def _cells(self, row: list[Any], above: dict[int, str]) -> Iterator[str]:
        """The texts of a row; a cell merged with the one above has its text."""
        column = 0
        for cell in row:
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merged is None or merged.get(qn("w:val")) == "restart":
                above[column] = " ".join(map(_all_text, self.pieces(cell)))
            yield above.get(column, "")
            column += number(_attribute(cell, "w:tcPr/w:gridSpan"), 1)


def _all_text(piece: Piece) -> str:
    return " ".join(" ".join(row) for row in piece.rows) or piece.text


def _style(style: Any) -> _Style:
    """Resolve a style; what is not said in it comes from the style it is based on."""
    found = _Style(name=style.name or "")
    seen: list[Any] = []
    while style is not None and style not in seen:
        seen.append(style)
        element = style.element
        found = replace(
            found,
            outline=found.outline or _attribute(element, "w:pPr/w:outlineLvl"),
            list_id=found.list_id or _attribute(element, "w:pPr/w:numPr/w:numId"),
            depth=found.depth or _attribute(element, "w:pPr/w:numPr/w:ilvl"),
            bold=found.bold or _is_on(element.find(f"{qn('w:rPr')}/{qn('w:b')}")),
        )
        style = getattr(style, "base_style", None)
    return found


def _level(paragraph: Any, style: _Style) -> int | None:
    """The level of a heading; the title is on the highest."""
    outline = _attribute(paragraph, "w:pPr/w:outlineLvl") or style.outline
    if outline is not None:
        level = number(outline, _BODY_LEVEL)
        return level + 1 if level < _BODY_LEVEL else None
    named = _HEADING.match(style.name)
    if named:
        return int(named[1])
    return 1 if style.name.casefold() == _TITLE else None


def _words(element: Any, boxes: list[Any]) -> Iterator[str]:
    """The text of a paragraph as it reads with all changes accepted; text boxes go aside."""
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _BOX:
            boxes.append(child)
        elif child.tag in _SPACE:
            yield _SPACE[child.tag]
        elif child.tag not in _LEFT_OUT:
            yield from _words(child, boxes)


def _is_bold(paragraph: Any, style: _Style) -> bool:
    runs = [run for run in paragraph.iter(qn("w:r")) if clean("".join(_words(run, [])))]
    return bool(runs) and all(
        style.bold if bold is None else _is_on(bold)
        for run in runs
        for bold in [run.find(f"{qn('w:rPr')}/{qn('w:b')}")]
    )


def _is_header(table: Any, cells: list[list[Any]]) -> bool:
    """Whether the first row is marked as the header, or is all in bold."""
    first = next(_inside(table, _ROW))
    if first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
        return True
    paragraphs = [p for cell in cells[0] for p in cell.iter(_PARAGRAPH)]
    written = [p for p in paragraphs if clean("".join(_words(p, [])))]
    return bool(written) and all(_is_bold(p, _Style()) for p in written)


def _is_on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(qn("w:val")) not in ("0", "false")


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """The children with a tag, those in content controls too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, tag)


def _attribute(element: Any, path: str) -> str | None:
    """The value of the element at a path, such as "w:pPr/w:pStyle"."""
    found = element.find("/".join(map(qn, path.split("/"))))
    return None if found is None else found.get(qn("w:val"))


def _numbering_root(document: Any) -> Any:
    parts = (
        relation.target_part
        for relation in document.part.rels.values()
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING
    )
    part = next(parts, None)
    return None if part is None else part.element
