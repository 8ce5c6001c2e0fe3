"""`lotsen run` and `lotsen console`: the bot for people, in Matrix or on a terminal."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from bot.audit import BOT
from bot.cli import discreet
from bot.cli.failure import WrongCall
from bot.config import load, require_matrix
from bot.console import CHANNEL, Terminal, converse
from bot.health import Probe, serving
from bot.journal import Journal
from bot.late import Lateness
from bot.matrix.client import MatrixBot
from bot.outbox import Outbox
from bot.permissions import server_of
from bot.scheduler import ticking
from bot.watch import Watch, watching
from bot.wiring import build, permissions

ORDERLY_SECONDS = 3.0
"""How long loading the model and taking in documents may go on once the bot has stopped.
Neither can be interrupted, and neither leaves anything half done."""


def run(arguments: argparse.Namespace) -> int:
    """Run until SIGTERM, which finishes what is in hand."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # nothing is in hand yet
    settings = load(arguments.config)
    require_matrix(settings)
    discreet.start()
    with build(settings) as app:
        lateness = Lateness(settings.language, settings.zone)
        outbox = Outbox(app.engine, lateness=lateness)
        user = settings.matrix.user_id
        names = (user, user[1:].partition(":")[0], "Lotsen")
        dispatch = app.dispatch(outbox, permissions(settings), names, introduces=True)
        journal = Journal(app.engine, concerns=dispatch.concerns)
        bot = MatrixBot(
            settings.matrix,
            settings.data_dir,
            app.engine,
            journal,
            outbox,
            dispatch.handle,
            app.clock,
            settings.language,
            app.skills,
            app.board,
        )
        scheduler = app.scheduler(outbox, bot.wake, bot.outside)
        app.note_start()
        noted = partial(app.note_ingest, who=BOT)
        watch = Watch(app.library, app.folders, app.clock, noted)
        with watching(watch), ticking(scheduler), _warming(app.assistant.warm):
            probe = Probe(app.engine, app.board, app.clock)
            asyncio.run(_until_told(bot, settings.health.listen, probe))
            _end_within(ORDERLY_SECONDS)
    return 0


@contextmanager
def _warming(warm: Callable[[], None]) -> Iterator[None]:
    """Load the model meanwhile: it takes seconds, and the first to ask should not wait."""
    thread = threading.Thread(target=warm, name="warming")
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _end_within(seconds: float) -> None:
    """Bound what is left of the process's life; it ends as one that has done its work."""
    guard = threading.Timer(seconds, os._exit, (0,))
    guard.daemon = True
    guard.start()


async def _until_told(bot: MatrixBot, listen: str, probe: Probe) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    discreet.watch(loop)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with serving(listen, probe.look):
        await bot.run(stop)


def console(arguments: argparse.Namespace) -> int:
    """One message a line from standard input, replies to standard output."""
    settings = load(arguments.config)
    server = server_of(arguments.person)
    if not server:
        raise WrongCall("--as: write who you are as @name:server")
    rules = permissions(settings)
    # Whoever runs the terminal holds the data already; the list of servers is for federation.
    rules = replace(rules, allowed_servers=rules.allowed_servers | {server})
    with build(settings) as app:
        journal, outbox = Journal(app.engine, CHANNEL), Outbox(app.engine, CHANNEL)
        dispatch = app.dispatch(outbox, rules, ("Lotsen",))
        terminal = Terminal(sys.stdout, arguments.json)
        converse(sys.stdin, arguments.person, journal, outbox, dispatch, terminal, app.clock)
    return 0
