"""The mornings on which people hear of lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.skill import Slot
from knowledge.recur import is_workday

AT = time(9)
"""Local time, on days of work."""


@dataclass(frozen=True)
class Mornings:
    """The mornings of work in a time zone."""

    zone: ZoneInfo

    def due(self, _tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        """The last morning of work, if it is not done: what came due since the one before, a
        weekend's too, is in one message. Its item is the moment since when."""
        morning = self._until(until)
        if after >= morning:
            return []
        before = self._until(morning - timedelta(seconds=1))
        return [Slot(morning, min(after, before).isoformat())]

    def _until(self, moment: datetime) -> datetime:
        day = moment.astimezone(self.zone).date()
        while True:
            morning = datetime.combine(day, AT, self.zone)
            if morning <= moment and is_workday(day):
                return morning
            day -= timedelta(days=1)
