"""How much one person or one room may ask for, so that a flood leaves room for the others."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

WINDOW = timedelta(minutes=10)


class Standing(Enum):
    """Whether something is still answered."""

    WITHIN = "within"
    REACHED = "reached"
    """The first beyond the limit: the one that gets a word about it."""
    BEYOND = "beyond"


@dataclass(frozen=True)
class Limits:
    """How much in ten minutes. Far above what people do, also where a whole night's questions
    come in at once."""

    person: int = 600
    room: int = 1500


class Pace:
    """Counts what was handled lately; for several threads."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._handled: dict[str, deque[datetime]] = {}
        self._told: dict[str, datetime] = {}

    def standing(self, person: str, room: str, now: datetime) -> Standing:
        """Count one more, and tell whether it is still answered."""
        with self._lock:
            self._let_go(now)
            over = [
                who
                for who, limit in ((person, self._limits.person), (room, self._limits.room))
                if len(self._handled.get(who, ())) >= limit
            ]
            if not over:
                for who in (person, room):
                    self._handled.setdefault(who, deque()).append(now)
                return Standing.WITHIN
            fresh = all(who not in self._told for who in over)
            self._told |= {who: now for who in over if who not in self._told}
            return Standing.REACHED if fresh else Standing.BEYOND

    def _let_go(self, now: datetime) -> None:
        old = now - WINDOW
        for who in list(self._handled):
            times = self._handled[who]
            while times and times[0] <= old:
                times.popleft()
            if not times:
                del self._handled[who]
        self._told = {who: at for who, at in self._told.items() if at > old}
