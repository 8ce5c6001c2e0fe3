"""How far the audit log has come, kept outside the database.

Whoever can write in the database could cut off the end of the log, or make the whole chain
anew; the anchor shows it. It is a file beside the database, and each step is logged, so that
a log server or a backup elsewhere holds it too.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import audit
from bot.audit import START, Head
from bot.files import write_secret
from bot.skill import Job, Message, Slot, UserError

log = logging.getLogger(__name__)

FILE = "audit.anchor"

_WRITTEN = re.compile(r"(\d{1,12}):([0-9a-f]{64})\s*", re.ASCII)


def read(path: Path) -> Head:
    """The anchor in a file; the start of every log where there is no file yet.

    Raises UserError where the file holds something else.
    """
    try:
        return parse(path.read_text("utf-8"))
    except FileNotFoundError:
        return Head(0, START)
    except (OSError, ValueError):
        raise UserError("audit.bad-anchor", path=str(path)) from None


def parse(text: str) -> Head:
    """An anchor as `written` puts it. Raises ValueError."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError("no anchor")
    return Head(int(found[1]), found[2])


def written(head: Head) -> str:
    """An anchor in one word: "12:5f70bf18…"."""
    return f"{head.count}:{head.hash}"


def follow(tx: Connection, path: Path) -> None:
    """Bring the anchor up to the log; to be called before `tx` has written anything.

    Raises UserError where the log does not reach the old anchor, which then stays as it was.
    """
    held, head = read(path), audit.head(tx)
    if held == head:
        return
    if not audit.reaches(tx, held):
        raise UserError("audit.cut-off", count=held.count)
    write_secret(path, written(head) + "\n")
    log.info("audit log at %s", written(head))


def job(path: Path) -> Job:
    """Follows the log within seconds of each change."""

    def due(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
        head = audit.head(tx)
        return [] if read(path) == head else [Slot(until, str(head.count))]

    def run(tx: Connection, _slot: Slot, _now: datetime) -> Sequence[Message]:
        follow(tx, path)
        return ()

    return Job("audit.anchor", due, run)
