"""Which documents a room may see: those without tags, and those with a tag of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from bot.rooms import now_at
from bot.skill import Context

NONE: frozenset[str] = frozenset()


class Scopes:
    """The tags of rooms, by the settings; a room without any sees documents without tags."""

    def __init__(self, rooms: Mapping[str, Collection[str]]) -> None:
        self._rooms = dict(rooms)

    @property
    def in_use(self) -> bool:
        """Whether any room has tags."""
        return bool(self._rooms)

    def seen_from(self, context: Context) -> frozenset[str]:
        """The tags whose documents may be spoken of where `context` is.

        A private room sees what the rooms of its person see. Asks the outside, so it is to be
        called before the transaction is touched.
        """
        if not self._rooms:
            return NONE
        rooms = self._now(context)
        tags = [rooms.get(context.room, NONE)]
        if context.private:
            tags += [
                of_room
                for room, of_room in rooms.items()
                if context.member in context.outside.members(room)
            ]
        return NONE.union(*tags)

    def of_room(self, tx: Connection, room: str) -> frozenset[str]:
        """The tags whose documents may be spoken of to everyone in a room."""
        return self._by_room(tx).get(room, NONE) if self._rooms else NONE

    def _now(self, context: Context) -> dict[str, frozenset[str]]:
        """The rooms by their present ids: an upgraded room keeps its tags."""
        with context.reading() as reader:
            return self._by_room(reader)

    def _by_room(self, tx: Connection) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for room, tags in self._rooms.items():
            now = now_at(tx, room)
            found[now] = found.get(now, NONE) | frozenset(tags)
        return found
