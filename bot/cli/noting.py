"""What is done at the machine's own terminal is noted in the audit log."""

from __future__ import annotations

from datetime import datetime

from bot import audit
from bot.audit import TERMINAL
from bot.config import Settings
from bot.wiring import database


def note(settings: Settings, now: datetime, action: str, what: str) -> None:
    """Note what has been done."""
    engine = database(settings)
    with engine.begin() as tx:
        audit.record(tx, now, TERMINAL, action, what)
    engine.dispose()
