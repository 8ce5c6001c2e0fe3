"""`/healthz` and `/metrics`: how the bot is doing, for monitoring. No names, no words."""

from __future__ import annotations

import asyncio
import logging
import resource
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot import backup
from bot.clock import Clock
from bot.status import Board, counts

log = logging.getLogger(__name__)

SYNC_OLDEST = timedelta(minutes=2)
"""A sync waits for half a minute where nothing happens."""


@dataclass(frozen=True)
class Health:
    """How the bot is doing."""

    reasons: tuple[str, ...]
    """Why it is not well, in names for machines; empty where it is."""
    figures: Mapping[str, float]

    @property
    def is_well(self) -> bool:
        """Whether it answers people."""
        return not self.reasons


class Probe:
    """Looks at the database and at the board of the connection."""

    def __init__(self, engine: Engine, board: Board, clock: Clock) -> None:
        self._reader = engine.execution_options(reading=True)
        self._board = board
        self._clock = clock

    def look(self) -> Health:
        """Look now; for worker threads."""
        now = self._clock.now()
        reasons, figures = self._connection(now)
        try:
            figures |= self._tables()
        except SQLAlchemyError:
            reasons.append("database")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures["memory_peak_bytes"] = peak * (1 if sys.platform == "darwin" else 1024)
        return Health(tuple(reasons), figures)

    def _connection(self, now: datetime) -> tuple[list[str], dict[str, float]]:
        latest = self._board.latest
        if latest is None:
            return ["not-connected"], {}
        age = now - latest.synced
        figures = {
            "sync_age_seconds": age.total_seconds(),
            "cross_signed": float(latest.cross_signed),
        }
        if latest.one_time_keys is not None:
            figures["one_time_keys"] = float(latest.one_time_keys)
        return (["sync"] if age > SYNC_OLDEST else []), figures

    def _tables(self) -> dict[str, float]:
        with self._reader.connect() as tx:
            found, copied = counts(tx), backup.latest(tx)
        figures = {
            "backlog": float(found.backlog),
            "outbox_waiting": float(found.waiting),
            "outbox_failed": float(found.failed),
            "undecryptable": float(found.unreadable),
        }
        return figures | ({"last_backup_timestamp_seconds": copied.timestamp()} if copied else {})


@asynccontextmanager
async def serving(listen: str, look: Callable[[], Health]) -> AsyncIterator[None]:
    """Answer on `listen`, "host:port", while the block lasts; an empty one answers nowhere.

    A port that is taken is logged: people are answered without monitoring too.
    """
    if not listen:
        yield
        return

    async def healthz(_: web.Request) -> web.Response:
        health = await asyncio.to_thread(look)
        body = {"status": "ok" if health.is_well else "unwell", "reasons": health.reasons}
        return web.json_response(body, status=200 if health.is_well else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(text=_exposition(await asyncio.to_thread(look)))

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
    except OSError as error:
        log.error("monitoring cannot listen: %s", error.strerror)  # noqa: TRY400
    try:
        yield
    finally:
        await runner.cleanup()


def _exposition(health: Health) -> str:
    """The figures as Prometheus reads them.

    https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
    """
    figures = {"up": float(health.is_well), **health.figures}
    lines = (
        f"# TYPE lotsen_{name} gauge\nlotsen_{name} {value!r}\n" for name, value in figures.items()
    )
    return "".join(lines)
