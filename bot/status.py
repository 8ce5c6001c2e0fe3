"""How the bot is doing, for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.state import journal, outbox, undecrypted


@dataclass(frozen=True)
class Status:
    """How the connection stands, as of its last sync."""

    cross_signed: bool
    one_time_keys: int | None
    """How many are left on the server; None until it has said."""
    synced: datetime


class Board:
    """Where the connection writes how it stands, for others in the process to read."""

    def __init__(self) -> None:
        self.latest: Status | None = None
        """None where there is no connection, or none yet."""


@dataclass(frozen=True)
class Counts:
    """What lies in the bot's tables."""

    backlog: int
    """Events that are not handled yet."""
    waiting: int
    """Messages not sent yet."""
    failed: int
    """Messages that could not be sent and will not be."""
    unreadable: int
    """Events whose keys have not come."""


def counts(tx: Connection) -> Counts:
    """Count."""
    number = func.count().label("number")
    states = select(outbox.c.state, number).group_by(outbox.c.state)
    by_state = {row.state: row.number for row in tx.execute(states)}
    backlog = select(func.count()).where(journal.c.handled.is_(False))
    return Counts(
        backlog=tx.scalar(backlog) or 0,
        waiting=by_state.get("waiting", 0),
        failed=by_state.get("failed", 0),
        unreadable=tx.scalar(select(func.count()).select_from(undecrypted)) or 0,
    )
