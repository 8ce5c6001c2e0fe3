"""What the governing documents say of matters that are on a table, for an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from bot.render import escape
from bot.scopes import Scopes
from bot.texts import Catalogue, texts
from knowledge.confidence import judge
from knowledge.fold import fold
from knowledge.library import Library
from knowledge.model import Chunk, Passage, Verdict
from knowledge.quote import quote

SEARCHED = 10
"""Passages among which the best is weighed, as for a question."""
MATTERS = 12
"""Of so many matters something is looked up; an agenda has few."""
LONGEST = 200
"""Characters of a quotation in a list; where the sentence is longer, its place must do."""


class Related:
    """Looks up matters as questions, and says nothing where the documents do not."""

    def __init__(self, say: Catalogue, library: Library, scopes: Scopes) -> None:
        self._say = say
        self._library = library
        self._scopes = scopes

    def lines(
        self, tx: Connection, room: str, language: str, day: date, matters: Sequence[str]
    ) -> Sequence[str]:
        """A line of Markdown for each passage in force on a day that everyone in the room may
        see, with the matter that it was found by. Slow: each matter is embedded."""
        seen = self._scopes.of_room(tx, room)
        found: dict[str, str] = {}
        for matter in matters[:MATTERS]:
            result = self._library.search(matter, limit=SEARCHED, scopes=seen, today=day)
            if judge(result.passages) is Verdict.UNKNOWN:
                continue
            first = result.passages[0]
            found.setdefault(first.chunk.key, self._line(language, matter, first))
        return list(found.values())

    def _line(self, language: str, matter: str, passage: Passage) -> str:
        meta, section = passage.metadata, passage.chunk.place.section
        place = " ".join(filter(None, (meta.title or passage.file, section)))
        status = texts(language, f"status.{meta.status}")
        about = {"matter": escape(matter), "place": escape(place), "status": status}
        words = _sentence(matter, passage.chunk)
        if words is None:
            return self._say(language, "related.place", **about)
        return self._say(language, "related.quote", quote=escape(words), **about)


def _sentence(matter: str, chunk: Chunk) -> str | None:
    """What fits in a line of a list, word for word; None where that is not one piece."""
    headings = {fold(heading) for heading in chunk.place.headings}
    lines = [line.strip() for line in quote(matter, chunk).splitlines()]
    body = [line for line in lines if line and fold(line.strip("#* \t")) not in headings]
    return body[0] if len(body) == 1 and len(body[0]) <= LONGEST else None
