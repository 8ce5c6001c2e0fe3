"""From what was said to a recurrence: its rule, its hours, its start and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from knowledge.model import BadRecurrence
from knowledge.recur.normal import normal
from knowledge.recur.part import Hours, Part
from knowledge.recur.recurrence import Recurrence, RedDays, upcoming
from knowledge.recur.rule import Rule
from knowledge.recur.shape import shape
from knowledge.when.clue import Clock
from knowledge.when.resolve import walls
from knowledge.when.spans import Days, months_after

DAY = timedelta(days=1)
DAYTIMES = {
    "morgon": time(8), "förmiddag": time(10), "lunch": time(12), "dag": time(9),
    "eftermiddag": time(14), "kväll": time(18), "natt": time(21),
}  # fmt: skip
"""When people expect to be reminded "på morgonen" and so on."""
_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
LONGEST = 500
"""No one plans for more weeks or months than this."""


def build(part: Part, now: datetime, usual: time) -> Recurrence:
    """The recurrence that is meant at a moment, aware in the zone whose wall clock is meant.

    `usual` is the time of day where none is said. Raises BadRecurrence where it cannot be
    followed or never comes.
    """
    if len([end for end in (part.until, part.lasts, part.count) if end]) > 1:
        raise BadRecurrence("recur.unsupported")
    today = now.date()
    first_day = max(_first(part.start, today), today) if part.start else today
    times = _times(part, usual)
    begin = datetime.combine(first_day, times[0], now.tzinfo)
    rule = normal(shape(part, first_day), begin)
    if len(times) > 1:
        if rule.positions and len(rule.weekdays) != 1:
            raise BadRecurrence("recur.unsupported")
        rule = replace(rule, hours=tuple(at.hour for at in times))
    red_days = part.red_days or (RedDays.SKIP if part.workdays else RedDays.KEEP)
    start = _start(rule, red_days, begin, now)
    rule = replace(rule, until=_until(part, start.date()), count=part.count)
    recurrence = Recurrence(start, rule, red_days, length=_length(part))
    if not upcoming(recurrence, now, 1):
        raise BadRecurrence("recur.never")
    return recurrence


def wall(clock: Clock, daytime: str | None) -> time:
    """The time of day that is meant, when people are awake if it could be two."""
    return walls(clock, daytime or clock.part, waking=True)[0]


def _times(part: Part, usual: time) -> Sequence[time]:
    """The times of day, in order; all at the same minute, as one rule can say."""
    if part.every and part.every[1] == "hour":
        return _hourly(part, part.every[0])
    if not part.hours:
        return [DAYTIMES[part.daytime] if part.daytime else usual]
    times = sorted({wall(hours.clock, part.daytime) for hours in part.hours})
    if len({at.minute for at in times}) > 1:
        raise BadRecurrence("recur.minutes-differ")
    return times


def _hourly(part: Part, every: int) -> Sequence[time]:
    """Every so many hours of the day, or from one hour to another."""
    if 24 % every:
        raise BadRecurrence("recur.uneven-hours")
    if len(part.hours) > 1:
        raise BadRecurrence("recur.several-times")
    span = part.hours[0] if part.hours else Hours(Clock(0), Clock(23))
    first = wall(span.clock, part.daytime)
    last = wall(span.until, part.daytime).hour if span.until else first.hour + 24 - every
    last += 24 if last < first.hour else 0
    hours = {hour % 24 for hour in range(first.hour, last + 1, every)}
    return [first.replace(hour=hour) for hour in sorted(hours)]


def _length(part: Part) -> timedelta:
    """How long it lasts, where from and to were said."""
    if part.every and part.every[1] == "hour":
        return timedelta()
    lengths = {_minutes(hours, part.daytime) for hours in part.hours} or {0}
    if len(lengths) > 1:
        raise BadRecurrence("recur.several-times")
    return timedelta(minutes=lengths.pop())


def _minutes(hours: Hours, daytime: str | None) -> int:
    if hours.until is None:
        return 0
    start, end = wall(hours.clock, daytime), wall(hours.until, None)
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % (24 * 60)


def _start(rule: Rule, red_days: RedDays, begin: datetime, now: datetime) -> datetime:
    """The first time from `begin` on, and later than now, on which the rule falls."""
    kept = red_days if red_days is RedDays.SKIP else RedDays.KEEP
    # What comes every other week is counted from the first time that fits.
    trial = Recurrence(begin, replace(rule, interval=1), kept)
    for at in trial.wall_times():
        found = at.replace(tzinfo=now.tzinfo)
        if found.timestamp() > now.timestamp():
            return found
    raise BadRecurrence("recur.never")


def _until(part: Part, start: date) -> date | None:
    """The last day."""
    if part.until:
        return next((last for _, last in part.until(start) if last >= start), date.min)
    if part.lasts is None:
        return None
    count, unit = part.lasts
    if count > LONGEST or unit not in ("day", "week", *_MONTHS_OF):
        raise BadRecurrence("recur.unsupported")
    if unit in _MONTHS_OF:
        return next(months_after(count * _MONTHS_OF[unit])(start))[0] - DAY
    return start + count * (DAY if unit == "day" else 7 * DAY) - DAY


def _first(days: Days, today: date) -> date:
    """The first day of the days meant that are not over."""
    found = list(days(today))
    return next((first for first, last in found if last >= today), found[-1][0])
