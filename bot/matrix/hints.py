"""Telling people, once, that the bot cannot read what they wrote, or may not write to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, RowMapping, select, update

from bot.members import language_of
from bot.outbox import Outbox
from bot.permissions import server_of
from bot.render import escape
from bot.skill import Message
from bot.state import undecrypted
from bot.texts import texts

PATIENCE = timedelta(minutes=1)
"""A key that is on its way has come by then."""


class Hints:
    """Puts a hint into the outbox for every key that stays away."""

    def __init__(
        self, engine: Engine, outbox: Outbox, servers: Collection[str], language: str
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._servers = servers
        self._language = language

    def give(self, now: datetime) -> bool:
        """Hint at what has been unreadable for a minute; whether there was anything."""
        waiting = undecrypted.c.hinted.is_(False) & (undecrypted.c.arrived <= now - PATIENCE)
        query = select(undecrypted).where(waiting).order_by(undecrypted.c.arrived)
        with self._engine.begin() as tx:
            rows = tx.execute(query).mappings().all()
            ours = [row for row in rows if server_of(row["sender"]) in self._servers]
            self._outbox.put(tx, [self._hint(tx, row) for row in ours], now)
            tx.execute(update(undecrypted).where(waiting).values(hinted=True))
        return bool(ours)

    def left_out(self, rooms: Mapping[str, Collection[str]], now: datetime) -> bool:
        """Say in each room who cannot read along, once ever for each person and room; whether
        there was anyone."""
        messages = [
            Message(
                to=room,
                text=texts(self._language, "matrix.left-out", person=escape(person)),
                key=f"left-out:{room}:{person}",
            )
            for room, people in rooms.items()
            for person in sorted(people)
        ]
        if messages:
            with self._engine.begin() as tx:
                self._outbox.put(tx, messages, now)
        return bool(messages)

    def _hint(self, tx: Connection, row: RowMapping) -> Message:
        language = language_of(tx, row["sender"]) or self._language
        return Message(
            to=row["room"],
            text=texts(language, "matrix.unreadable"),
            # One for all that was sealed with the same key.
            key=f"unreadable:{row['room']}:{row['session']}",
            thread=row["event"],
            reply_to=row["event"],
        )
