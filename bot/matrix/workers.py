"""Handling what came in: in turn within a room, side by side across rooms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError

from bot.dispatch import where
from bot.journal import Incoming
from bot.matrix.backoff import Backoff
from bot.matrix.courtesy import Courtesy
from bot.matrix.patience import Patience
from bot.matrix.turns import Turns

log = logging.getLogger(__name__)

THREADS = 4
TRIES = 5
"""How often an event is tried whose handling fails in itself, by a slip of ours."""


class Workers:
    """One queue per room, emptied by a task that lives only while there is something in it."""

    def __init__(
        self,
        handle: Callable[[Incoming], None],
        done: Callable[[], None],
        courtesy: Courtesy,
        patience: Patience,
    ) -> None:
        self._handle = handle
        self._done = done
        self._courtesy = courtesy
        self._patience = patience
        self._queues: dict[str, Turns] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="dispatch")
        self._stopping = False

    def put(self, events: Iterable[Incoming]) -> None:
        """Take events, already in the journal, to be handled soon."""
        for incoming in events:
            known = incoming.room in self._queues
            self._queues.setdefault(incoming.room, Turns()).put(incoming)
            if known:
                continue
            task = asyncio.create_task(self._empty(incoming.room))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Finish what is in hand; what only waits stays in the journal for the next start."""
        self._stopping = True
        await asyncio.gather(*self._tasks)
        self._pool.shutdown()

    async def _empty(self, room: str) -> None:
        queue = self._queues[room]
        while queue and not self._stopping:
            await self._take(queue.take())
        del self._queues[room]

    async def _take(self, incoming: Incoming) -> None:
        loop = asyncio.get_running_loop()
        backoff = Backoff()
        tries = 0
        with self._courtesy.to(incoming), self._patience.with_(incoming):
            while tries < TRIES:
                try:
                    await loop.run_in_executor(self._pool, self._handle, incoming)
                except Exception as error:  # dispatch stops all others; this one is ours
                    log.error("event not handled: %s", where(error))  # noqa: TRY400
                    if self._stopping:
                        return
                    # A database that is away comes back; what follows can only wait for it.
                    tries += not isinstance(error, OperationalError)
                    await asyncio.sleep(backoff.seconds())
                else:
                    self._done()
                    return
