"""A recurrence rule of RFC 5545, as far as people's agreements go: by day, week, month, year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = (0, 1, 2, 3, 4)
LISTS = {
    "positions": ("BYSETPOS", -366, 366),
    "monthdays": ("BYMONTHDAY", -31, 31),
    "months": ("BYMONTH", 1, 12),
    "weeks": ("BYWEEKNO", -53, 53),
    "hours": ("BYHOUR", 0, 23),
}
"""How the lists of a rule are called in RFC 5545, and between what their numbers lie."""


class Frequency(StrEnum):
    """What a rule counts in."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True)
class Rule:
    """When something comes round. Tuples are sorted; empty means "as the start has it"."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    """0 for Monday."""
    positions: tuple[int, ...] = ()
    """Which of the days that fit within each month (or year), -1 for the last."""
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    """ISO week numbers; of a yearly rule."""
    hours: tuple[int, ...] = ()
    """Several times a day, each at the minute of the start."""
    until: date | None = None
    """The last day, itself included."""
    count: int | None = None

    def text(self, start: datetime) -> str:
        """The value of an RRULE property; `start` (aware) gives UNTIL its time of day."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            parts.append(f"BYDAY={','.join(self._days())}")
        for name, (key, _, _) in LISTS.items():
            values: tuple[int, ...] = getattr(self, name)
            if values and not (name == "positions" and self._numbered):
                parts.append(f"{key}={','.join(map(str, values))}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        if self.until:
            end = datetime.combine(self.until, time(23, 59, 59), start.tzinfo).astimezone(UTC)
            parts.append(f"UNTIL={end:%Y%m%dT%H%M%SZ}")
        return ";".join(parts)

    @property
    def of_workdays(self) -> bool:
        """Whether it picks the nth working day ("sista vardagen i månaden")."""
        return bool(self.positions) and self.weekdays == WORKDAYS

    @property
    def _numbered(self) -> bool:
        """Whether positions are written with the weekday, which more programs can read."""
        return self.frequency is Frequency.MONTHLY and len(self.weekdays) == 1

    def _days(self) -> list[str]:
        names = [DAYS[day] for day in self.weekdays]
        if self._numbered and self.positions:
            return [f"{position}{names[0]}" for position in self.positions]
        return names
