"""What shows people that they are heard: the read receipt, and "is writing …"."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from typing import Any

from bot.journal import Incoming
from bot.matrix.api import Api
from bot.matrix.errors import CannotGoOn, MatrixError

PAUSE_SECONDS = 0.3
"""A quick answer says by itself that it was heard: it goes first, the receipt follows, and
no typing notice flickers."""
TYPING_MS = 30_000


class Courtesy:
    """Sends receipts and typing notices. They are extras: if one fails, nothing is lost."""

    def __init__(self, api: Api, user_id: str) -> None:
        self._api = api
        self._user_id = user_id
        self._tasks: set[asyncio.Task[None]] = set()
        self._latest: dict[str, str] = {}
        """The event to be marked as read next, for each room."""

    @contextlib.contextmanager
    def to(self, incoming: Incoming) -> Iterator[None]:
        """Mark the event as read and, while the block lasts, show that an answer is coming."""
        if not (incoming.private or incoming.mentioned or incoming.text.startswith("!")):
            yield
            return
        if incoming.room not in self._latest:
            self._start(self._read(incoming.room))
        self._latest[incoming.room] = incoming.event
        typing = self._start(self._type(incoming.room))
        try:
            yield
        finally:
            typing.cancel()

    def _start(self, request: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(request)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _read(self, room: str) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        event = self._latest.pop(room)
        with contextlib.suppress(MatrixError, CannotGoOn):
            await self._api.call("POST", "rooms", room, "receipt", "m.read", event, body={})

    async def _type(self, room: str) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        try:
            while True:
                await self._typing(room, {"typing": True, "timeout": TYPING_MS})
                await asyncio.sleep(TYPING_MS / 2000)
        finally:
            self._start(self._typing(room, {"typing": False}))

    async def _typing(self, room: str, body: dict[str, Any]) -> None:
        with contextlib.suppress(MatrixError, CannotGoOn):
            await self._api.call("PUT", "rooms", room, "typing", self._user_id, body=body)
