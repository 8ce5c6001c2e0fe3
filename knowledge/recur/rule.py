"""A recurrence rule of RFC 5545, as far as people's agreements go: by day, week, month, year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from knowledge.model import BadRecurrence

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = (0, 1, 2, 3, 4)
MOST = 1000
"""The highest COUNT and INTERVAL that anyone means."""

_BYDAY = re.compile(r"([+-]?\d\d?)?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)
_LISTS = {
    "positions": ("BYSETPOS", -366, 366),
    "monthdays": ("BYMONTHDAY", -31, 31),
    "months": ("BYMONTH", 1, 12),
    "weeks": ("BYWEEKNO", -53, 53),
    "hours": ("BYHOUR", 0, 23),
}


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
        for name, (key, _, _) in _LISTS.items():
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


def read_rule(text: str, start: datetime) -> Rule:
    """The rule of an RRULE value that begins at `start` (aware).

    Raises BadRecurrence("recur.unsupported") for what nobody agrees on in words, such as
    rules by the minute, and ("recur.bad-rule") for what is no rule.
    """
    fields = _fields(text)
    frequency = fields.pop("FREQ", "")
    fields.pop("WKST", None)
    if frequency not in Frequency.__members__:
        raise BadRecurrence("recur.unsupported" if frequency else "recur.bad-rule")
    weekdays, numbers = _by_day(fields.pop("BYDAY", ""))
    lists = {name: _numbers(fields.pop(key, ""), a, b) for name, (key, a, b) in _LISTS.items()}
    if numbers:
        lists["positions"] = numbers
        if frequency != Frequency.MONTHLY or len(weekdays) != 1:
            raise BadRecurrence("recur.unsupported")
    rule = Rule(
        frequency=Frequency(frequency),
        interval=_number(fields.pop("INTERVAL", "1")),
        weekdays=weekdays,
        until=_until(fields.pop("UNTIL", ""), start),
        count=_number(fields.pop("COUNT")) if "COUNT" in fields else None,
        **lists,
    )
    if fields or (rule.weeks and rule.frequency is not Frequency.YEARLY):
        raise BadRecurrence("recur.unsupported")
    return rule


def _fields(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().upper().split(";") if part]
    if len({key for key, _, _ in pairs}) < len(pairs):
        raise BadRecurrence("recur.bad-rule")
    return {key: value for key, _, value in pairs}


def _by_day(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Weekdays, and the numbers before them ("1TU,3TU")."""
    found = [_BYDAY.fullmatch(part) for part in text.split(",")] if text else []
    days = {DAYS.index(match[2]) for match in found if match}
    numbers = {int(match[1]) for match in found if match and match[1]}
    plain = [match for match in found if match and not match[1]]
    if not all(found) or (numbers and plain) or 0 in numbers:
        raise BadRecurrence("recur.bad-rule")
    return tuple(sorted(days)), tuple(sorted(numbers))


def _numbers(text: str, least: int, most: int) -> tuple[int, ...]:
    try:
        values = {int(part) for part in text.split(",")} if text else set()
    except ValueError as error:
        raise BadRecurrence("recur.bad-rule") from error
    if any(not least <= value <= most or (not value and least) for value in values):
        raise BadRecurrence("recur.bad-rule")
    return tuple(sorted(values))


def _number(text: str) -> int:
    (value,) = _numbers(text, 1, MOST) or (0,)
    if not value:
        raise BadRecurrence("recur.bad-rule")
    return value


def _until(text: str, start: datetime) -> date | None:
    """The last day; an end earlier in the day than the start leaves that day out."""
    if not text:
        return None
    match = _UNTIL.fullmatch(text)
    if not match:
        raise BadRecurrence("recur.bad-rule")
    try:
        end = datetime.fromisoformat(match[1] + (f"T{match[2]}" if match[2] else "T235959"))
        if match[3]:
            end = end.replace(tzinfo=UTC).astimezone(start.tzinfo).replace(tzinfo=None)
        return end.date() if end.time() >= start.time() else end.date() - timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise BadRecurrence("recur.bad-rule") from error
