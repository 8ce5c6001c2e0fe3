"""What the skill remembers: when rooms meet, the meetings, and what was said to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from bot import actions
from bot.db import UtcDateTime, upsert
from bot.state import outbox
from knowledge.recur import Recurrence, from_text, to_text

metadata = MetaData()

plan = Table(
    "meeting_plan",
    metadata,
    Column("room", String(255), primary_key=True),
    # A recurrence, as knowledge.recur writes it.
    Column("recurrence", Text, nullable=False),
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room", String(255), nullable=False, index=True),
    Column("thread", String(255), nullable=False),
    Column("language", String(2), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("started", UtcDateTime, nullable=False),
    Column("phase", Integer, nullable=False),
    Column("phase_until", UtcDateTime),
    Column("ended", UtcDateTime),
)

note = Table(
    "meeting_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room", String(255), nullable=False, index=True),
    # The meeting it was said in; a problem may be named at any time.
    Column("meeting", Integer),
    Column("phase", Integer),
    Column("kind", String(8), nullable=False),
    Column("text", Text, nullable=False),
    # The event whose words it repeats; no author is kept.
    Column("event", String(255), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("closed", UtcDateTime),
)

told = Table(
    "meeting_minutes",
    metadata,
    Column("meeting", Integer, primary_key=True, autoincrement=False),
    # The key of the message with the file.
    Column("key", String(255), nullable=False),
    # When it was, on the wall clock of the room.
    Column("day", Date, nullable=False),
    # Something in it was taken back, so it is to be replaced.
    Column("stale", Boolean, nullable=False),
)

NOTE, DECISION, PROBLEM = "note", "decision", "problem"


@dataclass(frozen=True)
class Meeting:
    """A meeting, going on or over."""

    id: int
    room: str
    thread: str
    language: str
    minutes: int
    started: datetime
    phase: int
    phase_until: datetime | None
    """None in the last phase, and when it is over."""
    ended: datetime | None


@dataclass(frozen=True)
class Note:
    """Something said to be kept."""

    id: int
    meeting: int | None
    phase: int | None
    kind: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Told:
    """Minutes that are out."""

    key: str
    event: str
    day: date


def planned(tx: Connection, room: str) -> Recurrence | None:
    """When a room meets."""
    text = tx.scalar(select(plan.c.recurrence).where(plan.c.room == room))
    return from_text(text) if text else None


def plans(tx: Connection) -> tuple[tuple[str, Recurrence], ...]:
    """When all rooms meet."""
    rows = tx.execute(select(plan).order_by(plan.c.room))
    return tuple((row.room, from_text(row.recurrence)) for row in rows)


def set_plan(tx: Connection, room: str, recurrence: Recurrence) -> None:
    """A room meets at these times from now on."""
    upsert(tx, plan, "room", {"room": room, "recurrence": to_text(recurrence)})


def drop_plan(tx: Connection, room: str) -> bool:
    """A room no longer meets; False if it did not before."""
    return tx.execute(delete(plan).where(plan.c.room == room)).rowcount == 1


def begin(
    tx: Connection,
    room: str,
    thread: str,
    *,
    language: str,
    minutes: int,
    now: datetime,
    until: datetime,
) -> Meeting:
    """A meeting begins with its first phase, which lasts `until`."""
    values = {"room": room, "thread": thread, "language": language, "minutes": minutes}
    values |= {"started": now, "phase": 0, "phase_until": until}
    tx.execute(insert(meeting).values(values))
    found = running(tx, room)
    assert found is not None
    return found


def running(tx: Connection, room: str) -> Meeting | None:
    """The meeting that goes on in a room."""
    return _meeting(tx, (meeting.c.room == room) & meeting.c.ended.is_(None))


def by_number(tx: Connection, id: int) -> Meeting | None:
    """The meeting with this number."""
    return _meeting(tx, meeting.c.id == id)


def changing(tx: Connection, until: datetime) -> tuple[Meeting, ...]:
    """The meetings whose phase is over by a moment."""
    rows = tx.execute(select(meeting).where(meeting.c.phase_until <= until)).mappings()
    return tuple(Meeting(**row) for row in rows)


def enter(tx: Connection, id: int, phase: int, until: datetime | None) -> None:
    """A meeting goes on to a phase."""
    values = {"phase": phase, "phase_until": until}
    tx.execute(update(meeting).where(meeting.c.id == id).values(values))


def end(tx: Connection, id: int, now: datetime) -> None:
    """A meeting is over."""
    values = {"ended": now, "phase_until": None}
    tx.execute(update(meeting).where(meeting.c.id == id).values(values))


def keep(tx: Connection, room: str, kind: str, text: str, event: str, now: datetime) -> Note | None:
    """Keep what was said; None if the same event is kept already."""
    if tx.scalar(select(note.c.id).where(note.c.event == event)) is not None:
        return None
    going = running(tx, room)
    values = {"room": room, "kind": kind, "text": text, "event": event, "at": now}
    values |= {"meeting": going.id if going else None, "phase": going.phase if going else None}
    tx.execute(insert(note).values(values))
    return _notes(tx, note.c.event == event)[0]


def notes_of(tx: Connection, meeting_id: int) -> tuple[Note, ...]:
    """What was kept of a meeting, in its order."""
    return _notes(tx, note.c.meeting == meeting_id)


def open_problems(tx: Connection, room: str) -> tuple[Note, ...]:
    """The problems that were named in a room and are not solved."""
    return _notes(tx, (note.c.room == room) & (note.c.kind == PROBLEM) & note.c.closed.is_(None))


def solve(tx: Connection, room: str, id: int, now: datetime) -> bool:
    """A problem is solved; False if there is no such open one in the room."""
    this = (note.c.id == id) & (note.c.room == room) & (note.c.kind == PROBLEM)
    changed = update(note).where(this & note.c.closed.is_(None)).values(closed=now)
    return tx.execute(changed).rowcount == 1


def forget(tx: Connection, event: str) -> None:
    """The words of an event were taken back; the minutes that repeat them are stale."""
    noted = select(note.c.meeting).where(note.c.event == event)
    agreed = [number for one in actions.from_event(tx, event) if (number := meeting_of(one.origin))]
    touched = told.c.meeting.in_(noted) | told.c.meeting.in_(agreed)
    tx.execute(update(told).where(touched).values(stale=True))
    tx.execute(delete(note).where(note.c.event == event))


def tell(tx: Connection, meeting_id: int, key: str, day: date) -> None:
    """The minutes are told in the message with this key."""
    upsert(tx, told, "meeting", {"meeting": meeting_id, "key": key, "day": day, "stale": False})


def stale(tx: Connection) -> Mapping[int, Told]:
    """The minutes that are out and are to be replaced, by their meetings."""
    rows = tx.execute(
        select(told.c.meeting, told.c.key, told.c.day, outbox.c.event)
        .join(outbox, outbox.c.key == told.c.key)
        .where(told.c.stale & outbox.c.event.is_not(None))
    )
    return {row.meeting: Told(row.key, row.event, row.day) for row in rows}


def origin_of(meeting_id: int) -> str:
    """What the actions of a meeting name as their origin."""
    return f"meeting:{meeting_id}"


def meeting_of(origin: str) -> int | None:
    """The meeting that an action comes from."""
    kind, _, number = origin.partition(":")
    return int(number) if kind == "meeting" else None


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded. Its meetings go on in the new one; the thread stays behind."""
    for table in (plan, meeting, note):
        tx.execute(update(table).where(table.c.room == old).values(room=new))
    here = (meeting.c.room == new) & meeting.c.ended.is_(None)
    tx.execute(update(meeting).where(here).values(thread=""))


