"""What the bot remembers about a person: their language, and that they know who sees what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.db import upsert
from bot.state import invite, journal, member, outbox, private_room, undecrypted
from knowledge.recur import Availability

Available = Callable[[Connection, str], Availability]
"""When a person may be disturbed."""
FORGOTTEN = ""
"""Stands where a person stood who has been forgotten."""


def language_of(tx: Connection, person: str) -> str | None:
    """The language a person has chosen; None if they have not."""
    return tx.scalar(select(member.c.language).where(member.c.id == person))


def language_in(tx: Connection, room: str) -> str | None:
    """The language of the person whose private room this is; None if that is not known."""
    person = tx.scalar(select(private_room.c.member).where(private_room.c.room == room))
    return language_of(tx, person) if person else None


def choose_language(tx: Connection, person: str, language: str) -> None:
    """Speak this language with the person from now on."""
    upsert(tx, member, "id", {"id": person, "language": language})


def was_told(tx: Connection, person: str) -> datetime | None:
    """When a person was told who sees what they say; None if they have not been."""
    return tx.scalar(select(member.c.told).where(member.c.id == person))


def mark_told(tx: Connection, person: str, now: datetime) -> None:
    """The person has been told."""
    upsert(tx, member, "id", {"id": person, "told": now})


def forget(tx: Connection, person: str, asked_in: str) -> None:
    """Forget a person in the bot's own tables, as they asked for in an event. That events were
    handled is still known, so that nothing is answered twice, but not whose they were."""
    tx.execute(delete(member).where(member.c.id == person))
    tx.execute(delete(private_room).where(private_room.c.member == person))
    for table in (undecrypted, invite):
        tx.execute(delete(table).where(table.c.sender == person))
    over = journal.c.handled | (journal.c.event == asked_in)
    mine = (journal.c.sender == person) & over
    tx.execute(update(journal).where(mine).values(sender=FORGOTTEN))
    tx.execute(delete(outbox).where((outbox.c.to == person) & (outbox.c.state != "waiting")))
