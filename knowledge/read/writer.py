"""Write a document's text block by block: the one place where blocks and places are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge import marks
from knowledge.model import Block, Place

EMPTY = "–"
"""An empty cell of a table."""


@dataclass(frozen=True)
class Content:
    """What a reader found in a file."""

    text: str
    blocks: tuple[Block, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    """Words about the document beside its text: front matter, or "title" from the format."""

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Content:
        """The inverse of `dataclasses.asdict`, for content that has travelled as JSON."""
        blocks = [
            Block(**block | {"place": Place(**place | {"headings": tuple(place["headings"])})})
            for block in value["blocks"]
            for place in [block["place"]]
        ]
        return cls(value["text"], tuple(blocks), value["properties"])


@dataclass(frozen=True)
class _Heading:
    level: int
    title: str
    section: str | None


class Writer:
    """Collects text and keeps track of the headings, the section and the page."""

    def __init__(self) -> None:
        self.page: int | None = None
        self.slide: int | None = None
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._headings: list[_Heading] = []
        self._point: str | None = None

    def enter(self, title: str, level: int) -> None:
        """Go under a heading of a level (1 is the highest) without writing it."""
        title = clean(title)
        while self._headings and self._headings[-1].level >= level:
            self._headings.pop()
        self._headings.append(_Heading(level, title, marks.section(title, heading=True)))
        self._point = None

    def leave(self) -> None:
        """Leave all headings, as where a new slide begins."""
        self._headings.clear()
        self._point = None

    def heading(self, title: str, level: int) -> None:
        """Write a heading and go under it."""
        if clean(title):
            self.enter(title, level)
            self.write(title, "heading")

    def write(self, text: str, kind: str = "text", context: str = "", *, mark: str = "") -> None:
        """Write a block; a numbered point ("2.1 …", "§ 3 …") opens its own section.

        `mark` stands right before the block in the source without belonging to it.
        """
        text = clean(text)
        if not text:
            self.skip(mark)
            return
        if kind == "text" and (section := marks.section(text)):
            self._point = section
        mark = f"{clean(mark)} " if clean(mark) else ""
        start = self._append(mark + text, tight=self._continues(kind)) + len(mark)
        block = Block(start, start + len(text), self._place(), kind, clean(context))
        self._blocks.append(block)

    def skip(self, text: str) -> None:
        """Write text that stays in the source but is never a passage, as page furniture."""
        if text := clean(text):
            self._append(text, tight=False)

    def table(self, rows: Sequence[Sequence[str]], *, header: bool = False) -> None:
        """Write a table row by row; the first row is the context of the rest.

        Without a marked header, the first row of a table of two columns is taken for
        content: such tables hold a word and its value. Below a header an empty cell is a
        dash, so that each cell can be told to its column.
        """
        rows = [row for row in ([clean(cell) for cell in row] for row in rows) if any(row)]
        if not (header or max(map(len, rows), default=0) > 2) or len(rows) < 2:
            for row in rows:
                self.write(" | ".join(filter(None, row)), "row")
            return
        head = " | ".join(cell or EMPTY for cell in rows[0])
        self.skip(head)
        for row in rows[1:]:
            self.write(" | ".join(cell or EMPTY for cell in row), "row", head)

    def content(self, properties: Mapping[str, str] | None = None) -> Content:
        """All that was written."""
        return Content("".join(self._parts), tuple(self._blocks), properties or {})

    def _append(self, text: str, *, tight: bool) -> int:
        if self._parts:
            self._parts.append("\n" if tight else "\n\n")
            self._length += len(self._parts[-1])
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start

    def _continues(self, kind: str) -> bool:
        return kind in ("item", "row") and bool(self._blocks) and self._blocks[-1].kind == kind

    def _place(self) -> Place:
        sections = [heading.section for heading in self._headings if heading.section]
        return Place(
            headings=tuple(heading.title for heading in self._headings),
            section=self._point or (sections[-1] if sections else None),
            page=self.page,
            slide=self.slide,
        )


def clean(text: str) -> str:
    """Every run of white space as one space; lone surrogates, which no file can hold, gone."""
    return " ".join(text.encode("utf-8", "ignore").decode("utf-8").split())
