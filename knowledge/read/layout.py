"""From the lines of a page to headings, paragraphs and points of lists.

Plain text and PDF share this: both know lines, neither knows paragraphs. A line that had
room for the first word of the next one was broken on purpose; all else is broken text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge import marks
from knowledge.read.headings import Outline, styles
from knowledge.read.writer import Writer
from knowledge.recognise.labels import is_labelled
from knowledge.recognise.words import is_standard_heading

_ROOMY = 0.75
"""A line that fills less of the room than this, next word included, ended on purpose."""
_USUAL_FULL = 0.9
"""The share of lines that are at most as wide as the room for text."""
_UNWRAPPED = 160
"""Characters: in a text with lines this long every line is a paragraph."""


@dataclass(frozen=True)
class Line:
    """A line of a page, its white space cleaned."""

    text: str
    gap: int = 0
    """Blank lines before it."""
    width: float = 0
    """How far it reaches, in characters or points."""
    page: int | None = None
    indented: bool = False
    level: int | None = None
    """The level of heading that the type tells, where there is type."""
    skip: bool = False
    """True for what stays in the source but is no passage."""


@dataclass(frozen=True)
class Piece:
    """A paragraph, a heading or a point of a list, whose lines are joined."""

    text: str
    gap: int
    page: int | None
    level: int | None = None
    skip: bool = False
    item: bool = False


Join = Callable[[str, str], str]


def with_space(first: str, second: str) -> str:
    """Join two lines of a source that must not change but in its white space."""
    return f"{first} {second}"


def pieces(lines: Sequence[Line], join: Join = with_space) -> list[Piece]:
    """Join the broken lines of paragraphs, headings and points."""
    room = _room([line for line in lines if not line.skip])
    found: list[Piece] = []
    last: Line | None = None
    for line in lines:
        if last and _continues(found[-1], last, line, room):
            found[-1] = replace(found[-1], text=join(found[-1].text, line.text))
        else:
            item = marks.is_item(line.text) and not line.skip
            gap = max(line.gap, last is None or _steps_in(found[-1], last, line))
            found.append(Piece(line.text, gap, line.page, line.level, line.skip, item))
        last = line
    return found


def write(found: Sequence[Piece], writer: Writer, outline: Outline) -> None:
    """Write the pieces, with headings recognised by their type or else by their look."""
    for piece, style in zip(found, styles(found), strict=True):
        writer.page = piece.page
        if piece.skip:
            writer.skip(piece.text)
        elif style:
            writer.heading(piece.text, outline.level(style))
        else:
            writer.write(piece.text, "item" if piece.item else "text")


def _room(lines: Iterable[Line]) -> float:
    widths = sorted(line.width for line in lines)
    if not widths:
        return 0
    return widths[min(int(len(widths) * _USUAL_FULL), len(widths) - 1)]


def _continues(piece: Piece, last: Line, line: Line, room: float) -> bool:
    """Whether a line goes on with the piece before it."""
    if piece.skip or line.skip or piece.level != line.level or marks.is_address(line.text):
        return False
    if is_standard_heading(last.text) or is_standard_heading(line.text):
        return False
    ended = marks.ends_sentence(piece.text)
    if marks.is_item(line.text):
        return marks.is_dash(line.text) and not (line.gap or piece.item or ended)
    if line.gap:
        return line.gap == 1 and not ended and piece.level is None and line.text[0].islower()
    if line.text[0].islower() or piece.level is not None:
        return True
    if marks.is_capitals(last.text) or marks.is_capitals(line.text):
        return marks.is_capitals(last.text) and marks.is_capitals(line.text)
    if is_labelled(line.text) or (marks.section(line.text) and ended):
        return False
    return not (_steps_in(piece, last, line) or _broken_on_purpose(last, line, room))


def _steps_in(piece: Piece, last: Line, line: Line) -> bool:
    """A lone space where a sentence has ended: all that many programs leave of a new page."""
    return line.indented and not last.indented and marks.ends_sentence(piece.text)


def _broken_on_purpose(last: Line, line: Line, room: float) -> bool:
    if room > _UNWRAPPED and line.level is None:
        return True
    word = line.width * len(line.text.split()[0]) / len(line.text)
    return last.width + word < _ROOMY * room
