"""Lessons in SQL: every change is written together with its line of history."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from knowledge.model import Principal
from skills.lessons import history
from skills.lessons.history import Line
from skills.lessons.model import CLOSED, Direction, Kind, Lesson, State, Timing
from skills.lessons.tables import brought, lesson, post, spread, vector
from skills.lessons.tables import history as lines

TAKEN_BACK = "–"
"""What stands in place of a title that was taken back."""

_ENUMS: Mapping[str, type[StrEnum]] = {
    "state": State,
    "kind": Kind,
    "direction": Direction,
    "timing": Timing,
    "principal": Principal,
}
_PEOPLE = frozenset({"author", "owner", "verifier"})
_UNSAID = _PEOPLE | {"id", "uid", "state", "since", "made", "version", "room", "event"}
"""Fields that are not written into the history as words; people can be forgotten, and are not
in what cannot be changed."""


@dataclass(frozen=True)
class Mark:
    """Who changed a lesson, when and how."""

    step: str
    who: str
    now: datetime
    event: str | None = None
    """The event whose words were written."""
    said: str = ""
    """Words that belong to the change and to no field."""


def blank(now: datetime, **values: Any) -> Lesson:
    """A lesson that is not stored yet."""
    return Lesson(id=0, uid=uuid.uuid4().hex, state=State.DRAFT, since=now, made=now, **values)


def add(tx: Connection, new: Lesson, mark: Mark) -> Lesson:
    """Store a new lesson; it gets a number unless it has one."""
    stored = put_back(tx, replace(new, version=1))
    history.add(tx, _line(None, stored, mark))
    return stored


def put_back(tx: Connection, one: Lesson) -> Lesson:
    """Store a lesson whose history is put back beside it."""
    values = plain(one)
    if not one.id:
        del values["id"]
    key = tx.execute(insert(lesson).values(values)).inserted_primary_key
    assert key is not None
    return replace(one, id=key[0])


def change(tx: Connection, before: Lesson, after: Lesson, mark: Mark) -> Lesson:
    """Store a lesson as it is after a change."""
    changed = replace(after, version=before.version + 1)
    tx.execute(update(lesson).where(lesson.c.id == before.id).values(plain(changed)))
    history.add(tx, _line(before, changed, mark))
    return changed


def find(tx: Connection, id: int) -> Lesson | None:
    """The lesson with this number."""
    return next(iter(_all(tx, lesson.c.id == id)), None)


def several(tx: Connection, ids: Collection[int]) -> dict[int, Lesson]:
    """The lessons with these numbers that there are."""
    return {one.id: one for one in _all(tx, lesson.c.id.in_(ids))}


def every(tx: Connection) -> tuple[Lesson, ...]:
    """All lessons, in the order of their numbers."""
    return _all(tx, None)


def from_event(tx: Connection, event: str) -> Lesson | None:
    """The lesson that was recorded from an event."""
    return next(iter(_all(tx, lesson.c.event == event)), None)


def by_uid(tx: Connection, uid: str) -> Lesson | None:
    """The lesson that has this name in every installation."""
    return next(iter(_all(tx, lesson.c.uid == uid)), None)


def in_states(tx: Connection, states: Collection[State]) -> tuple[Lesson, ...]:
    """All lessons that have come this far."""
    return _all(tx, lesson.c.state.in_([state.value for state in states]))


def drafts_of(tx: Connection, person: str) -> tuple[Lesson, ...]:
    """What a person has begun and not handed in."""
    return _all(tx, (lesson.c.author == person) & (lesson.c.state == State.DRAFT.value))


def of_person(tx: Connection, person: str) -> tuple[Lesson, ...]:
    """The lessons that a person has recorded, owns or has verified."""
    return _all(
        tx,
        (lesson.c.author == person) | (lesson.c.owner == person) | (lesson.c.verifier == person),
    )


def recorded(tx: Connection, after: datetime, until: datetime) -> tuple[Lesson, ...]:
    """What was recorded by someone within a time and waits to be validated."""
    waiting = (lesson.c.state == State.SUBMITTED.value) & (lesson.c.author != "")
    return _all(tx, waiting & (lesson.c.made > after) & (lesson.c.made <= until))


def matching(tx: Connection, wanted: Mapping[str, Collection[str]]) -> tuple[int, ...]:
    """The numbers of the lessons whose columns hold one of the values wanted, the latest
    changed first; no drafts."""
    where: ColumnElement[bool] = lesson.c.state != State.DRAFT.value
    for name, values in wanted.items():
        where &= lesson.c[name].in_(values)
    query = select(lesson.c.id).where(where).order_by(lesson.c.since.desc(), lesson.c.id.desc())
    return tuple(tx.scalars(query))


def tags(tx: Connection, name: str) -> frozenset[str]:
    """The areas, need groups or levels that are in use."""
    return frozenset(tx.scalars(select(lesson.c[name]).distinct()))


def take_back(tx: Connection, event: str) -> None:
    """The words of an event were taken back: they go from the lessons and their history.

    No time comes with it, so its line of history stands at the time of the one before it.
    """
    for line in history.from_event(tx, event):
        found = find(tx, line.lesson)
        history.blank(tx, line)
        if found is None or line.words is None:
            continue
        gone: dict[str, Any] = {
            name: TAKEN_BACK if name == "title" else ""
            for name, value in line.words.items()
            if value and _DEFAULTS.get(name) == "" and getattr(found, name) == value
        }
        at = history.of(tx, found.id)[-1].at
        change(tx, found, replace(found, **gone), Mark("take-back", "", at))
        tx.execute(delete(vector).where(vector.c.lesson == found.id))
    mine = spread.c.event == event
    tx.execute(update(spread).where(mine).values(feedback="", event=None))


def forget(tx: Connection, person: str) -> None:
    """A person is forgotten: what they began is gone, the rest stays without them."""
    for draft in drafts_of(tx, person):
        remove(tx, draft.id)
    for name in _PEOPLE:
        mine = lesson.c[name] == person
        tx.execute(update(lesson).where(mine).values({name: ""}))
    history.forget(tx, person)


def remove(tx: Connection, id: int) -> None:
    """A lesson is gone with all that belongs to it."""
    for table in (lines, post, spread, vector, brought):
        tx.execute(delete(table).where(table.c.lesson == id))
    tx.execute(delete(lesson).where(lesson.c.id == id))


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded. Posts stay with the old one: what is in it cannot be edited from
    the new, so the log is posted there anew."""
    for table in (lesson, spread):
        tx.execute(update(table).where(table.c.room == old).values(room=new))
    # It may have been noted for the new room already: this may be called twice.
    known = select(brought.c.lesson).where(brought.c.place == new)
    here = (brought.c.place == old) & brought.c.lesson.not_in(known)
    tx.execute(update(brought).where(here).values(place=new))


