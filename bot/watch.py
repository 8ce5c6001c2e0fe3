"""Keeps the library in step with its folders while the bot runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import Clock, SystemClock
from bot.dispatch import where
from knowledge.library import Change, IngestReport, Library

log = logging.getLogger(__name__)

SECONDS = 5
"""Between two looks. A look reads no file, only names, sizes and times."""

Seen = frozenset[tuple[str, int, int]]


class Watch:
    """Looks for changes in files and folders, and takes in what is new."""

    def __init__(
        self,
        library: Library,
        paths: Sequence[Path],
        clock: Clock,
        noted: Callable[[IngestReport], None] = lambda report: None,
    ) -> None:
        """`noted` gets what became of the files each time something was taken in."""
        self._noted = noted
        self._library = library
        self._paths = tuple(paths)
        self._clock = clock
        self._looking = threading.Lock()
        self._seen: Seen | None = None
        self._settling: Seen | None = None

    def look(self) -> None:
        """Ingest if anything has changed and has since stood still for one look, so that a
        file half copied is not read. The first look ingests at once, and where one takes long
        no other begins."""
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._look()
        finally:
            self._looking.release()

    def _look(self) -> None:
        there = _state(self._paths)
        if there == self._seen:
            return
        if self._seen is not None and there != self._settling:
            self._settling = there
            return
        report = self._library.ingest(
            [path for path in self._paths if path.exists()], now=self._clock.now()
        )
        self._noted(report)
        self._seen = there
        changed = [one for one in report.files if one.outcome is not Change.UNCHANGED]
        failed = sum(one.outcome is Change.FAILED for one in changed)
        if changed:
            log.info("documents: %d changed, %d could not be read", len(changed), failed)


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Look at once and then every few seconds, in a thread of its own."""

    def look() -> None:
        try:
            watch.look()
        except Exception as error:  # the next look tries again; the bot goes on answering
            log.error("documents not taken in: %s", where(error))  # noqa: TRY400

    scheduler = BackgroundScheduler(daemon=True)
    # One job for the first look and the others: apscheduler trips over a job of one run when it
    # is shut down in that moment.
    first = SystemClock().now()
    scheduler.add_job(
        look,
        "interval",
        seconds=SECONDS,
        max_instances=1,
        coalesce=True,
        next_run_time=first,
        misfire_grace_time=None,
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def _state(paths: Sequence[Path]) -> Seen:
    found = set()
    for path in paths:
        files = path.rglob("*") if path.is_dir() else [path]
        for file in files:
            try:
                stat = file.stat()
            except OSError:
                continue
            found.add((str(file), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)
