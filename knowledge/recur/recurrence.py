"""A recurrence: a first time, a rule, and what becomes of red days; and the times it gives.

All is wall time: nine o'clock stays nine o'clock when the clock is changed. A time that
the spring skips is read as if the clock had not moved (02:30 is then 03:30), of an hour
that comes twice the first is meant; RFC 5545 says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from heapq import heappop, heappush
from itertools import chain, groupby, islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from knowledge import days as almanac
from knowledge.calendar import HELG
from knowledge.recur.rule import Frequency, Rule

DAY = timedelta(days=1)
HORIZON = 30
"""Years that are looked ahead: a 29 February on a Monday comes every 28 years."""
LAST_YEAR = 2199
LONGEST_MOVE = 15 * DAY
"""No run of days on which nobody works is longer."""


class RedDays(StrEnum):
    """What becomes of a time on a red day, or on an eve that is kept like one."""

    KEEP = "keep"
    SKIP = "skip"
    NEXT = "next"
    """Moved to the next working day."""
    PREVIOUS = "previous"


@dataclass(frozen=True)
class Recurrence:
    """Something at a time, once or again and again."""

    start: datetime
    """The first time by the rule, aware; its zone is the one that the wall clock shows."""
    rule: Rule | None = None
    """None: once."""
    red_days: RedDays = RedDays.KEEP
    skipped: frozenset[date] = frozenset()
    """Days that are left out, though it would come round."""
    length: timedelta = timedelta()

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the wall clock shows."""
        assert isinstance(self.start.tzinfo, ZoneInfo)
        return self.start.tzinfo

    def without(self, day: date) -> Recurrence:
        """The same, but not on that day."""
        return replace(self, skipped=self.skipped | {day})

    def times(self, after: datetime) -> Iterator[datetime]:
        """The times later than a moment (aware), in order, in the zone of the start."""
        last: datetime | None = None
        for at in self.all_times(after.year + HORIZON):
            if at > after and at != last and not self._is_skipped(at):
                yield at.astimezone(self.start.tzinfo)
            last = at

    def all_times(self, last_year: int) -> Iterator[datetime]:
        """Every time from the start through a year, in UTC, skipped ones included."""
        for at in self.wall_times(last_year):
            yield at.replace(tzinfo=self.start.tzinfo).astimezone(UTC)

    def wall_times(self, last_year: int | None = None) -> Iterator[datetime]:
        """The same as written on the wall, without a zone."""
        raw = plain_times(self, last_year or self.start.year + HORIZON)
        coloured = raw if self.red_days is RedDays.KEEP else _moved(raw, self.red_days)
        return islice(coloured, self.rule.count) if self.rule and self.rule.count else coloured

    def _is_skipped(self, at: datetime) -> bool:
        return at.astimezone(self.start.tzinfo).date() in self.skipped


def upcoming(recurrence: Recurrence, after: datetime, count: int = 3) -> tuple[datetime, ...]:
    """The next times later than a moment (aware); fewer if there are no more."""
    return tuple(islice(recurrence.times(after), count))


def between(recurrence: Recurrence, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """The times in (after, until]; both aware."""
    return tuple(takewhile(lambda at: at <= until, recurrence.times(after)))


@lru_cache(maxsize=4096)
def is_day_off(day: date) -> bool:
    """Whether it is a red day or an eve that is kept like one; Saturdays and Sundays are not."""
    weekend = {"lordag", "sondag"}
    return bool(almanac.names(day) & (HELG.days - weekend))


def is_workday(day: date) -> bool:
    """Whether people in offices work."""
    return day.weekday() < 5 and not is_day_off(day)


def plain_times(recurrence: Recurrence, last_year: int) -> Iterator[datetime]:
    """What the rule gives by itself on the wall, whatever the colour of the day."""
    start, rule = recurrence.start.replace(tzinfo=None), recurrence.rule
    if rule is None:
        return iter((start,))
    end = datetime(min(last_year, LAST_YEAR), 12, 31, 23, 59)  # noqa: DTZ001
    if rule.until:
        end = min(end, datetime.combine(rule.until, time.max))
    if rule.of_workdays and recurrence.red_days is RedDays.SKIP:
        return takewhile(lambda at: at <= end, _nth_workdays(rule, start, end))
    return iter(_expand(rule, start, end))


def _expand(rule: Rule, start: datetime, end: datetime) -> Iterator[datetime]:
    """Naive: the wall clock knows no zones."""
    endless = replace(rule, until=None, count=None).text(start)
    return iter(rrulestr(f"{endless};UNTIL={end:%Y%m%dT%H%M%S}", dtstart=start))


def _nth_workdays(rule: Rule, start: datetime, end: datetime) -> Iterator[datetime]:
    """The nth day of each month or year on which people work."""
    monthly = rule.frequency is Frequency.MONTHLY
    # Counted from the first of the month, for the start may lie in the midst of one.
    first = start.replace(day=1) if monthly else start.replace(month=1, day=1)
    whole = end + 31 * DAY if monthly else end + 366 * DAY
    days = _expand(replace(rule, positions=()), first, whole)
    groups = groupby(days, key=lambda at: (at.year, at.month if monthly else 0))
    picked = chain.from_iterable(_pick(list(group), rule.positions) for _, group in groups)
    return (at for at in picked if at >= start)


def _pick(days: list[datetime], positions: tuple[int, ...]) -> list[datetime]:
    working = [day for day in days if not is_day_off(day.date())]
    found = {
        working[n - 1 if n > 0 else n] for n in positions if -len(working) <= n <= len(working)
    }
    return sorted(found)


def _moved(raw: Iterator[datetime], red_days: RedDays) -> Iterator[datetime]:
    """The times with what becomes of red days, in order and each once."""
    waiting: list[datetime] = []
    last: datetime | None = None
    for at in chain(raw, [None]):
        # One that moves may pass others, or be passed; none moves farther than this.
        while waiting and (at is None or waiting[0] < at - LONGEST_MOVE):
            first = heappop(waiting)
            if first != last:
                yield first
            last = first
        to = _where(at, red_days) if at else None
        if to:
            heappush(waiting, to)


def _where(at: datetime, red_days: RedDays) -> datetime | None:
    """Where a time goes; None if it falls away."""
    if not is_day_off(at.date()):
        return at
    if red_days is RedDays.SKIP:
        return None
    step = DAY if red_days is RedDays.NEXT else -DAY
    while not is_workday(at.date()):
        at += step
    return at