def old(tx: Connection, before: datetime) -> int:
    """How many would go that were put away before a moment."""
    return tx.scalar(select(func.count()).select_from(lesson).where(_gone(before))) or 0


def purge(tx: Connection, before: datetime) -> int:
    """Remove what was put away before a moment; how many that were."""
    ids = tx.scalars(select(lesson.c.id).where(_gone(before))).all()
    for id in ids:
        remove(tx, id)
    return len(ids)


def plain(one: Lesson) -> dict[str, Any]:
    """The fields as plain values: words, numbers and dates."""
    return {
        name: value.value if isinstance(value, StrEnum) else value
        for name, value in asdict(one).items()
    }


def _gone(before: datetime) -> ColumnElement[bool]:
    """Put away, and not to be kept longer for a reason of its own."""
    over = lesson.c.keep_until.is_(None) | (lesson.c.keep_until < before.date())
    closed = lesson.c.state.in_([state.value for state in CLOSED])
    return closed & (lesson.c.since < before) & over


def _line(before: Lesson | None, after: Lesson, mark: Mark) -> Line:
    was = plain(before) if before else {}
    words = {
        name: value
        for name, value in plain(after).items()
        if name not in _UNSAID and value != was.get(name, _DEFAULTS[name])
    }
    return Line(
        lesson=after.id,
        number=after.version,
        at=mark.now,
        step=mark.step,
        state=after.state.value,
        who=mark.who,
        event=mark.event,
        words={**words, "said": mark.said} if mark.said else words,
    )


_DEFAULTS = {one.name: one.default for one in fields(Lesson)}


def _all(tx: Connection, where: ColumnElement[bool] | None) -> tuple[Lesson, ...]:
    query = select(lesson).order_by(lesson.c.id)
    rows = tx.execute(query if where is None else query.where(where)).mappings()
    return tuple(_lesson(row) for row in rows)


def _lesson(row: RowMapping) -> Lesson:
    values: dict[str, Any] = dict(row)
    for name, kind in _ENUMS.items():
        if values[name] is not None:
            values[name] = kind(values[name])
    return Lesson(**values)
