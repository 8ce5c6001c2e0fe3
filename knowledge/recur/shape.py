"""From what was said to the shape of a rule, one maker for each period."""

from __future__ import annotations

from datetime import date

from knowledge.model import BadRecurrence
from knowledge.recur.part import DayMonth, Part
from knowledge.recur.rule import WORKDAYS, Frequency, Rule

_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6}
_SHORTEST_MONTH = 28


def shape(part: Part, first_day: date) -> Rule:
    """The rule, without its hours and its end. `first_day` gives the day where none is said.

    Raises BadRecurrence for what no rule can say, or what says how often but not when.
    """
    if part.wrong:
        raise BadRecurrence(part.wrong)
    every, unit = _cycle(part)
    match unit:
        case "minute":
            raise BadRecurrence("recur.too-often")
        case "hour" | "day":
            rule = _daily(part, every if unit == "day" else 1)
        case "week":
            rule = _weekly(part, every, first_day)
        case "year":
            rule = _yearly(part, every, first_day)
        case _:
            rule = _monthly(part, every, unit, first_day)
    return rule


def _cycle(part: Part) -> tuple[int, str]:
    """How many of which period lie from one time to the next."""
    if part.every:
        return part.every
    if part.of and (part.positions or part.monthdays):
        return 1, part.of
    if part.of:
        raise BadRecurrence("recur.several-times")
    if part.positions or part.monthdays:
        return 1, "month"
    return (1, "year") if part.dates else (1, "week")


def _daily(part: Part, every: int) -> Rule:
    if part.weekdays or part.workdays:
        if every > 1:
            raise BadRecurrence("recur.unsupported")
        return _weekly(part, 1, date.min)
    if _days_of_month(part) or part.weeks or part.parity is not None:
        raise BadRecurrence("recur.unsupported")
    return Rule(Frequency.DAILY, every, months=_months(part))


def _weekly(part: Part, every: int, first_day: date) -> Rule:
    if _days_of_month(part) or part.weeks or (part.workdays and (every > 1 or part.weekdays)):
        raise BadRecurrence("recur.unsupported")
    days = WORKDAYS if part.workdays else tuple(sorted(set(part.weekdays)))
    days = days or (first_day.weekday(),)
    if part.parity is None:
        return Rule(Frequency.WEEKLY, every, days, months=_months(part))
    # Counted by the week's number, not as every other week: after week 53 comes week 1.
    if every > 2 or _months(part):
        raise BadRecurrence("recur.unsupported")
    weeks = tuple(range(2 - part.parity, 54, 2))
    return Rule(Frequency.YEARLY, weekdays=days, weeks=weeks)


def _monthly(part: Part, every: int, unit: str, first_day: date) -> Rule:
    """By month, quarter or half year."""
    if part.dates or part.weeks or part.parity is not None:
        raise BadRecurrence("recur.unsupported")
    months, apart = _months(part), every * _MONTHS_OF[unit]
    if unit != "month" and part.start is None:
        if not _days_of_month(part):
            return Rule(Frequency.MONTHLY, monthdays=(1,), months=_first_months(apart))
        if part.of and part.of != unit:
            # The first of a month, every quarter.
            return _in_months(part, _first_months(apart))
        return _in_months(part, _quarters(part, apart))
    if not _days_of_month(part):
        if part.weekdays or part.workdays:
            raise BadRecurrence("recur.several-times")
        days, positions = _within_month((first_day.day,))
        return Rule(Frequency.MONTHLY, apart, (), positions, days, months)
    weekdays, positions, monthdays = _picked(part)
    return Rule(Frequency.MONTHLY, apart, weekdays, positions, monthdays, months)


