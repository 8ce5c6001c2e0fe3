"""Review dates: when those who answer for something are reminded of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.skill import Slot

DAYS_BEFORE = (30, 7)
AT = time(9)
"""Local time: when people are at work."""

Dated = tuple[str, date]
"""What is to be reviewed, by its key, and when."""


def due(
    dated: Callable[[], Iterable[Dated]], zone: ZoneInfo, after: datetime, until: datetime
) -> tuple[Slot, ...]:
    """The reminders with their time in (after, until]; `dated` is asked only if one can be."""
    days = _mornings(zone, after, until)
    if not days:
        return ()
    return tuple(
        Slot(moment, item_of(key, review))
        for key, review in dated()
        for before in DAYS_BEFORE
        if (moment := days.get(review - timedelta(days=before)))
    )


def item_of(key: str, review: date) -> str:
    """How a slot names what is to be reviewed, in few letters."""
    return f"{hashlib.sha256(key.encode()).hexdigest()[:16]}:{review}"


def next_review(day: date, months: int) -> date:
    """The review date some months on; the 28th at the latest, which is in every month."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))


def _mornings(zone: ZoneInfo, after: datetime, until: datetime) -> dict[date, datetime]:
    day, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    found = {}
    while day <= last:
        moment = datetime.combine(day, AT, zone)
        if after < moment <= until:
            found[day] = moment
        day += timedelta(days=1)
    return found
