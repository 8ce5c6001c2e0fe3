"""How long things are kept: every class with its period and the ground for it, and the daily
job that lets the old go.

A class is given by the skill whose tables it concerns; those of the bot's own tables are here.
The periods are defaults, and the settings change them: what applies where is for the archivist
to decide (gallringsbeslut).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, func, select, true

from bot import audit
from bot.audit import BOT
from bot.skill import Job, Message, Skill, Slot
from bot.state import journal, outbox, undecrypted
from bot.texts import Catalogue, texts

DAILY_AT = time(3, 40)
"""In the team's time zone, which never skips or repeats that minute when summer time comes."""

Count = Callable[[Connection, datetime], int]


@dataclass(frozen=True)
class Period:
    """A class of things, and how long they are kept."""

    name: str
    days: int
    basis: str
    """The catalogue key of the ground."""
    says: Catalogue
    """Where that key is."""
    count: Count
    """How many are older than a moment."""
    purge: Callable[[Connection, datetime, datetime], int]
    """Let go of what is older than the first moment; the second is now."""

    def before(self, now: datetime) -> datetime:
        """What is older than this goes."""
        return now - timedelta(days=self.days)


class UnknownClass(Exception):
    """A period was set for a class that does not exist; the message names it and the nearest."""


def periods(skills: Sequence[Skill], days: Mapping[str, int]) -> tuple[Period, ...]:
    """Every class of the house, with the periods set in `days`; raises UnknownClass."""
    known = {one.name: one for one in (*_own(), *_theirs(skills))}
    for name in days:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "`lotsen retention` lists the classes"
            raise UnknownClass(f"retention.{name}: no such class; {hint}")
    return tuple(replace(one, days=days.get(name, one.days)) for name, one in known.items())


def job(classes: Sequence[Period], zone: ZoneInfo) -> Job:
    """Once a day each class lets go of what is too old, and the audit log tells how many."""
    by_name = {one.name: one for one in classes}

    def due(_tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        last = _latest(until, zone)
        return [Slot(last, name) for name in by_name] if after < last else []

    def run(tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        one = by_name[slot.item]
        gone = one.purge(tx, one.before(now), now)
        if gone:
            audit.record(tx, now, BOT, "retention.purged", f"{one.name}:{gone}")
        return ()

    return Job("retention", due, run)


def _latest(moment: datetime, zone: ZoneInfo) -> datetime:
    """The last daily time that is not after a moment: what was missed while the bot was down
    is made up for by one."""
    day = moment.astimezone(zone).date()
    today = datetime.combine(day, DAILY_AT, zone)
    return today if today <= moment else datetime.combine(day - timedelta(days=1), DAILY_AT, zone)


def _theirs(skills: Iterable[Skill]) -> Iterator[Period]:
    for skill in skills:
        for kept in skill.kept:
            assert skill.texts is not None, skill.name
            yield Period(
                kept.name, kept.days, kept.basis, skill.texts, kept.count, _without_now(kept.purge)
            )


def _without_now(purge: Count) -> Callable[[Connection, datetime, datetime], int]:
    return lambda tx, before, _now: purge(tx, before)


def _own() -> Iterator[Period]:
    """What the bot itself keeps: of messages in and out who, where and when, but no words."""
    for name, days, table, at, done in (
        ("events", 1095, journal, journal.c.sent, journal.c.handled),
        ("sent", 1095, outbox, outbox.c.created, outbox.c.state != "waiting"),
        ("unreadable", 30, undecrypted, undecrypted.c.arrived, true()),
    ):
        yield _rows(name, days, table, at, done)
    yield Period("audit", 3650, "kept.audit", texts, audit.older, audit.purge)


def _rows(
    name: str, days: int, table: Table, at: Column[datetime], done: ColumnElement[bool]
) -> Period:
    def count(tx: Connection, before: datetime) -> int:
        query = select(func.count()).select_from(table).where(done & (at < before))
        return tx.scalar(query) or 0

    def purge(tx: Connection, before: datetime, _now: datetime) -> int:
        return tx.execute(delete(table).where(done & (at < before))).rowcount

    return Period(name, days, f"kept.{name}", texts, count, purge)
