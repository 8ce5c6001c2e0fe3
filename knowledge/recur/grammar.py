"""The rules of the grammar of recurrences, in three tables that are read one after the other:
numbers and words to values, values to parts, and parts with what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from knowledge.days import named as named_days
from knowledge.recur.bounds import bounds
from knowledge.recur.normal import MOST_WORKDAYS
from knowledge.recur.part import DayMonth, Hours, Part
from knowledge.recur.recurrence import RedDays
from knowledge.recur.values import VALUES
from knowledge.when.clue import Clock
from knowledge.when.grammar import Rule, Rules
from knowledge.when.values import clock_time
from knowledge.when.words import Number

FIRST_LIKELY = 6
"""From this hour on a number after a day is its hour, whatever word comes then."""
__all__ = ["JOINS", "PARTS", "VALUES"]


def _weekly(every: int, days: int | tuple[int, ...]) -> Part:
    return Part(every=(every, "week"), weekdays=(days,) if isinstance(days, int) else days)


def _on_days(days: int | tuple[int, ...], daytime: str | None = None) -> Part:
    """ "Måndagar"; a single "måndag" does not come round by itself."""
    if isinstance(days, int):
        return Part(weekdays=(days,), daytime=daytime)
    return Part(weekdays=days, daytime=daytime, repeats=True)


def _every_workday(every: int) -> Part | None:
    return Part(workdays=True, repeats=True) if every == 1 else None


def _nth(*values: int) -> Part | None:
    """ "Första tisdagen", "första och tredje tisdagen"."""
    *positions, weekday = values
    if any(not -2 <= n <= 5 for n in positions):
        return None
    return Part(weekdays=(weekday,), positions=tuple(positions))


def _every_nth(_: int, *values: int) -> Part | None:
    """ "Varje första tisdag"."""
    part = _nth(*values)
    return replace(part, repeats=True) if part else None


def _every_nth_workday(_: int, position: int) -> Part | None:
    part = _nth_workday(position)
    return replace(part, repeats=True) if part else None


def _nth_of(position: int, weekday: int, of: str) -> Part | None:
    """ "Every second Tuesday of the month"; every Tuesday of the month is every Tuesday."""
    part = _nth(position, weekday) if position > 1 else None
    return part.join(Part(of=of)) if part else None


def _each_monthday(*days: int) -> Part | None:
    """ "Varje 15:e"."""
    part = _on_monthdays(days[-1])
    return replace(part, repeats=True) if part else None


def _nth_workday(*positions: int) -> Part | None:
    fits = all(-2 <= n <= MOST_WORKDAYS for n in positions)
    return Part(workdays=True, positions=positions) if fits else None


def _nth_of_days(position: int, period: str) -> Part | None:
    """ "Sista dagen"."""
    return _on_monthdays(position) if period == "day" else None


def _on_monthdays(*days: int | Number) -> Part | None:
    numbers = tuple(day if isinstance(day, int) else day.value for day in days)
    return Part(monthdays=numbers) if all(-2 <= day <= 31 and day for day in numbers) else None


def _and_last(*values: int | str) -> Part | None:
    """ "Den 15:e och sista dagen"."""
    *days, period = values
    return (
        _on_monthdays(*(day for day in days if isinstance(day, int))) if period == "day" else None
    )


def _on_date(date: DayMonth) -> Part | None:
    return None if date.year else Part(dates=(date,))


def _each_date(every: int, date: DayMonth) -> Part | None:
    return None if date.year else Part(dates=(date,), every=(every, "year"))


def _each_named(every: int, names: tuple[str, str]) -> Part:
    """ "Varje julafton"; of days that move no rule can tell."""
    first = [named_days(year)[names[0]] for year in (2024, 2025, 2026)]
    if len({(day.day, day.month) for day in first}) > 1:
        return Part(wrong="recur.feast", repeats=True)
    return Part(dates=(DayMonth(first[0].day, first[0].month),), every=(every, "year"))


def _in_months(months: int | tuple[int, ...]) -> Part:
    if isinstance(months, int):
        return Part(months=(months,))
    return Part(months=months, repeats=True)


def _not_in_months(months: int | tuple[int, ...]) -> Part:
    return Part(but_months=(months,) if isinstance(months, int) else months)


def _clock(hour: Clock | Number) -> Clock | None:
    return hour if isinstance(hour, Clock) else clock_time(hour)


def _at(*hours: Clock | Number) -> Part | None:
    clocks = [_clock(hour) for hour in hours]
    return Part(hours=tuple(Hours(clock) for clock in clocks if clock)) if all(clocks) else None


def _from_to(first: Clock | Number, last: Clock | Number) -> Part | None:
    start, end = _clock(first), _clock(last)
    return Part(hours=(Hours(start, end),)) if start and end and start != end else None


def _at_of_day(hour: Clock | Number, daytime: str) -> Part | None:
    """ "Åtta på kvällen"."""
    at = _at(hour)
    return at.join(Part(daytime=daytime)) if at else None


def _at_beside(part: Part, *hours: Clock | Number) -> Part | None:
    """ "Varje måndag 9", "varje dag 8 och 20"."""
    at = _at(*hours)
    return part.join(at) if at and _is_bare(part) else None


def _at_likely(part: Part, hour: Clock | Number) -> Part | None:
    """ "Varje fredag 14 skicka rapporten", but not "varje dag 2 tabletter"."""
    at = _clock(hour)
    return _at_beside(part, at) if at and at.hour >= FIRST_LIKELY else None


def _at_named(part: Part, *hours: Clock | Number) -> Part | None:
    """ "Every Monday for three months at 9"."""
    at = _at(*hours)
    return part.join(at) if at and not part.hours else None


def _from_to_beside(part: Part, first: Clock | Number, last: Clock | Number) -> Part | None:
    at = _from_to(first, last)
    return part.join(at) if at and _is_bare(part) else None


def _is_bare(part: Part) -> bool:
    """Whether a number right after it is its hour."""
    bounds = (part.start, part.until, part.count, part.lasts, part.red_days)
    return not part.hours and all(bound is None for bound in bounds)


def _moved(beside: str) -> Part:
    return Part(red_days=RedDays(beside))


_SO_OFTEN = Part(wrong="recur.several-times", repeats=True)
"""How often, but not when: "tre gånger om dagen"."""


def _part(pattern: str, build: Callable[..., Part | None], *, alone: bool = False) -> Rule:
    return Rule(pattern, "part", build, alone)


_WEEKEND = (5, 6)
_TIME = "clock|dotted"
_HOUR = "clock|dotted|num"
_KL = "kl dot?"
_MAYBE_KL = "kl? dot?"
_POSITION = "position|ordinal|nth_day"

PARTS = Rules(
    _part("lead* of? cycle", lambda every: Part(every=every)),
    _part("lead* adverb", lambda every: Part(every=every)),
    _part("lead* of_period", lambda period: Part(of=period)),
    # Weekdays
    _part("lead* interval|each_nth weekday|days", _weekly),
    _part(
        "lead* interval weekday_and_part",
        lambda every, pair: _weekly(every, pair[0]).join(Part(daytime=pair[1])),
    ),
    _part("lead* weekday|days", _on_days),
    _part("lead* weekday_and_part", lambda pair: _on_days(*pair)),
    _part("lead* interval workday|workdays", _every_workday),
    _part("lead* workdays", lambda: _every_workday(1)),
    _part("lead* interval weekend|weekends", lambda every: _weekly(every, _WEEKEND)),
    _part("lead* weekends", lambda: _on_days(_WEEKEND)),
    # Once
    _part("lead* day|day_and_part|this_part|next_morning", lambda _: Part(once=True)),
    # Positions
    _part(f"lead* {_POSITION} weekday", _nth),
    _part(f"lead* {_POSITION} {_POSITION}* and lead* {_POSITION} weekday", _nth),
    _part(f"lead* interval {_POSITION} weekday", _every_nth),
    _part("lead* interval|each_nth weekday lead* of_period", _nth_of),
    _part(f"lead* {_POSITION} workday", _nth_workday),
    _part(f"lead* {_POSITION} {_POSITION}* and lead* {_POSITION} workday", _nth_workday),
    _part(f"lead* interval {_POSITION} workday", _every_nth_workday),
    _part(f"lead* {_POSITION} period", _nth_of_days),
    # Days of the month and dates
    _part("lead* nth_day", _on_monthdays),
    _part("lead* interval lead* nth_day", _each_monthday),
    _part("lead* each_nth", _each_monthday, alone=True),
    _part("lead* nth_day nth_day* nth_day* and lead* nth_day", _on_monthdays),
    _part("lead* nth_day nth_day* and lead* position period", _and_last),
    _part("the_day num", _on_monthdays, alone=True),
    _part("the_day num and the_day? num", _on_monthdays, alone=True),
    _part(f"the_day {_POSITION}", _on_monthdays, alone=True),
    _part(f"the_day {_POSITION} and the_day? {_POSITION}", _on_monthdays, alone=True),
    _part("lead* date|slashed", _on_date),
    _part("lead* interval date|slashed", _each_date),
    _part("lead* interval named", _each_named),
    _part("in_month month|month_list", _in_months),
    _part("month_list", _in_months),
    _part("except lead* month|month_list", _not_in_months),
    # Weeks
    _part("lead* weeks", lambda parity: Part(parity=parity, repeats=True)),
    _part("lead* interval weeks", lambda _, parity: Part(parity=parity, repeats=True)),
    _part("lead* week_number", lambda weeks: Part(weeks=weeks)),
    # How long
    *bounds(),
    _part("lead* num times", lambda count: Part(count=count.value)),
    _part("num times lead* of_period|cycle", lambda *_: _SO_OFTEN),
    _part("twice lead* of_period|cycle", lambda *_: _SO_OFTEN),
    _part("lasting lead* num period", lambda count, unit: Part(lasts=(count.value, unit))),
    # Red days
    _part("except lead* red_days", lambda: Part(red_days=RedDays.SKIP)),
    _part("also lead* red_days", lambda: Part(red_days=RedDays.KEEP)),
    _part("shift* lead* red_days shift* lead* workday_beside", _moved),
    _part("shift* lead* workday_beside shift* lead* red_days", _moved),
    _part("shift shift* lead* workday_beside", _moved),
    # Times of day
    _part("lead* interval part", lambda every, part: Part(every=(every, "day"), daytime=part)),
    _part("lead* part", lambda part: Part(daytime=part)),
    _part("lead* clock", _at),
    _part(f"lead* {_KL} {_HOUR}", _at),
    _part(f"lead* {_KL} {_HOUR} {_HOUR}* and {_MAYBE_KL} {_HOUR}", _at),
    _part(f"lead* {_TIME} {_HOUR}* and {_MAYBE_KL} {_HOUR}", _at),
    _part("lead lead* dotted", _at),
    _part("dotted", lambda clock: _at(clock) if clock.padded else None, alone=True),
    _part(f"lead* {_MAYBE_KL} {_TIME} lead* part", _at_of_day),
    _part(f"lead* {_KL} num lead* part", _at_of_day),
    _part("num lead lead* part", _at_of_day),
    _part(f"lead* {_MAYBE_KL} {_TIME} dash|until {_MAYBE_KL} {_HOUR}", _from_to),
    _part(f"lead* {_KL} num dash|until {_MAYBE_KL} {_HOUR}", _from_to),
    _part(f"between|from {_MAYBE_KL} {_HOUR} dash|until|and {_MAYBE_KL} {_HOUR}", _from_to),
)

JOINS = Rules(
    _part("part num|dotted", _at_beside, alone=True),
    _part("part num|dotted", _at_likely),
    _part("part num|dotted num|dotted* and num|dotted", _at_beside, alone=True),
    _part("part at num|dotted", _at_named, alone=True),
    _part("part at num|dotted num|dotted* and num|dotted", _at_named, alone=True),
    _part("part at? num|dotted dash num|dotted", _from_to_beside, alone=True),
)
