"""What someone has taken on to do, and by when: shared by meetings, rounds and lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.state import action

OPEN, DONE, DROPPED = "open", "done", "dropped"
TAKEN_BACK = "–"
"""What stands in place of words that were taken back."""


@dataclass(frozen=True)
class Action:
    """Something to do."""

    id: int
    text: str
    owner: str
    """A Matrix id; empty where nobody has taken it on, or the owner is forgotten."""
    due: date | None
    room: str
    """Where it was agreed."""
    origin: str
    """What it came from: "meeting:3", "lesson:12"."""
    event: str | None
    """The event whose words it repeats."""
    made: datetime
    state: str
    closed: datetime | None


def add(
    tx: Connection,
    text: str,
    *,
    owner: str,
    due: date | None,
    room: str,
    origin: str,
    event: str | None,
    now: datetime,
) -> Action:
    """Take on something to do."""
    values = {"text": text, "owner": owner, "due": due, "room": room, "origin": origin}
    values |= {"event": event, "made": now, "state": OPEN}
    id = tx.execute(insert(action).values(values)).inserted_primary_key
    assert id is not None
    return _one(tx, action.c.id == id[0])


def find(tx: Connection, id: int) -> Action | None:
    """The action with this number."""
    return next(iter(_all(tx, action.c.id == id)), None)


def open_in(tx: Connection, room: str) -> tuple[Action, ...]:
    """What is still to do of what was agreed in a room, the most urgent first."""
    return _all(tx, (action.c.room == room) & (action.c.state == OPEN))


def open_of(tx: Connection, person: str) -> tuple[Action, ...]:
    """What a person still has to do, the most urgent first."""
    return _all(tx, (action.c.owner == person) & (action.c.state == OPEN))


def due_by(tx: Connection, day: date) -> tuple[Action, ...]:
    """What is still to do and due on this day or before."""
    return _all(tx, (action.c.due <= day) & (action.c.state == OPEN))


def of(tx: Connection, origin: str) -> tuple[Action, ...]:
    """Everything that came from one thing, done or not."""
    return _all(tx, action.c.origin == origin)


def from_event(tx: Connection, event: str) -> tuple[Action, ...]:
    """What repeats the words of an event."""
    return _all(tx, action.c.event == event)


def closed_since(tx: Connection, moment: datetime, kind: str) -> tuple[Action, ...]:
    """What was closed after a moment, of what came from one kind of thing ("lesson")."""
    from_there = action.c.origin.startswith(f"{kind}:", autoescape=True)
    return _all(tx, from_there & (action.c.closed > moment))


def origins(tx: Connection, kind: str) -> frozenset[str]:
    """What actions came from, of one kind of thing ("lesson")."""
    from_there = action.c.origin.startswith(f"{kind}:", autoescape=True)
    return frozenset(tx.scalars(select(action.c.origin).where(from_there).distinct()))


def close(tx: Connection, id: int, state: str, now: datetime) -> None:
    """It is DONE, or DROPPED because it is not needed any more."""
    tx.execute(update(action).where(action.c.id == id).values(state=state, closed=now))


def change(tx: Connection, id: int, *, owner: str, due: date | None) -> None:
    """Someone else does it, or it is done at another time."""
    tx.execute(update(action).where(action.c.id == id).values(owner=owner, due=due))


def take_back(tx: Connection, event: str) -> None:
    """The words of an event were taken back."""
    tx.execute(update(action).where(action.c.event == event).values(text=TAKEN_BACK))


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded."""
    tx.execute(update(action).where(action.c.room == old).values(room=new))


def let_go(tx: Connection, person: str) -> None:
    """A person is forgotten: what they had taken on stays, without them."""
    tx.execute(update(action).where(action.c.owner == person).values(owner=""))


def closed_before(tx: Connection, moment: datetime) -> int:
    """How many were closed before a moment."""
    old = select(func.count()).select_from(action).where(action.c.closed < moment)
    return tx.scalar(old) or 0


def purge(tx: Connection, moment: datetime) -> int:
    """Remove what was closed before a moment; how many that were."""
    return tx.execute(delete(action).where(action.c.closed < moment)).rowcount


def _one(tx: Connection, where: ColumnElement[bool]) -> Action:
    (found,) = _all(tx, where)
    return found


def _all(tx: Connection, where: ColumnElement[bool]) -> tuple[Action, ...]:
    order = (action.c.due.is_(None), action.c.due, action.c.id)
    rows = tx.execute(select(action).where(where).order_by(*order)).mappings()
    return tuple(Action(**row) for row in rows)
