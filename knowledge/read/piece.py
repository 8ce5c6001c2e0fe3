"""The value between finding text in a file and writing it as blocks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A paragraph, a heading, a point of a list, or a table."""

    text: str
    gap: int = 1
    """Blank lines before it."""
    page: int | None = None
    level: int | None = None
    """The level of heading that the type or a style tells, where there is one."""
    skip: bool = False
    """True for what stays in the source but is no passage."""
    item: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table."""
    header: bool = False
    """Whether the first row of the table is marked as its header."""
