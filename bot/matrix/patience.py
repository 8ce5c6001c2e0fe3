"""Saying that an answer is on its way, where it takes long: a message that becomes the answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.journal import Incoming, waiting
from bot.members import language_of
from bot.outbox import Outbox, bridge
from bot.texts import texts

LONG_SECONDS = 6.0
"""Within this the typing notice says that the question was heard; an answer takes a tenth of a
second, and longer only while the model is loaded or the machine is busy."""


class Patience:
    """Bridges the wait for long answers; `queued` is called when there is something to send."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        clock: Clock,
        language: str,
        queued: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._clock = clock
        self._language = language
        self._queued = queued

    @contextlib.contextmanager
    def with_(self, incoming: Incoming) -> Iterator[None]:
        """While the block lasts, an answer to the event is being made."""
        spoken_to = incoming.private or incoming.mentioned or incoming.text.startswith("!")
        if incoming.kind != "message" or not spoken_to:
            yield
            return
        saying = asyncio.create_task(self._say_later(incoming))
        try:
            yield
        finally:
            saying.cancel()

    async def _say_later(self, incoming: Incoming) -> None:
        await asyncio.sleep(LONG_SECONDS)
        await asyncio.to_thread(self._say, incoming)
        self._queued()

    def _say(self, incoming: Incoming) -> None:
        # In one transaction: what is answered meanwhile needs no bridge any more.
        with contextlib.suppress(OperationalError), self._engine.begin() as tx:
            if not waiting(tx, incoming.event):
                return
            language = language_of(tx, incoming.sender) or self._language
            text = texts(language, "wait.searching")
            message = bridge(incoming.event, incoming.room, incoming.thread, text)
            self._outbox.put(tx, [message], self._clock.now())
