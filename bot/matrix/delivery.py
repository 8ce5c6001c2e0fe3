"""Emptying the outbox: in order for each recipient, side by side across recipients."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence

from bot.clock import Clock
from bot.dispatch import where
from bot.matrix.errors import CannotGoOn
from bot.outbox import Outbox, Outgoing, Transport, Unsent

log = logging.getLogger(__name__)

SHORTEST_WAIT = 1.0
LONGEST_WAIT = 60.0
AT_ONCE = 5
"""To how many recipients something is sent side by side that nobody waits for: what comes in
between meets so many before it, and not a whole round."""


class Delivery:
    """Sends what is due as soon as it is woken, and tries again what failed."""

    def __init__(self, outbox: Outbox, transport: Transport, clock: Clock) -> None:
        self._outbox = outbox
        self._transport = transport
        self._clock = clock
        self._wake = asyncio.Event()
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._outage_over = False
        self._stopped_by: CannotGoOn | None = None

    def wake(self) -> None:
        """Something new lies in the outbox."""
        self._wake.set()

    def hasten(self) -> None:
        """An outage is over: try at once what waits for its next try."""
        self._outage_over = True
        self.wake()

    async def run(self) -> None:
        """Send until cancelled; raises CannotGoOn where the log-in is no longer valid."""
        while self._stopped_by is None:
            self._wake.clear()
            if self._outage_over:
                self._outage_over = False
                await asyncio.to_thread(self._outbox.hasten, self._clock.now())
            await self._start_due()
            wait = await self._seconds_to_next()
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue
        raise self._stopped_by

    async def finish(self, seconds: float) -> None:
        """Send what is due now, for at most so long; the rest waits for the next start."""
        async with asyncio.timeout(seconds):
            idle = False
            while self._sending or not idle:
                idle = not self._sending
                await self._start_due()
                if self._sending:
                    sending = self._sending.values()
                    await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)

    async def _start_due(self) -> None:
        busy = frozenset(self._sending)
        places = max(AT_ONCE - len(busy), 0)
        by_recipient: defaultdict[str, list[Outgoing]] = defaultdict(list)
        for out in await asyncio.to_thread(self._outbox.due, self._clock.now(), busy, places):
            by_recipient[out.to].append(out)
        for to, batch in by_recipient.items():
            self._sending[to] = asyncio.create_task(self._send(to, batch))

    async def _send(self, to: str, batch: Sequence[Outgoing]) -> None:
        try:
            for out in batch:
                event = await self._transport.send(out)
                await asyncio.to_thread(self._outbox.sent, out.id, event)
        except Unsent as error:
            await self._failed(out, error)
        except CannotGoOn as error:
            self._stopped_by = error
        except Exception as error:  # a slip of ours with one message must not stop the others
            log.error("error in sending: %s", where(error))  # noqa: TRY400
            await self._failed(out, Unsent("internal"))
        finally:
            del self._sending[to]
            self._wake.set()

    async def _failed(self, out: Outgoing, error: Unsent) -> None:
        log.warning("message %d not sent: %s", out.id, error.code)
        await asyncio.to_thread(self._outbox.failed, out, error, self._clock.now())

    async def _seconds_to_next(self) -> float:
        if self._sending:
            return LONGEST_WAIT  # what is being sent wakes it at its end
        due = await asyncio.to_thread(self._outbox.next_due)
        if due is None:
            return LONGEST_WAIT
        wait = (due - self._clock.now()).total_seconds()
        return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)
