"""The bot in Matrix: the only door into this package."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from bot.clock import Clock
from bot.config import MatrixSettings
from bot.journal import Incoming, Journal
from bot.matrix.backoff import Backoff
from bot.matrix.connection import Connection, House
from bot.matrix.crypto import Crypto
from bot.matrix.errors import MatrixError, Refused
from bot.matrix.events import Identity
from bot.matrix.lock import Lock
from bot.matrix.memory import Memory
from bot.matrix.outside import Relay
from bot.matrix.position import Position
from bot.matrix.session import Session, give_up, is_restored, note_restored, restore
from bot.matrix.trust import Trust
from bot.outbox import Outbox
from bot.skill import Outside, Skill
from bot.status import Board

log = logging.getLogger(__name__)

FOLDER = "matrix"
"""Below the data folder: the session, the keys and the lock."""


class MatrixBot:
    """Joins the journal and the outbox to the people in Matrix."""

    def __init__(
        self,
        settings: MatrixSettings,
        data_dir: Path,
        engine: Engine,
        journal: Journal,
        outbox: Outbox,
        handle: Callable[[Incoming, Outside], None],
        clock: Clock,
        language: str = "sv",
        skills: Sequence[Skill] = (),
        board: Board | None = None,
    ) -> None:
        """`handle` is called in worker threads, in order for each room; `language` is for
        people who have not chosen one; `skills` are told when a room moves;
        how the connection stands is written on `board`."""
        self._settings = settings
        self._folder = data_dir / FOLDER
        memory = Memory(engine, skills)
        self._wake: Callable[[], object] = _nobody_to_wake
        self.outside = Relay()
        self._house = House(
            engine, language, journal, outbox, memory, handle, clock, board or Board()
        )

    def wake(self) -> None:
        """Something new lies in the outbox; may be called from any thread."""
        self._wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`, then finish what is in hand.

        Raises CannotGoOn where only a person can help: another process holds the lock, or
        the homeserver does not accept the log-in.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Lock(self._folder / "lock"):
            connecting = asyncio.create_task(self._connect())
            if not await _ended_before(stop, connecting):
                return
            session, connection = connecting.result()
            loop = asyncio.get_running_loop()
            self._wake = partial(loop.call_soon_threadsafe, connection.wake)
            self.outside.to = connection.outside
            try:
                serving = asyncio.create_task(connection.serve())
                if await _ended_before(stop, serving):
                    serving.result()
                await connection.finish()
            finally:
                self._wake = _nobody_to_wake
                self.outside.to = None
                await session.close()

    async def _connect(self) -> tuple[Session, Connection]:
        backoff = Backoff()
        while True:
            try:
                return await self._try_to_connect()
            except MatrixError as error:
                wait = backoff.seconds(error.retry_after)
                log.warning("connecting: %s, next try in %.1f s", error.code, wait)
                await asyncio.sleep(wait)

    async def _try_to_connect(self) -> tuple[Session, Connection]:
        can_log_in = self._settings.password is not None
        if can_log_in and is_restored(self._folder):
            # Nobody shares a room key with the same device again, so it would stay deaf.
            log.warning("the store is from a backup: a new device takes over")
            await asyncio.to_thread(self._house.memory.keep_markers, ())
            await give_up(self._folder)
        session = await restore(self._settings, self._folder)
        try:
            position = Position(session.api, session.user_id, self._house.memory)
            if can_log_in and await position.is_ahead():
                note_restored(self._folder)
                await session.close()
                return await self._try_to_connect()
            strict = self._settings.only_cross_signed
            crypto = Crypto(session.api, session.machine, only_cross_signed=strict)
            await crypto.upkeep(frozenset())  # others can seal nothing for us before that
            await Trust(session, self._folder, self._settings.password).establish()
            me = await _identity(session)
        except BaseException:
            await session.close()
            raise
        log.info("connected as device %s", session.device_id)
        return session, Connection(session, crypto, position, me, self._settings, self._house)


def _nobody_to_wake() -> None:
    """Not connected: what is queued goes out when there is a connection."""


async def _identity(session: Session) -> Identity:
    """Who the bot is: its id, and the names that people see."""
    names = [session.user_id[1:].partition(":")[0]]
    try:
        profile = await session.api.call("GET", "profile", session.user_id)
    except Refused:
        profile = {}  # an account may have none
    if isinstance(shown := profile.get("displayname"), str):
        names.append(shown)
    return Identity(session.user_id, tuple(names))


async def _ended_before(stop: asyncio.Event, task: asyncio.Task[object]) -> bool:
    """Whether the task ended by itself; if `stop` came first, it is cancelled."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopping, task}, return_when=asyncio.FIRST_COMPLETED)
        return task.done()
    finally:
        stopping.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
