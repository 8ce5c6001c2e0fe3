"""A marker in the account's data: how far the bot had come, should its own store be lost."""

from __future__ import annotations

import asyncio

from bot.matrix.api import Api
from bot.matrix.errors import Refused
from bot.matrix.memory import Memory

KIND = "lotsen.position"
SECONDS_BETWEEN = 30.0


class Position:
    """Keeps the sync token on the homeserver. Methods raise MatrixError."""

    def __init__(self, api: Api, user_id: str, memory: Memory) -> None:
        self._api = api
        self._memory = memory
        self._place = ("user", user_id, "account_data", KIND)
        self._kept: str | None = None
        self._next = 0.0

    async def load(self) -> str | None:
        """The token that was kept; None where the account has never been a bot's."""
        try:
            answer = await self._api.call("GET", *self._place)
        except Refused as error:
            if error.status == 404:
                return None
            raise
        token = answer.get("token")
        return token if isinstance(token, str) else None

    async def is_ahead(self) -> bool:
        """Whether the marker is one that this store never set: then the store has been put
        back from a backup, and the bot has gone on from it before."""
        set_here = await asyncio.to_thread(self._memory.markers)
        marker = await self.load() if set_here else None
        return marker is not None and marker not in set_here

    async def keep(self, token: str) -> None:
        """Keep the token, but not more often than is of use: the bot's own replies show what
        was answered since."""
        now = asyncio.get_running_loop().time()
        if token == self._kept or now < self._next:
            return
        # Written down first: a marker whose answer got lost is still our own.
        earlier = await asyncio.to_thread(self._memory.markers)
        await asyncio.to_thread(self._memory.keep_markers, [*earlier, token])
        await self._api.call("PUT", *self._place, body={"token": token})
        await asyncio.to_thread(self._memory.keep_markers, [token])
        self._kept, self._next = token, now + SECONDS_BETWEEN
