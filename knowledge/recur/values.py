"""The first table of rules: numbers and words to cycles, dates, days and weeks."""

from __future__ import annotations

from knowledge.recur.part import DayMonth
from knowledge.when.grammar import Rule, Rules
from knowledge.when.values import CLOCKS
from knowledge.when.words import Number

MOST_APART = 400
"""No one means more weeks, days or months from one time to the next."""


def _cycle(_: int, count: Number | int, period: str) -> tuple[int, str] | None:
    """ "Var tredje vecka", "every 3 weeks"."""
    number = count if isinstance(count, int) else count.value
    return (number, period) if 0 < number <= MOST_APART else None


def _interval(_: int, count: Number | int) -> int | None:
    """ "Var tredje …"; "varje första …" is a position."""
    number = count if isinstance(count, int) else count.value
    return number if 1 < number <= MOST_APART else None


def _range(first: int, last: int) -> tuple[int, ...]:
    """ "Måndag till fredag", "fredag–söndag"."""
    return tuple((first + n) % 7 for n in range((last - first) % 7 + 1))


def _date(day: Number | int, month: int, year: Number | None = None) -> DayMonth | None:
    number = day if isinstance(day, int) else day.value
    if year is not None and year.digits != 4:
        return None
    found = DayMonth(number, month, year.value if year else None)
    return found if found.days else None


def _english_date(month: int, day: Number, year: Number | None = None) -> DayMonth | None:
    return _date(day, month, year)


def _iso(year: Number, month: Number, day: Number) -> DayMonth | None:
    return _date(day, month.value, year) if 1 <= month.value <= 12 else None


def _slashed(day: Number, month: Number) -> DayMonth | None:
    return _date(day, month.value) if 1 <= month.value <= 12 else None


def _day_of_month(day: Number) -> int | None:
    return day.value if 1 <= day.value <= 31 else None


def _week(number: Number, last: Number | None = None) -> tuple[int, ...] | None:
    weeks = tuple(range(number.value, (last or number).value + 1))
    return weeks if weeks and weeks[0] >= 1 and weeks[-1] <= 53 else None


_DAY = "weekday|weekly"
_VALUES = (
    Rule("every period", "cycle", lambda count, period: (count, period)),
    Rule("every ordinal period", "cycle", _cycle),
    Rule("every num ~colon? ~nth? period", "cycle", _cycle),
    Rule("every", "interval", lambda count: count),
    Rule("every ordinal", "interval", _interval),
    Rule("every num ~colon? ~nth", "each_nth", _interval),
    Rule("weekly", "days", lambda day: (day,)),
    Rule(f"{_DAY} {_DAY}* {_DAY}* and|slash {_DAY}", "days", lambda *days: days),
    Rule(f"{_DAY} {_DAY} {_DAY}* {_DAY}*", "days", lambda *days: days),
    Rule(f"{_DAY} until|dash {_DAY}", "days", _range),
    Rule("month month* month* and|slash month", "month_list", lambda *months: months),
    Rule("month month month* month*", "month_list", lambda *months: months),
    Rule("num ~dash ~num ~dash ~num", "date", _iso),
    Rule("num ~slash ~num", "slashed", _slashed),
    Rule("num ~colon? ~nth? of? month", "date", _date),
    Rule("num ~colon? ~nth? of? month num", "date", _date),
    Rule("ordinal of? month", "date", _date),
    Rule("ordinal of? month num", "date", _date),
    Rule("month num ~nth?", "date", _english_date),
    Rule("month num ~nth? num", "date", _english_date),
    Rule("num ~colon? ~nth", "nth_day", _day_of_month),
    Rule("week dot? num", "week_number", _week),
    Rule("week dot? num dash|until num", "week_number", _week),
    Rule("parity dash? numbered? period", "weeks", lambda n, unit: n if unit == "week" else None),
)
VALUES = Rules(*CLOCKS, *_VALUES)
