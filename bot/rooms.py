"""What the bot's own tables hold of a room, when the room moves or the bot is no longer there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select, update

from bot.db import upsert
from bot.skill import Skill
from bot.state import invite, journal, moved_room, outbox, private_room, undecrypted

MOST_UPGRADES = 100
"""Rooms that name each other as successors must not be followed for ever."""


def moved(tx: Connection, old: str, new: str, skills: Iterable[Skill]) -> None:
    """The room was upgraded: what hangs on it, here and with the skills, hangs on the new one.

    Harmless to do twice. What is queued keeps its address, for it may belong into a thread
    of the old room; the transport sends it on.
    """
    tx.execute(update(private_room).where(private_room.c.room == old).values(room=new))
    upsert(tx, moved_room, "old", {"old": old, "new": new})
    for skill in skills:
        if skill.on_room_moved:
            skill.on_room_moved(tx, old, new)


def now_at(tx: Connection, room: str) -> str:
    """The room that a room of the settings has become, after any number of upgrades."""
    for _ in range(MOST_UPGRADES):
        new = tx.scalar(select(moved_room.c.new).where(moved_room.c.old == room))
        if new is None:
            break
        room = new
    return room


def left(tx: Connection, room: str) -> None:
    """The bot is no longer there: nothing is answered, sent or asked for there any more."""
    for table in (private_room, undecrypted, invite):
        tx.execute(delete(table).where(table.c.room == room))
    waiting = (outbox.c.to == room) & (outbox.c.state == "waiting")
    closed = {"state": "failed", "failure": "left", "text": "", "attachment": None, "poll": None}
    tx.execute(update(outbox).where(waiting).values(closed))
    heard = (journal.c.room == room) & journal.c.handled.is_(False)
    tx.execute(update(journal).where(heard).values(handled=True, text="", media=None))