def old(tx: Connection, before: datetime) -> int:
    """How many notes would go that are older than a moment."""
    return tx.scalar(select(func.count()).select_from(note).where(_gone(before))) or 0


def purge(tx: Connection, before: datetime) -> int:
    """Remove notes and meetings older than a moment; how many notes that were."""
    tx.execute(delete(meeting).where(meeting.c.ended < before))
    tx.execute(delete(told).where(told.c.meeting.not_in(select(meeting.c.id))))
    return tx.execute(delete(note).where(_gone(before))).rowcount


def _gone(before: datetime) -> ColumnElement[bool]:
    """Old, and no problem that is still open."""
    return (note.c.at < before) & ((note.c.kind != PROBLEM) | note.c.closed.is_not(None))


def _meeting(tx: Connection, where: ColumnElement[bool]) -> Meeting | None:
    query = select(meeting).where(where).order_by(meeting.c.id.desc()).limit(1)
    row = tx.execute(query).mappings().one_or_none()
    return Meeting(**row) if row else None


def _notes(tx: Connection, where: ColumnElement[bool]) -> tuple[Note, ...]:
    columns = [note.c[name] for name in Note.__dataclass_fields__]
    rows = tx.execute(select(*columns).where(where).order_by(note.c.id)).mappings()
    return tuple(Note(**row) for row in rows)
