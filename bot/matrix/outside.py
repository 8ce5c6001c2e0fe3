"""What skills may read beyond what was said to the bot: files, other messages, who is there.

Skills run in worker threads; each call waits there for the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from bot.gate import stop
from bot.matrix.api import Api, Json
from bot.matrix.crypto import Crypto
from bot.matrix.errors import MatrixError
from bot.matrix.events import words
from bot.matrix.media import Media
from bot.matrix.room import Room
from bot.skill import Outside, UserError

T = TypeVar("T")


class Relay:
    """The Outside of whichever log-in is at work; while there is none, nothing is to be had."""

    def __init__(self) -> None:
        self.to: Outside | None = None

    def file(self, media: str) -> bytes:
        """Raises UserError."""
        return self._there.file(media)

    def text(self, room: str, event: str) -> str | None:
        """Raises UserError while nobody is logged in."""
        return self._there.text(room, event)

    def stands(self, room: str, event: str) -> bool:
        """Raises UserError while nobody is logged in."""
        return self._there.stands(room, event)

    def members(self, room: str) -> tuple[str, ...]:
        """Raises UserError while nobody is logged in."""
        return self._there.members(room)

    @property
    def _there(self) -> Outside:
        if self.to is None:
            raise UserError("message.not-now")
        return self.to


class MatrixOutside:
    """The Outside of one log-in."""

    def __init__(self, api: Api, crypto: Crypto, rooms: Mapping[str, Room], user_id: str) -> None:
        self._api = api
        self._crypto = crypto
        self._rooms = rooms
        self._user_id = user_id
        self._media = Media(api)
        self._loop = asyncio.get_running_loop()

    def file(self, media: str) -> bytes:
        """The file that `Incoming.media` speaks of; raises UserError where it is too large,
        damaged, or not to be had now."""
        return self._wait(self._media.get(media))

    def text(self, room: str, event: str) -> str | None:
        """The words of a message in a room where the bot is; None if there are none, they
        cannot be opened, or the gate stops them. Raises UserError where the server is away."""
        found = self._wait(self._words(room, event))
        return None if found is None or stop(found) else found

    def stands(self, room: str, event: str) -> bool:
        """Whether a message is still there, also one that cannot be opened; not where the bot
        is not in the room. Raises UserError where the server is away."""
        raw = self._wait(self._event(room, event))
        return bool(raw and raw.get("content"))

    def members(self, room: str) -> tuple[str, ...]:
        """The people who have joined a room, the bot left out."""
        known = self._rooms.get(room)
        joined = dict(known.memberships) if known else {}
        return tuple(
            sorted(who for who, how in joined.items() if how == "join" and who != self._user_id)
        )

    async def _words(self, room: str, event: str) -> str | None:
        raw = await self._event(room, event)
        clear = raw
        if raw and raw.get("type") == "m.room.encrypted":
            clear = self._crypto.decrypt(raw, room)
        return words(clear) if clear else None

    async def _event(self, room: str, event: str) -> Json | None:
        if room not in self._rooms:
            return None
        try:
            return await self._api.call("GET", "rooms", room, "event", event)
        except MatrixError as error:
            if error.permanent:
                return None
            raise UserError("message.not-now") from None

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
