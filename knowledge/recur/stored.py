"""A recurrence as one line of text, for a column of a table."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from knowledge.recur.recurrence import Recurrence, RedDays
from knowledge.recur.rfc import read_rule


def to_text(recurrence: Recurrence) -> str:
    """All that it is, as JSON."""
    start = recurrence.start
    rule = recurrence.rule
    values = {
        "start": start.replace(tzinfo=None).isoformat(),
        # Which of the two, in the hour that comes twice.
        "fold": start.fold,
        "zone": str(start.tzinfo),
        "rule": rule.text(start) if rule else None,
        "red_days": recurrence.red_days.value,
        "skipped": sorted(day.isoformat() for day in recurrence.skipped),
        "minutes": recurrence.length // timedelta(minutes=1),
    }
    return json.dumps(values)


def from_text(text: str) -> Recurrence:
    """What `to_text` wrote."""
    values = json.loads(text)
    wall = datetime.fromisoformat(values["start"])
    start = wall.replace(tzinfo=ZoneInfo(values["zone"]), fold=values["fold"])
    return Recurrence(
        start=start,
        rule=read_rule(values["rule"], start) if values["rule"] else None,
        red_days=RedDays(values["red_days"]),
        skipped=frozenset(date.fromisoformat(day) for day in values["skipped"]),
        length=timedelta(minutes=values["minutes"]),
    )
