"""What the connection remembers over a restart: private rooms, invitations, sealed messages."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, select

from bot import rooms
from bot.db import insert_new, upsert
from bot.skill import Skill
from bot.state import invite, journal, private_room, sync_state, undecrypted

_MARKERS = "markers"


@dataclass(frozen=True)
class Invitation:
    """Someone asks the bot into a room."""

    room: str
    sender: str
    direct: bool
    """Whether they called it a conversation between two."""


@dataclass(frozen=True)
class Sealed:
    """An event whose key has not come."""

    event: str
    room: str
    sender: str
    session: str
    source: dict[str, Any]
    doubted: bool = False
    """The key is there, but who made it is not known: nobody is to be told."""


class Memory:
    """The tables of the connection. Methods are synchronous: call them in a thread."""

    def __init__(self, engine: Engine, skills: Sequence[Skill] = ()) -> None:
        """`skills` are told when a room moves."""
        self._engine = engine
        self._skills = skills
        self._reader = engine.execution_options(reading=True)

    def private_room_of(self, person: str) -> str | None:
        """The room that is remembered as this person's own."""
        query = select(private_room.c.room).where(private_room.c.member == person)
        with self._reader.connect() as tx:
            return tx.scalar(query)

    def remember_private_room(self, person: str, room: str) -> None:
        """This room is where the bot talks with the person alone."""
        with self._engine.begin() as tx:
            upsert(tx, private_room, "member", {"member": person, "room": room})

    def move_room(self, old: str, new: str) -> None:
        """The room was upgraded: what hangs on it hangs on the new one."""
        with self._engine.begin() as tx:
            rooms.moved(tx, old, new, self._skills)

    def forget_room(self, room: str) -> None:
        """The bot is no longer there: drop what hangs on the room."""
        with self._engine.begin() as tx:
            rooms.left(tx, room)

    def markers(self) -> tuple[str, ...]:
        """The markers that the homeserver may hold, as far as this store knows."""
        query = select(sync_state.c.value).where(sync_state.c.name == _MARKERS)
        with self._reader.connect() as tx:
            return tuple(json.loads(tx.scalar(query) or "[]"))

    def keep_markers(self, tokens: Sequence[str]) -> None:
        """One of these is the homeserver's now."""
        with self._engine.begin() as tx:
            upsert(tx, sync_state, "name", {"name": _MARKERS, "value": json.dumps(tokens)})

    def keep_invitations(self, invitations: Collection[Invitation]) -> None:
        """Keep them until they are answered."""
        with self._engine.begin() as tx:
            for each in invitations:
                values = {"room": each.room, "sender": each.sender, "direct": each.direct}
                upsert(tx, invite, "room", values)

    def invitations(self) -> tuple[Invitation, ...]:
        """Those not yet answered."""
        with self._reader.connect() as tx:
            rows = tx.execute(select(invite)).all()
        return tuple(Invitation(row.room, row.sender, row.direct) for row in rows)

    def drop_invitation(self, room: str) -> None:
        """It has been answered."""
        with self._engine.begin() as tx:
            tx.execute(delete(invite).where(invite.c.room == room))

    def keep_sealed(self, events: Sequence[Sealed], now: datetime) -> None:
        """Keep events until their keys come."""
        with self._engine.begin() as tx:
            for each in events:
                values = {
                    "event": each.event,
                    "room": each.room,
                    "sender": each.sender,
                    "session": each.session,
                    "source": json.dumps(each.source),
                    "arrived": now,
                    "hinted": each.doubted,
                }
                insert_new(tx, undecrypted, values)

    def sealed_with(self, sessions: Collection[str]) -> tuple[Sealed, ...]:
        """The kept events that these Megolm sessions may open, oldest first."""
        query = select(undecrypted).where(undecrypted.c.session.in_(sessions))
        with self._reader.connect() as tx:
            rows = tx.execute(query.order_by(undecrypted.c.arrived)).all()
        return tuple(
            Sealed(row.event, row.room, row.sender, row.session, json.loads(row.source))
            for row in rows
        )

    def missing_sessions(self) -> frozenset[str]:
        """The Megolm sessions of all kept events."""
        with self._reader.connect() as tx:
            return frozenset(tx.scalars(select(undecrypted.c.session)))

    def known(self, events: Collection[str]) -> set[str]:
        """Those that are in the journal, or kept until their keys come."""
        written = select(journal.c.event).where(journal.c.event.in_(events))
        kept = select(undecrypted.c.event).where(undecrypted.c.event.in_(events))
        with self._reader.connect() as tx:
            return set(tx.scalars(written.union(kept)))

    def drop_sealed(self, events: Collection[str]) -> None:
        """They have been opened."""
        with self._engine.begin() as tx:
            tx.execute(delete(undecrypted).where(undecrypted.c.event.in_(events)))
