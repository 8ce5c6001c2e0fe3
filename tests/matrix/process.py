"""A bot in a process of its own, which can be killed at any moment.

It is the real connection, journal, dispatch and outbox with one skill that repeats what was
said. The whole program would load a model at each of many starts, and say no more about what
a crash loses. A forkserver has the imports done, so that a start takes a tenth of a second
of the machine and the kills fall into the work and not into Python's loading.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.db import connect
from bot.dispatch import Dispatch
from bot.journal import Journal
from bot.outbox import Outbox
from bot.pace import Limits, Pace
from bot.permissions import Permissions, server_of
from bot.skill import Context, Message, Skill
from tests.matrix.echo import EchoBot

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.matrix.process"])

_NO_LIMIT = Limits(person=sys.maxsize, room=sys.maxsize)
"""The drills ask more than people ever do."""


AT_WORK_LOOKS = 1000
"""How often to look for work in hand, before it is killed without."""


@dataclass
class BotProcess:
    """Where the bot lives, and whether it does."""

    homeserver: str
    user_id: str
    password: str
    folder: Path
    servers: tuple[str, ...] = ()
    """Whose people it answers; empty: those of its own homeserver."""
    _process: BaseProcess | None = None

    def start(self) -> None:
        """Begin; the bot is not connected yet when this returns."""
        servers = self.servers or (server_of(self.user_id),)
        where = (self.homeserver, self.user_id, self.password, self.folder, servers)
        self._process = _context.Process(target=_live, args=where, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def resident_mb(self) -> float:
        """The memory that it holds."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise LookupError(self.pid)

    def kill(self, *, at_work: bool = False) -> None:
        """Stop it as a power cut would; `at_work`: as soon as it has something in hand."""
        for _ in range(AT_WORK_LOOKS if at_work else 0):
            if self.in_hand:
                break
            time.sleep(0.002)
        self._signal(signal.SIGKILL)

    def stop(self) -> int | None:
        """Ask it to end; returns its exit code."""
        return self._signal(signal.SIGTERM)

    @property
    def in_hand(self) -> bool:
        """Whether something has been taken in and not yet been answered."""
        engine = connect("", self.folder)
        try:
            return bool(Journal(engine).pending()) or Outbox(engine).next_due() is not None
        finally:
            engine.dispose()

    def _signal(self, number: int) -> int | None:
        if self._process is None:
            return None
        if self._process.is_alive():
            os.kill(self.pid, number)
        self._process.join()
        code = self._process.exitcode
        self._process = None
        return code


def _live(
    homeserver: str, user_id: str, password: str, folder: Path, servers: tuple[str, ...]
) -> None:
    bot = EchoBot(homeserver, user_id, password, folder, allowed_servers=servers)
    asyncio.run(_run(bot, Permissions(frozenset(servers))))


async def _run(bot: EchoBot, permissions: Permissions) -> None:
    dispatch = Dispatch(
        engine=bot.engine,
        outbox=bot.outbox,
        skills=(Skill("echo", listen=_echo),),
        permissions=permissions,
        clock=SystemClock(),
        zone=ZoneInfo("Europe/Stockholm"),
        language="sv",
        pace=Pace(_NO_LIMIT),
    )
    bot.handle = dispatch.handle
    bot.journal = Journal(bot.engine, concerns=dispatch.concerns)
    bot.start()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, bot.tell_to_stop)
    await bot.ended()


def _echo(context: Context, text: str) -> Sequence[Message]:
    return [context.reply(f"echo: {text}")]
