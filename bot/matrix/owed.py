"""Room keys that people in a room could not be given when they were first used.

Where a homeserver is away, so are the one-time keys of its people's devices, and nothing can be
sealed for a device that the bot has not written to before. What is said meanwhile would stay
unreadable there for good, so the key to it is kept until it can be given.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

Outbound = Any
"""nio's OutboundGroupSession: a room's key, and which devices have it."""

KEPT_SECONDS = 7 * 24 * 3600.0
"""Who has not been back for a week reads what is said from then on."""


@dataclass(frozen=True)
class Owed:
    """The key to what was said in a room since one person could first not read along."""

    person: str
    session: Outbound
    content: dict[str, str]
    """Of the m.room_key."""
    until: float
    """In seconds of the event loop."""


class Debts:
    """Everything that is owed. In memory, as the sessions themselves are."""

    def __init__(self) -> None:
        self._owed: dict[tuple[str, str], Owed] = {}

    def note(self, content: dict[str, str], session: Outbound, person: str, now: float) -> None:
        """A person lacks a key from its present place on; an earlier place counts if noted."""
        owed = Owed(person, session, content, now + KEPT_SECONDS)
        self._owed.setdefault((person, session.id), owed)

    def rooms(self, now: float) -> Collection[str]:
        """Where something is owed; what was kept too long is forgotten."""
        self._owed = {place: owed for place, owed in self._owed.items() if owed.until > now}
        return {owed.content["room_id"] for owed in self._owed.values()}

    def in_room(self, room_id: str) -> list[Owed]:
        """What is owed in a room, the oldest first."""
        return [owed for owed in self._owed.values() if owed.content["room_id"] == room_id]

    def drop_others(self, room_id: str, members: Collection[str]) -> None:
        """Who has left a room is owed nothing there: the key would open what is said next."""
        for owed in self.in_room(room_id):
            if owed.person not in members:
                self.settle(owed)

    def settle(self, owed: Owed) -> None:
        """It has been given, or will not be."""
        self._owed.pop((owed.person, owed.session.id), None)