def _yearly(part: Part, every: int, first_day: date) -> Rule:
    months = _months(part)
    by_day = part.weekdays or part.workdays
    in_month = part.monthdays or part.positions or months
    if part.parity is not None or (part.dates and (by_day or in_month)):
        raise BadRecurrence("recur.unsupported")
    if part.weeks:
        if in_month or part.workdays or part.dates:
            raise BadRecurrence("recur.unsupported")
        days = tuple(sorted(set(part.weekdays))) or (first_day.weekday(),)
        return Rule(Frequency.YEARLY, every, days, weeks=tuple(sorted(set(part.weeks))))
    if part.dates:
        return _on_dates(part.dates, every)
    if not _days_of_month(part):
        if by_day or len(months) > 1:
            raise BadRecurrence("recur.several-times")
        month = months[0] if months else first_day.month
        day = 1 if months else first_day.day
        return _on_dates((DayMonth(day, month),), every)
    if part.monthdays and not months:
        raise BadRecurrence("recur.several-times")
    if every == 1 and months:
        return _in_months(part, months)
    weekdays, positions, monthdays = _picked(part)
    if len(months) > 1:
        raise BadRecurrence("recur.unsupported")
    return Rule(Frequency.YEARLY, every, weekdays, positions, monthdays, months)


def _on_dates(dates: tuple[DayMonth, ...], every: int) -> Rule:
    days, months = {one.day for one in dates}, {one.month for one in dates}
    if len(days) > 1 and len(months) > 1:
        raise BadRecurrence("recur.unsupported")
    if (days, months) == ({29}, {2}):
        # In other years than leap years on the 28th.
        return Rule(Frequency.YEARLY, every, (), (-1,), (28, 29), (2,))
    return Rule(
        Frequency.YEARLY, every, monthdays=tuple(sorted(days)), months=tuple(sorted(months))
    )


def _in_months(part: Part, months: tuple[int, ...]) -> Rule:
    """By month, in some months of each year."""
    weekdays, positions, monthdays = _picked(part)
    yearly = part.every and part.every[1] == "year" and min(monthdays, default=0) > 0
    if yearly and not positions:
        return Rule(Frequency.YEARLY, monthdays=monthdays, months=months)
    return Rule(Frequency.MONTHLY, 1, weekdays, positions, monthdays, months)


def _quarters(part: Part, apart: int) -> tuple[int, ...]:
    """The first months of all quarters; the last ones for what is counted from the end."""
    ends = {n < 0 for n in (*part.positions, *part.monthdays)}
    if len(ends) > 1:
        raise BadRecurrence("recur.unsupported")
    first = _first_months(apart)
    return tuple(month + apart - 1 for month in first) if True in ends else first


def _first_months(apart: int) -> tuple[int, ...]:
    if 12 % apart:
        raise BadRecurrence("recur.unsupported")
    return tuple(range(1, 13, apart))


def _picked(part: Part) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Weekdays, positions and days of the month."""
    if part.monthdays:
        if part.positions or part.weekdays or part.workdays:
            raise BadRecurrence("recur.unsupported")
        days, positions = _within_month(part.monthdays)
        return (), positions, days
    weekdays = WORKDAYS if part.workdays else tuple(sorted(set(part.weekdays)))
    if len(weekdays) != 1 and not part.workdays:
        raise BadRecurrence("recur.unsupported")
    return weekdays, tuple(sorted(set(part.positions))), ()


def _within_month(days: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Days of the month and which of them: the 30th is the last day of a shorter month."""
    numbers = {-1 if day == 31 else day for day in days}
    last = max(numbers)
    if len(numbers) == 1 and last > _SHORTEST_MONTH:
        return tuple(range(_SHORTEST_MONTH, last + 1)), (-1,)
    return tuple(sorted(numbers)), ()


def _days_of_month(part: Part) -> bool:
    return bool(part.positions or part.monthdays or part.dates)


def _months(part: Part) -> tuple[int, ...]:
    if part.but_months:
        return tuple(month for month in range(1, 13) if month not in part.but_months)
    return tuple(sorted(set(part.months)))
