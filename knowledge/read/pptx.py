"""PPTX: the slides that are shown, without notes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from knowledge.read import layout
from knowledge.read.piece import Piece
from knowledge.read.writer import Content, Writer, clean

_FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
_LISTS = {PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT}
"""Placeholders whose paragraphs have bullets unless they say otherwise."""


def read(data: bytes) -> Content:
    """Read the slides: each its title as heading, then texts and tables in reading order."""
    deck = pptx.Presentation(io.BytesIO(data))
    slides = {
        number: list(_pieces(slide))
        for number, slide in enumerate(deck.slides, 1)
        if slide._element.get("show") != "0"
    }
    repeated = _repeated(list(slides.values()))
    writer = Writer()
    for number, pieces in slides.items():
        writer.slide = number
        writer.leave()
        layout.write([p for p in pieces if p.text not in repeated], writer)
    title = deck.core_properties.title
    return writer.content({"name": title} if title else {})


def _repeated(slides: Sequence[Sequence[Piece]]) -> set[str]:
    """What stands on more than half of the slides, as the sender's name in a corner."""
    texts = Counter(text for pieces in slides for text in {p.text for p in pieces if not p.level})
    return {text for text, times in texts.items() if text and times > max(2, len(slides) / 2)}


def _pieces(slide: Any) -> Iterator[Piece]:
    """The title, then what else is on the slide."""
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        yield Piece(_text(title.text_frame), level=1)
    for shape in _shapes(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if getattr(shape, "has_table", False):
            yield Piece("", rows=tuple(_rows(shape.table)), header=shape.table.first_row)
        elif shape.has_text_frame and _placeholder(shape) not in _FURNITURE:
            yield from _paragraphs(shape)


def _shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    """The shapes in the order in which they are read aloud, groups opened."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _paragraphs(shape: Any) -> Iterator[Piece]:
    paragraphs = [p for p in shape.text_frame.paragraphs if clean(p.text)]
    listed = _placeholder(shape) in _LISTS and len(paragraphs) > 1
    count = 0
    for paragraph in paragraphs:
        numbered = _has(paragraph, "a:buAutoNum")
        count = count + 1 if numbered else 0
        bulleted = _has(paragraph, "a:buChar") or (listed and not _has(paragraph, "a:buNone"))
        mark = f"{count}. " if numbered else "• " if bulleted else ""
        yield Piece(clean(mark + paragraph.text), item=bool(mark))


def _has(paragraph: Any, mark: str) -> bool:
    return paragraph._p.find(f"{qn('a:pPr')}/{qn(mark)}") is not None


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    """The rows; a cell merged with the one above has its text."""
    above: dict[int, str] = {}
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            if not cell.is_spanned:
                above[column] = _text(cell.text_frame)
        yield tuple(above.get(column, "") for column in range(len(row.cells)))


def _text(frame: Any) -> str:
    return clean(" ".join(paragraph.text for paragraph in frame.paragraphs))
