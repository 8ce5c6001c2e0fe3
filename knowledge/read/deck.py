"""The text of a slide deck: slides apart by gaps, and a list of the slides at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge import marks
from knowledge.read import furniture, layout
from knowledge.read.headings import LONGEST
from knowledge.read.layout import Line
from knowledge.read.piece import Piece
from knowledge.read.writer import Writer

_ENTRY = re.compile(r"(?:bild|slide) (\d{1,3})(?:: (?P<title>.+))?", re.IGNORECASE)
_FEWEST = 2


def outline(lines: Iterable[str]) -> int | None:
    """The index where the list of slides ("Bild 1: …", "Bild 2", …) begins, if there is one."""
    listed = [bool(_ENTRY.fullmatch(line)) for line in lines]
    start = len(listed)
    while start and listed[start - 1]:
        start -= 1
    return start if len(listed) - start >= _FEWEST else None


def write(lines: Sequence[Line], listed: Sequence[Line], writer: Writer) -> str:
    """Write the slides with their titles; return the title of the deck ("" when unknown).

    Programs that take text out of a deck put a slide's title first or last, in one deck
    always the same; what most slides say goes for all. Slides are numbered only when there
    are as many of them as in the list, as slides without text leave no trace.
    """
    slides = [layout.pieces(slide) for slide in _slides(lines)]
    last = sum(_title(slide, -1) is not None for slide in slides)
    first = sum(_title(slide, 0) is not None for slide in slides)
    position = -1 if last > first else 0
    for number, slide in enumerate(slides, 1):
        writer.slide = number if len(slides) == len(listed) else None
        _write(slide, _title(slide, position), writer)
    for line in listed:
        writer.skip(line.text)
    entry = _ENTRY.fullmatch(listed[0].text)
    return (entry and entry["title"]) or ""


def _slides(lines: Sequence[Line]) -> list[list[Line]]:
    slides: list[list[Line]] = []
    for line in lines:
        if not slides or line.gap >= furniture.PAGE_GAP or line.page != slides[-1][-1].page:
            slides.append([])
        slides[-1].append(line)
    return slides


def _title(slide: Sequence[Piece], position: int) -> Piece | None:
    """The piece at the position, addresses apart, when it looks like a title."""
    texts = [piece for piece in slide if not marks.is_address(piece.text)]
    piece = texts[position] if texts else None
    if not piece or piece.item or marks.ends_sentence(piece.text) or len(piece.text) > LONGEST:
        return None
    return piece


def _write(slide: Sequence[Piece], title: Piece | None, writer: Writer) -> None:
    writer.leave()
    if title:
        writer.enter(title.text, 1)
    for piece in slide:
        kind = "heading" if piece is title else "item" if piece.item else "text"
        writer.write(piece.text, kind)
