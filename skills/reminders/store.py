"""What is to be reminded of: the reminders, and what is still to come of one that has rung."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from knowledge.recur import Recurrence, from_text, to_text
from skills.reminders.tables import coming, reminder

RING, ACK = "ring", "ack"
"""What is to come: it rings (again), or it is seen whether anyone has acknowledged it."""


@dataclass(frozen=True)
class Reminder:
    """Something to be reminded of."""

    id: int
    made_by: str
    to: str
    room: str
    event: str
    text: str
    recurrence: Recurrence
    next: datetime | None
    ack_minutes: int | None
    escalate_to: str
    rang: datetime | None
    """The time it last rang for."""
    rung: int
    """How often it has rung for that."""

    @property
    def to_room(self) -> bool:
        """Whether it rings in a room, not for one person."""
        return not self.to.startswith("@")

    @property
    def to_other(self) -> bool:
        """Whether someone has made it for someone else."""
        return not self.to_room and self.to != self.made_by


@dataclass(frozen=True)
class Coming:
    """What is still to come of a time that has been."""

    id: int
    reminder: int
    kind: str
    due: datetime
    at: datetime


def add(
    tx: Connection,
    recurrence: Recurrence,
    text: str,
    *,
    made_by: str,
    to: str,
    room: str,
    event: str,
    next: datetime,
    ack_minutes: int | None,
    escalate_to: str,
    now: datetime,
) -> Reminder:
    """Remember something."""
    values: dict[str, object] = {
        "made_by": made_by,
        "to": to,
        "room": room,
        "event": event,
        "text": text,
    }
    values |= {"recurrence": to_text(recurrence), "next": next, "rung": 0, "touched": now}
    values |= {"ack_minutes": ack_minutes, "escalate_to": escalate_to}
    key = tx.execute(insert(reminder).values(values)).inserted_primary_key
    assert key is not None
    (made,) = _reminders(tx, reminder.c.id == key[0])
    return made


def get(tx: Connection, id: int) -> Reminder | None:
    """The reminder with this number."""
    return next(iter(_reminders(tx, reminder.c.id == id)), None)


def of_event(tx: Connection, event: str) -> tuple[Reminder, ...]:
    """What was made by one message."""
    return _reminders(tx, reminder.c.event == event)


def in_room(tx: Connection, room: str) -> tuple[Reminder, ...]:
    """What is to ring in a room, the next first."""
    return _reminders(tx, (reminder.c.to == room) & _awaited())


def of_person(tx: Connection, person: str) -> tuple[Reminder, ...]:
    """What a person has made, or is to be reminded of; the next first."""
    mine = (reminder.c.to == person) | (reminder.c.made_by == person)
    return _reminders(tx, mine & _awaited())


def all_of(tx: Connection, person: str) -> tuple[Reminder, ...]:
    """The same, with those that have rung and are kept for a while."""
    return _reminders(tx, (reminder.c.to == person) | (reminder.c.made_by == person))


def due(tx: Connection, until: datetime) -> list[tuple[datetime, int]]:
    """What is to ring by a moment: when, and the number."""
    query = select(reminder.c.next, reminder.c.id).where(reminder.c.next <= until)
    return [(row.next, row.id) for row in tx.execute(query.order_by(reminder.c.next))]


def due_again(tx: Connection, until: datetime) -> list[tuple[datetime, int]]:
    """What is still to come and due by a moment: when, and its number."""
    query = select(coming.c.due, coming.c.id).where(coming.c.due <= until)
    return [(row.due, row.id) for row in tx.execute(query.order_by(coming.c.due))]


def get_coming(tx: Connection, id: int) -> Coming | None:
    """What is still to come, by its number."""
    row = tx.execute(select(coming).where(coming.c.id == id)).mappings().one_or_none()
    return Coming(**row) if row else None


def waits(tx: Connection, id: int, kind: str) -> bool:
    """Whether such a thing is still to come of a reminder."""
    query = exists().where((coming.c.reminder == id) & (coming.c.kind == kind))
    return bool(tx.scalar(select(query)))


def expect(tx: Connection, id: int, kind: str, due: datetime, at: datetime) -> None:
    """Something is still to come of a time that has been."""
    values = {"reminder": id, "kind": kind, "due": due, "at": at}
    tx.execute(insert(coming).values(values))


def settle(tx: Connection, id: int) -> None:
    """Nothing is to come any more of the times that have been."""
    tx.execute(delete(coming).where(coming.c.reminder == id))


def settle_rings(tx: Connection, id: int, until: datetime) -> None:
    """It rings now: what was to ring by then has rung too."""
    rings = (coming.c.reminder == id) & (coming.c.kind == RING) & (coming.c.due <= until)
    tx.execute(delete(coming).where(rings))


def settle_one(tx: Connection, id: int) -> None:
    """One thing has come."""
    tx.execute(delete(coming).where(coming.c.id == id))


def move_on(tx: Connection, id: int, next: datetime | None, now: datetime) -> None:
    """Its time has come: when it comes next."""
    tx.execute(update(reminder).where(reminder.c.id == id).values(next=next, touched=now))


def has_rung(tx: Connection, id: int, at: datetime, now: datetime) -> int:
    """It rings for a time; how often it has for that time, this one included."""
    same = case((reminder.c.rang == at, reminder.c.rung + 1), else_=1)
    values = {"rung": same, "rang": at, "touched": now}
    tx.execute(update(reminder).where(reminder.c.id == id).values(values))
    return tx.scalar(select(reminder.c.rung).where(reminder.c.id == id)) or 1


def change(tx: Connection, new: Reminder, now: datetime) -> None:
    """It is at another time, or about something else; what has rung is settled."""
    settle(tx, new.id)
    values: dict[str, object] = {
        "recurrence": to_text(new.recurrence),
        "text": new.text,
        "event": new.event,
    }
    values |= {"next": new.next, "rang": None, "rung": 0, "touched": now}
    tx.execute(update(reminder).where(reminder.c.id == new.id).values(values))


def remove(tx: Connection, id: int) -> None:
    """Forget it."""
    settle(tx, id)
    tx.execute(delete(reminder).where(reminder.c.id == id))


def take_back(tx: Connection, event: str) -> None:
    """The words of an event were taken back."""
    for one in of_event(tx, event):
        remove(tx, one.id)


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded: what was made there or is to ring there follows."""
    tx.execute(update(reminder).where(reminder.c.room == old).values(room=new))
    tx.execute(update(reminder).where(reminder.c.to == old).values(to=new))


