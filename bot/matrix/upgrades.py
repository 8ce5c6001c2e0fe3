"""Following a room that is upgraded: into the new one, with everything the old one owned."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.matrix.api import Api
from bot.matrix.errors import MatrixError
from bot.matrix.room import Room
from bot.permissions import server_of

log = logging.getLogger(__name__)

JOIN_SECONDS = 300.0


class Upgrades:
    """Keeps the bot's place where the people are.

    The bot stays in the old room, silent: so it knows after every start what belongs where.
    """

    def __init__(self, api: Api, rooms: dict[str, Room], moved: Callable[[str, str], None]) -> None:
        """`moved` is called in a thread with the old and the new room, at least once."""
        self._api = api
        self._rooms = rooms
        self._moved = moved
        self._waiting: set[str] = set()
        """New rooms that the bot could not enter yet; an invitation may still come."""

    def awaits(self, room_id: str) -> bool:
        """Whether a room that the bot is in was upgraded to this one."""
        return any(room.replacement == room_id for room in self._rooms.values())

    def link(self) -> tuple[tuple[str, str], ...]:
        """Send what belongs to old rooms to the new ones from now on; return the pairs that
        were not linked before. A new room counts if it names the old one as its own past
        and does not show in clear what was sealed."""
        linked = []
        for old in self._rooms.values():
            new = self._rooms.get(old.replacement or "")
            if new is None or old.moved_to == new.id or new.predecessor != old.id:
                continue
            if new.encrypted or not old.encrypted:
                old.moved_to = new.id
                linked.append((old.id, new.id))
        return tuple(linked)

    async def follow(self) -> None:
        """Enter the new rooms that the bot is not in yet; raises MatrixError."""
        for old in list(self._rooms.values()):
            new = old.replacement
            if new is not None and new not in self._rooms and new not in self._waiting:
                await self._join(new, old)

    async def move(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Take along what the old rooms owned."""
        for old, new in pairs:
            await asyncio.to_thread(self._moved, old, new)
            log.info("a room was upgraded, and the bot has followed")

    async def _join(self, room_id: str, old: Room) -> None:
        server = server_of(old.upgraded_by)
        via = {"via": server, "server_name": server}
        try:
            await self._api.call("POST", "join", room_id, body={}, query=via, seconds=JOIN_SECONDS)
        except MatrixError as error:
            if not error.permanent:
                raise
            log.warning("an upgraded room could not be followed: %s", error.code)
            self._waiting.add(room_id)
