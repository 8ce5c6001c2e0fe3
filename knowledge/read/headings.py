"""Which pieces of a text are headings, and how they nest, when no type tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import marks
from knowledge.read.piece import Piece
from knowledge.recognise.labels import is_labelled
from knowledge.recognise.words import is_form_word, is_standard_heading

LONGEST = 100
"""Characters of a heading."""
_PROSE = 60
"""Characters from which a line without a full stop is taken for text."""
_LONGEST_RUN = 2
"""Plain short lines in a row that may be headings, one above the other; more are a list."""
_CHAPTER = re.compile(r"(kapitel|kap\.|avdelning|del)\s", re.IGNORECASE)


class Outline:
    """Gives every style of heading its level, by the order in which the styles turn up.

    A style that is new goes below the one in force; a style that is in force already ends
    everything below it. So "Sammanfattning" goes under "§ 24", and "§ 25" ends both.
    """

    def __init__(self) -> None:
        self._styles: list[str] = []

    def level(self, style: str) -> int:
        """The level, from 1, of a heading of this style that comes now."""
        if style.isdecimal():
            return int(style)
        if style in self._styles:
            del self._styles[self._styles.index(style) :]
        self._styles = [above for above in self._styles if not _ends(style, above)]
        self._styles.append(style)
        return len(self._styles)


def _ends(style: str, above: str) -> bool:
    """Whether a heading of a style can never stand below another, whatever came first."""
    if style == "§":
        return above != "chapter"
    if style.startswith("number"):
        return above.startswith("number") and above >= style
    return False


def styles(pieces: Sequence[Piece]) -> list[str | None]:
    """The style of each piece that is a heading, None for the others.

    Where the type tells (`level`), the level itself is the style.
    """
    if any(piece.level is not None for piece in pieces):
        return [str(piece.level) if piece.level is not None else None for piece in pieces]
    found: list[str | None] = [_strong(piece) for piece in pieces]
    for index in _numbered_points(pieces, found):
        found[index] = None
    for index in _plain(pieces, found):
        found[index] = "plain"
    return found


def _strong(piece: Piece) -> str | None:
    """The style of a heading that is known by its own look."""
    text = piece.text
    if piece.skip or piece.rows or not _may_be_heading(text):
        return None
    if marks.is_capitals(text) and not piece.item and not _CHAPTER.match(text):
        return "capitals"
    if is_standard_heading(text):
        return "plain"
    number = marks.section(text, heading=piece.gap > 0)
    if number:
        return "§" if "§" in number else f"number{number.count('.') + 1}"
    return "chapter" if _CHAPTER.match(text) else None


def _numbered_points(pieces: Sequence[Piece], found: Sequence[str | None]) -> list[int]:
    """ "1. …" right beside "2. …" is a point in a list: a heading has text below it."""
    lone = [marks.is_lone_number(piece.text) and not piece.skip for piece in pieces]
    numbered = (index for index, style in enumerate(found) if style == "number1")
    return [i for i in numbered if any(lone[max(i - 1, 0) : i] + lone[i + 1 : i + 2])]


def _may_be_heading(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return (
        len(text) <= LONGEST
        and letters > sum(char.isdigit() for char in text)
        and not text.endswith((".", ",", ";", ":", "!"))
        and not text[0].islower()
        and not marks.is_bulleted(text)
        and not marks.is_address(text)
        and not marks.is_organisation(text)
        and not is_labelled(text)
        and not is_form_word(text)
    )


def _plain(pieces: Sequence[Piece], strong: Sequence[str | None]) -> list[int]:
    """The short lines that are headings by where they stand: apart, with text below them.

    Of many in a row only the last is one: the others are a list of names. The title may have
    another heading right below it.
    """
    title = next((index for index, style in enumerate(strong) if style), 0) - 1
    alone = [index for index in range(len(pieces)) if _stands_alone(pieces, strong, index)]
    found: list[int] = []
    for run in _consecutive(alone):
        if run[-1] == title or (_has_text_below(pieces, run[-1]) and not strong[run[-1] + 1]):
            found += run if len(run) <= _LONGEST_RUN else run[-1:]
    return found


def _stands_alone(pieces: Sequence[Piece], strong: Sequence[str | None], index: int) -> bool:
    piece = pieces[index]
    if strong[index] or piece.skip or piece.rows or piece.item or not _may_be_heading(piece.text):
        return False
    if index == 0 or pieces[index - 1].skip:
        return True
    if is_standard_heading(pieces[index - 1].text):
        return False
    return piece.gap > 0 or strong[index - 1] is not None


def _consecutive(indices: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for index in indices:
        if not runs or runs[-1][-1] != index - 1:
            runs.append([])
        runs[-1].append(index)
    return runs


def _has_text_below(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a sentence, a list or a list's lead-in follows directly."""
    following = pieces[index + 1 : index + 3]
    if not following or following[0].skip:
        return False
    if following[0].rows:
        return True
    below = following[0]
    if below.text.endswith(":"):
        return following[-1].item
    return below.item or marks.ends_sentence(below.text) or len(below.text) >= _PROSE
