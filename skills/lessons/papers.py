"""Whoever owns a lesson hears of documents that touch it: a new one in its area, and one that
it leans on and that does not hold any more. In the morning, once for each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.members import language_of
from bot.render import escape
from bot.skill import Message, Outside, RunSlot, Slot, SlowJob
from knowledge.curated import number_of
from knowledge.records import DocumentInfo
from knowledge.validity import in_force, named_in
from skills.lessons import store, touch
from skills.lessons.model import Lesson
from skills.lessons.mornings import Mornings
from skills.lessons.wording import line, say, some

NEW, OVER = "new", "over"


@dataclass(frozen=True)
class Shelf:
    """What is known of documents."""

    documents: Callable[[], Sequence[DocumentInfo]] = lambda: ()
    headings: Callable[[str], Sequence[str]] = lambda _file: ()
    """Of a document, by its file."""


@dataclass(frozen=True)
class _Touched:
    lesson: int
    why: str
    """NEW or OVER."""
    document: DocumentInfo

    @property
    def place(self) -> str:
        """Where it is brought up, once."""
        return f"{self.why}:{hashlib.sha256(self.document.file.encode()).hexdigest()}"


class Papers:
    """`leaders` hear of lessons that nobody owns; `language` is for people without a choice."""

    def __init__(
        self, shelf: Shelf, mornings: Mornings, leaders: Sequence[str], language: str
    ) -> None:
        self._shelf = shelf
        self._zone = mornings.zone
        self._leaders = tuple(leaders)
        self._language = language
        self.job = SlowJob("lessons.documents", mornings.due, self._prepare)

    def _prepare(self, tx: Connection, slot: Slot, _outside: Outside) -> RunSlot:
        touched = list(self._touched(tx, slot))

        def tell(tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
            lessons = store.several(tx, {one.lesson for one in touched})
            told: dict[str, list[tuple[_Touched, Lesson]]] = {}
            for one in touched:
                lesson = lessons.get(one.lesson)
                if lesson is None or lesson.state not in touch.REVIEWED:
                    continue
                if touch.once(tx, lesson.id, one.place, now):
                    for person in (lesson.owner,) if lesson.owner else self._leaders:
                        told.setdefault(person, []).append((one, lesson))
            return [self._list(tx, person, slot, found) for person, found in told.items()]

        return tell

    def _touched(self, tx: Connection, slot: Slot) -> Iterator[_Touched]:
        # People hear only of what every room may see; a written answer is no document to them.
        held = [
            one
            for one in self._shelf.documents()
            if not one.metadata.scopes and number_of(one.file) is None
        ]
        holding = in_force(held, slot.at.astimezone(self._zone).date())
        since = datetime.fromisoformat(slot.item)
        lessons = store.in_states(tx, touch.REVIEWED)
        by_area = _grouped((one.area, one) for one in lessons)
        by_source = _grouped((x, one) for one in lessons for x in (one.source, one.reference))
        for document in held:
            if document.file not in holding:
                for source, leaning in by_source.items():
                    if named_in(source, document):
                        yield from (_Touched(one.id, OVER, document) for one in leaning)
            elif since < document.ingested_at <= slot.at and document.error is None:
                texts = (document.metadata.title, *self._shelf.headings(document.file))
                for area, those in by_area.items():
                    if touch.touches(area, texts):
                        yield from (_Touched(one.id, NEW, document) for one in those)

    def _list(
        self,
        tx: Connection,
        person: str,
        slot: Slot,
        found: Sequence[tuple[_Touched, Lesson]],
    ) -> Message:
        language = language_of(tx, person) or self._language
        parts = []
        for one, lesson in found:
            title = escape(one.document.metadata.title or one.document.file)
            why = say(language, f"papers.{one.why}", title=title, area=escape(lesson.area))
            parts.append(f"{line(lesson, language)}\n{why}")
        text = f"{say(language, 'papers.head')}\n\n{some(parts, language)}"
        return Message(to=person, text=text, key=f"lessons:papers:{slot.at:%Y-%m-%d}:{person}")


def _grouped(pairs: Iterator[tuple[str, Lesson]]) -> Mapping[str, Sequence[Lesson]]:
    found: dict[str, list[Lesson]] = {}
    for text, one in pairs:
        if text:
            found.setdefault(text, []).append(one)
    return found
