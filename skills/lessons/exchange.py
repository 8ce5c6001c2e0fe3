"""Lessons to a file, and from one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select

from bot.skill import UserError
from knowledge.gate import screen
from skills.lessons import history, milestones, store
from skills.lessons.history import Line
from skills.lessons.milestones import Milestone
from skills.lessons.model import Lesson, State
from skills.lessons.records import (
    Entry,
    File,
    LessonRecord,
    LineRecord,
    MilestoneRecord,
    SpreadRecord,
)
from skills.lessons.store import Mark
from skills.lessons.tables import lesson as lesson_table
from skills.lessons.tables import spread

SHARED = (
    *("title", "kind", "observation", "discussion", "conclusion", "recommendation"),
    *("need", "risks", "consequences", "area", "level", "timing"),
)
"""What others get: what was learned, and no people."""
_COMMON = frozenset(Lesson.__dataclass_fields__) & frozenset(LessonRecord.model_fields)


_NO_WORDS = frozenset({"uid", "link", "instead", "owner", "verifier"})
_WORDS = tuple(
    name
    for name, one in LessonRecord.model_fields.items()
    if one.default == "" and name not in _NO_WORDS
)
"""What people have written; numbers in ids and addresses are not taken for a person's."""


@dataclass(frozen=True)
class Taken:
    """What became of the lessons of a file."""

    added: int
    known: int
    """There were already."""
    refused: tuple[tuple[str, str], ...]
    """The titles' places in the file ("3") and the kind of what must not be stored."""


def export(tx: Connection, now: datetime, team: str) -> File:
    """Everything but drafts and who recorded what."""
    all_ = [one for one in store.every(tx) if one.state is not State.DRAFT]
    uids = {one.id: one.uid for one in all_}
    return File(
        kind="export",
        made=now,
        team=team,
        lessons=tuple(
            Entry(
                lesson=_record(one, uids),
                history=tuple(
                    LineRecord(at=x.at, step=x.step, state=State(x.state), words=_plain(x.words))
                    for x in history.of(tx, one.id)
                ),
                spread=tuple(_spread(tx, one.id)),
            )
            for one in all_
        ),
        milestones=tuple(
            MilestoneRecord(**{name: getattr(one, name) for name in MilestoneRecord.model_fields})
            for one in milestones.every(tx)
        ),
    )


def shared(one: Lesson, now: datetime, team: str, source: str) -> File:
    """One lesson for others; `source` says in words whose it is."""
    values = {name: getattr(one, name) for name in SHARED}
    record = LessonRecord(
        uid=one.uid,
        state=State.SUBMITTED,
        since=now,
        made=one.made,
        source=source,
        number=one.id,
        **values,
    )
    return File(kind="shared", made=now, team=team, lessons=(Entry(lesson=record),))


def read(data: bytes) -> File:
    """A file from JSON. Raises UserError that names the place of what is wrong."""
    try:
        return File.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "–"
        raise UserError("import.broken", place=place) from None


def lesson_of(record: LessonRecord, numbers: Mapping[str, int]) -> Lesson:
    """The lesson that a record is of; `numbers` are those of others by their `uid`."""
    values = {name: getattr(record, name) for name in _COMMON if name != "instead"}
    instead = numbers.get(record.instead) if record.instead else None
    return Lesson(id=record.number, instead=instead, **values)


def take_in(tx: Connection, file: File, now: datetime) -> Taken:
    """Store what is not known yet. What the gate stops is left out and told by its place."""
    added = known = 0
    refused: list[tuple[str, str]] = []
    fresh: dict[str, Entry] = {}
    for place, entry in enumerate(file.lessons, start=1):
        if finding := _stopped(entry):
            refused.append((str(place), finding))
        elif store.by_uid(tx, entry.lesson.uid):
            known += 1
        else:
            _add(tx, entry, file.kind == "shared", now)
            fresh[entry.lesson.uid] = entry
            added += 1
    _link(tx, fresh)
    there = {one.uid for one in milestones.every(tx)}
    for one in file.milestones:
        if one.uid not in there and not screen(f"{one.title}\n{one.source}"):
            milestones.add(tx, Milestone(id=0, **one.model_dump()))
    return Taken(added, known, tuple(refused))


def _record(one: Lesson, uids: Mapping[int, str]) -> LessonRecord:
    values = {name: getattr(one, name) for name in _COMMON if name != "instead"}
    return LessonRecord(number=one.id, instead=uids.get(one.instead or 0), **values)


def _plain(words: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return dict(words) if words is not None else None


def _spread(tx: Connection, id: int) -> Iterator[SpreadRecord]:
    for row in tx.execute(select(spread).where(spread.c.lesson == id).order_by(spread.c.id)):
        values = {name: getattr(row, name) for name in SpreadRecord.model_fields}
        yield SpreadRecord(**values)


def _stopped(entry: Entry) -> str | None:
    """The kind of what must not be stored in any text of a lesson."""
    texts = [str(getattr(entry.lesson, name)) for name in _WORDS]
    for line in entry.history:
        texts += [value for value in (line.words or {}).values() if isinstance(value, str)]
    texts += [one.feedback for one in entry.spread]
    for text in texts:
        if finding := screen(text):
            return finding.kind.value
    return None


def _add(tx: Connection, entry: Entry, is_shared: bool, now: datetime) -> None:
    new = lesson_of(entry.lesson, {})
    if is_shared:
        kept = {name: getattr(new, name) for name in ("uid", "made", "source", *SHARED)}
        new = Lesson(id=0, state=State.SUBMITTED, since=now, **kept)
    elif store.find(tx, new.id):
        new = replace(new, id=0)
    if is_shared or not entry.history:
        store.add(tx, new, Mark("import", "", now))
        return
    stored = store.put_back(tx, replace(new, version=len(entry.history)))
    for count, line in enumerate(entry.history, start=1):
        history.add(
            tx,
            Line(
                lesson=stored.id,
                number=count,
                at=line.at,
                step=line.step,
                state=line.state.value,
                who="",
                event=None,
                words=line.words,
            ),
        )
    for given in entry.spread:
        row = {**given.model_dump(), "lesson": stored.id, "room": ""}
        tx.execute(insert(spread).values(row))


def _link(tx: Connection, fresh: Mapping[str, Entry]) -> None:
    """What points to another lesson points to its number here."""
    for uid, entry in fresh.items():
        target = store.by_uid(tx, entry.lesson.instead) if entry.lesson.instead else None
        if target:
            this = lesson_table.c.uid == uid
            tx.execute(lesson_table.update().where(this).values(instead=target.id))
