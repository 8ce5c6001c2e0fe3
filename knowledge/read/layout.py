"""From the lines of a page to headings, paragraphs and points of lists.

Plain text and PDF share this: both know lines, neither knows paragraphs. A line that had
room for the first word of the next one was broken on purpose; all else is broken text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge import marks
from knowledge.read.headings import Outline, styles
from knowledge.read.piece import Piece
from knowledge.read.writer import Writer
from knowledge.recognise.labels import is_labelled
from knowledge.recognise.words import is_form_word, is_standard_heading

_ROOMY = 0.75
"""A line that fills less of the room than this, next word included, ended on purpose."""
_USUAL_FULL = 0.9
"""The share of lines that are at most as wide as the room for text."""
_UNWRAPPED = 160
"""Letters: in a text with lines this long every line is a paragraph."""
_STEP = 1
"""Letters to the left or right that are meant."""


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


Join = Callable[[Sequence[str]], str]


def pieces(lines: Iterable[Line], join: Join = " ".join) -> list[Piece]:
    """Join the broken lines of paragraphs, headings and points.

    The default join changes white space alone, for sources that quotes must be found in.
    """
    lines = list(lines)
    room = _room([line for line in lines if not (line.skip or line.table)])
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, room):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_piece(above, group, join) for above, group in pairwise([[], *groups])]


def _piece(above: Sequence[Line], group: Sequence[Line], join: Join) -> Piece:
    """The piece of a group of lines, the group above it given.

    The first of all, and one that only a step to the right tells, stand apart.
    """
    first = group[0]
    if first.table:
        return first.table
    apart = not above or _steps_in(above[-1], first)
    return Piece(
        join([line.text for line in group]),
        gap=max(first.gap, apart),
        page=first.page,
        level=first.level,
        skip=first.skip,
        item=marks.is_item(first.text) and not first.skip,
    )


def write(found: Sequence[Piece], writer: Writer) -> None:
    """Write the pieces, with headings recognised by their type or else by their look."""
    outline = Outline()
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


def _continues(group: Sequence[Line], line: Line, room: float) -> bool:
    """Whether a line goes on with the group of lines above it."""
    last = group[-1]
    if last.skip or last.table or line.skip or line.table or last.level != line.level:
        return False
    if marks.is_address(line.text) or marks.is_address(last.text):
        return False
    ended = marks.ends_sentence(last.text)
    if marks.is_item(line.text):
        return marks.is_dash(line.text) and not (line.gap or marks.is_item(group[0].text) or ended)
    if line.gap:
        return line.gap == 1 and line.text[0].islower() and line.level is None and not ended
    return line.text[0].islower() or line.level is not None or not _begins(group, line, room)


def _begins(group: Sequence[Line], line: Line, room: float) -> bool:
    """Whether a line right below another, and with a capital, begins something new."""
    first, last = group[0], group[-1]
    both = (last.text, line.text)
    if any(is_standard_heading(text) or is_form_word(text) for text in both):
        return True
    if any(map(marks.is_capitals, both)):
        return not all(map(marks.is_capitals, both))
    if is_labelled(line.text) or (marks.section(line.text) and marks.ends_sentence(last.text)):
        return True
    outdented = marks.is_item(first.text) and line.left <= first.left - _STEP
    return outdented or _steps_in(last, line) or _broken_on_purpose(last, line, room)


def _steps_in(last: Line, line: Line) -> bool:
    """An indented first line, or the lone space that is all many programs leave of a new page."""
    return line.left >= last.left + _STEP and marks.ends_sentence(last.text)


def _broken_on_purpose(last: Line, line: Line, room: float) -> bool:
    if room > _UNWRAPPED:
        return True
    word = (line.right - line.left) * len(line.text.split()[0]) / len(line.text)
    return last.right + word < _ROOMY * room
