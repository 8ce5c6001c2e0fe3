"""The smallest bot: it answers with what it heard, through the real journal and outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine

from bot import state
from bot.clock import SystemClock
from bot.config import MatrixSettings
from bot.db import connect
from bot.journal import Incoming, Journal, mark_handled, waiting
from bot.matrix.client import MatrixBot
from bot.outbox import Outbox
from bot.skill import Message, Nowhere, Outside, Skill


class EchoBot:
    """A MatrixBot in this process, whose handling can be watched and replaced."""

    def __init__(
        self, homeserver: str, user_id: str, password: str, data_dir: Path, **settings: object
    ) -> None:
        self.user_id = user_id
        self.data_dir = data_dir
        data_dir.mkdir(parents=True, exist_ok=True)
        self.settings = MatrixSettings.model_validate(
            {
                "homeserver": homeserver,
                "user_id": user_id,
                "password": SecretStr(password),
                "allowed_servers": (user_id.partition(":")[2],),
                **settings,
            }
        )
        self.engine: Engine = connect("", data_dir)
        state.metadata.create_all(self.engine)
        self.journal = Journal(self.engine)
        self.outbox = Outbox(self.engine)
        self.handled: list[Incoming] = []
        self.handle: Callable[[Incoming], None] = self.echo
        self.skills: Sequence[Skill] = ()
        self.outside: Outside = Nowhere()
        self._stop = asyncio.Event()
        self._bot: MatrixBot | None = None
        self._running: asyncio.Task[None] | None = None

    def echo(self, incoming: Incoming) -> None:
        """Answer with the same words, in one transaction with marking the event as handled."""
        self.handled.append(incoming)
        with self.engine.begin() as tx:
            if not waiting(tx, incoming.event):
                return
            if incoming.kind == "message":
                self.outbox.put(tx, [reply(incoming)], SystemClock().now())
            mark_handled(tx, incoming.event)

    def _handle(self, incoming: Incoming, outside: Outside) -> None:
        self.outside = outside
        self.handle(incoming)

    def start(self) -> None:
        """Run until stopped."""
        self._stop = asyncio.Event()
        self._bot = MatrixBot(
            self.settings,
            self.data_dir,
            self.engine,
            self.journal,
            self.outbox,
            self._handle,
            SystemClock(),
            skills=self.skills,
        )
        self._running = asyncio.create_task(self._bot.run(self._stop))

    @property
    def running(self) -> bool:
        """Whether it has neither been stopped nor ended by itself."""
        return self._running is not None and not self._running.done()

    async def stop(self) -> None:
        """As SIGTERM does."""
        self.tell_to_stop()
        await self.ended()

    def tell_to_stop(self) -> None:
        """Let it finish what is in hand, and end."""
        self._stop.set()

    async def ended(self) -> None:
        """Wait for the end; raises what ended it."""
        if self._running is not None:
            running, self._running = self._running, None
            await running

    async def die(self) -> None:
        """Drop everything at once."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None


def reply(incoming: Incoming) -> Message:
    """An echo in the thread of what was said."""
    return Message(
        to=incoming.room,
        text=f"echo: {incoming.text}",
        key=f"reply:{incoming.event}",
        thread=incoming.thread or incoming.event,
        reply_to=incoming.event,
    )
