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
"""Letters: in a text with lines this long every line is a paragraph."""
_STEP = 1
"""Letters to the left or right that are meant."""


@dataclass(frozen=True)
class Piece:
    """A paragraph, a heading, a point of a list, or a table."""

    text: str
    gap: int = 1
    page: int | None = None
    level: int | None = None
    skip: bool = False
    item: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    header: bool = False
    """Whether the first row of the table is marked as its header."""


@dataclass(frozen=True)
class Line:
    """A line of a page, its white space cleaned. Widths are in letters, roughly."""

    text: str
    gap: int = 0
    """Blank lines before it."""
    left: float = 0
    """Where it begins."""
    right: float = 0
    """Where it ends."""
    page: int | None = None
    level: int | None = None
    """The level of heading that the type tells, where there is type."""
    skip: bool = False
    """True for what stays in the source but is no passage."""
    table: Piece | None = None
    """A table that stands in the place of a line."""


Join = Callable[[str, str], str]


def with_space(first: str, second: str) -> str:
    """Join two lines of a source that must not change but in its white space."""
    return f"{first} {second}"


def pieces(lines: Sequence[Line], join: Join = with_space) -> list[Piece]:
    """Join the broken lines of paragraphs, headings and points."""
    room = _room([line for line in lines if not (line.skip or line.table)])
    found: list[Piece] = []
    first = last = Line("", skip=True)
    for line in lines:
        if line.table:
            found.append(line.table)
            first = line
        elif _continues(found, first, last, line, room):
            found[-1] = replace(found[-1], text=join(found[-1].text, line.text))
        else:
            found.append(_piece(line, last, found))
            first = line
        last = line
    return found


def _piece(line: Line, last: Line, found: Sequence[Piece]) -> Piece:
    """A new piece; the first of all, and one that only a step to the right tells, stand apart."""
    apart = not found or _steps_in(found[-1], last, line)
    return Piece(
        line.text,
        gap=max(line.gap, apart),
        page=line.page,
        level=line.level,
        skip=line.skip,
        item=marks.is_item(line.text) and not line.skip,
    )


def write(found: Sequence[Piece], writer: Writer, outline: Outline) -> None:
    """Write the pieces, with headings recognised by their type or else by their look."""
    for piece, style in zip(found, styles(found), strict=True):
        writer.page = piece.page
        if piece.rows:
            writer.table(piece.rows, header=piece.header)
        elif piece.skip:
            writer.skip(piece.text)
        elif style:
            writer.heading(piece.text, outline.level(style))
        else:
            writer.write(piece.text, "item" if piece.item else "text")


def _room(lines: Iterable[Line]) -> float:
    ends = sorted(line.right for line in lines)
    return ends[min(int(len(ends) * _USUAL_FULL), len(ends) - 1)] if ends else 0


def _continues(found: Sequence[Piece], first: Line, last: Line, line: Line, room: float) -> bool:
    """Whether a line goes on with the last piece, whose lines are `first` to `last`."""
    if last.skip or last.table or line.skip or last.level != line.level:
        return False
    if marks.is_address(line.text) or marks.is_address(last.text):
        return False
    piece = found[-1]
    ended = marks.ends_sentence(piece.text)
    if marks.is_item(line.text):
        return marks.is_dash(line.text) and not (line.gap or piece.item or ended)
    if line.gap:
        return line.gap == 1 and line.text[0].islower() and line.level is None and not ended
    if line.text[0].islower():
        return True
    return line.level is not None or not _begins(piece, first, last, line, room)


def _begins(piece: Piece, first: Line, last: Line, line: Line, room: float) -> bool:
    """Whether a line right below another, and with a capital, begins something new."""
    both = (last.text, line.text)
    if any(map(is_standard_heading, both)):
        return True
    if marks.is_capitals(last.text) or marks.is_capitals(line.text):
        return not all(map(marks.is_capitals, both))
    if is_labelled(line.text) or (marks.section(line.text) and marks.ends_sentence(piece.text)):
        return True
    outdented = piece.item and line.left <= first.left - _STEP
    return outdented or _steps_in(piece, last, line) or _broken_on_purpose(last, line, room)


def _steps_in(piece: Piece, last: Line, line: Line) -> bool:
    """An indented first line, or the lone space that is all many programs leave of a new page."""
    return line.left >= last.left + _STEP and marks.ends_sentence(piece.text)


def _broken_on_purpose(last: Line, line: Line, room: float) -> bool:
    if room > _UNWRAPPED:
        return True
    word = (line.right - line.left) * len(line.text.split()[0]) / len(line.text)
    return last.right + word < _ROOMY * room
