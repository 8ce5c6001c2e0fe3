"""Files that have been dropped: those that wait for someone to say that they count, and those
that came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    insert,
    select,
    update,
)

from bot.db import UtcDateTime
from knowledge.model import Metadata

metadata = MetaData()

incoming = Table(
    "incoming_document",
    metadata,
    # The name of its folder, so no number is used twice.
    Column("id", Integer, primary_key=True),
    Column("event", String(255), nullable=False, unique=True),
    Column("room", String(255), nullable=False),
    # Who dropped it; empty where they are forgotten.
    Column("member", String(255), nullable=False),
    Column("name", String(255), nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("came", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    sqlite_autoincrement=True,
)

WAITING, CONFIRMED, REJECTED = "waiting", "confirmed", "rejected"
_METADATA = TypeAdapter(Metadata)


@dataclass(frozen=True)
class Dropped:
    """A file that someone has dropped."""

    event: str
    room: str
    member: str
    name: str
    metadata: Metadata
    came: datetime
    state: str = WAITING
    id: int = 0


def add(tx: Connection, dropped: Dropped) -> Dropped:
    """Note a file that waits; with its number."""
    values = _values(dropped.metadata) | {
        name: getattr(dropped, name)
        for name in ("event", "room", "member", "name", "came", "state")
    }
    key = tx.execute(insert(incoming).values(values)).inserted_primary_key
    assert key is not None
    return replace(dropped, id=key[0])


def find(tx: Connection, id: int) -> Dropped | None:
    """The file with this number."""
    return next(iter(_all(tx, incoming.c.id == id)), None)


def of_event(tx: Connection, event: str) -> Dropped | None:
    """The file that was dropped in an event."""
    return next(iter(_all(tx, incoming.c.event == event)), None)


def waiting_in(tx: Connection, room: str) -> tuple[Dropped, ...]:
    """The files that wait in a room."""
    return _all(tx, (incoming.c.room == room) & (incoming.c.state == WAITING))


def waiting_since(tx: Connection, before: datetime) -> tuple[Dropped, ...]:
    """The files that have waited since before a moment."""
    return _all(tx, (incoming.c.came < before) & (incoming.c.state == WAITING))


def of_person(tx: Connection, person: str) -> tuple[Dropped, ...]:
    """The files that a person has dropped."""
    return _all(tx, incoming.c.member == person)


def correct(tx: Connection, id: int, metadata: Metadata) -> None:
    """Change what is known of a file."""
    tx.execute(update(incoming).where(incoming.c.id == id).values(_values(metadata)))


def close(tx: Connection, id: int, state: str) -> None:
    """The file counts, or it does not."""
    tx.execute(update(incoming).where(incoming.c.id == id).values(state=state))


def forget(tx: Connection, person: str) -> None:
    """Nobody can say any more who dropped a file."""
    tx.execute(update(incoming).where(incoming.c.member == person).values(member=""))


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded."""
    tx.execute(update(incoming).where(incoming.c.room == old).values(room=new))


def _all(tx: Connection, where: ColumnElement[bool]) -> tuple[Dropped, ...]:
    rows = tx.execute(select(incoming).where(where).order_by(incoming.c.id)).mappings()
    return tuple(_dropped(row) for row in rows)


def _dropped(row: RowMapping) -> Dropped:
    return Dropped(**{**row, "metadata": _METADATA.validate_python(row["metadata"])})


def _values(known: Metadata) -> dict[str, object]:
    return {"metadata": _METADATA.dump_python(known, mode="json")}