def forget(tx: Connection, person: str) -> None:
    """A person is forgotten: what was for them goes; what they made for others stays, unnamed."""
    for one in _reminders(tx, reminder.c.to == person):
        remove(tx, one.id)
    for column in (reminder.c.made_by, reminder.c.escalate_to):
        tx.execute(update(reminder).where(column == person).values({column.name: ""}))


def over(tx: Connection, before: datetime) -> int:
    """How many have rung for the last time before a moment."""
    query = select(func.count()).select_from(reminder).where(_over(before))
    return tx.scalar(query) or 0


def purge(tx: Connection, before: datetime) -> int:
    """Remove those; how many that were."""
    return tx.execute(delete(reminder).where(_over(before))).rowcount


def _awaited() -> ColumnElement[bool]:
    """Whether anything is still to come."""
    return reminder.c.next.is_not(None) | exists().where(coming.c.reminder == reminder.c.id)


def _over(before: datetime) -> ColumnElement[bool]:
    return ~_awaited() & (reminder.c.touched < before)


def _reminders(tx: Connection, where: ColumnElement[bool]) -> tuple[Reminder, ...]:
    order = (reminder.c.next.is_(None), reminder.c.next, reminder.c.id)
    rows = tx.execute(select(reminder).where(where).order_by(*order)).mappings()
    return tuple(map(_reminder, rows))


def _reminder(row: RowMapping) -> Reminder:
    values = {name: row[name] for name in Reminder.__dataclass_fields__}
    return Reminder(**values | {"recurrence": from_text(row["recurrence"])})
