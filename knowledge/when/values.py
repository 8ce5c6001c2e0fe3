"""The first table of rules: times of day, dates and weeks, made of numbers and words."""

from __future__ import annotations

from knowledge.when import spans
from knowledge.when.clue import Clock
from knowledge.when.grammar import Rule, Rules
from knowledge.when.spans import Days
from knowledge.when.words import Number

DAY_MINUTES = 24 * 60


def clock_time(hour: Number, minute: Number | None = None, half: str | None = None) -> Clock | None:
    """A time as on a watch: "22", "22.30", "2230", "2 am"; minutes have two digits."""
    hours, minutes = hour.value, minute.value if minute else 0
    if hour.digits in (3, 4) and minute is None:
        hours, minutes = divmod(hours, 100)
    if minute and minute.digits != 2:
        return None
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        return None
    spoken = hour.digits == 0 and not half
    return Clock(hours % 24, minutes, spoken=spoken, padded=hour.digits == 2)


def _halved(hour: Number, half: str) -> Clock | None:
    return clock_time(hour, None, half)


def _spoken(hour: Number, minutes: int) -> Clock | None:
    """So many minutes from a full hour: "kvart i fem", "halv tre"."""
    if not 1 <= hour.value <= 24:
        return None
    total = (hour.value * 60 + minutes) % DAY_MINUTES
    return Clock(total // 60, total % 60, spoken=hour.value <= 12)


def _to(minutes: Number, hour: Number, *, of: int = 0) -> Clock | None:
    """ "Tio i fem"; `of` -30 for "fem i halv tre"."""
    return _spoken(hour, of - minutes.value) if _said(minutes) else None


def _past(minutes: Number, hour: Number, *, of: int = 0) -> Clock | None:
    """ "Tio över fem"; `of` -30 for "fem över halv tre"."""
    return _spoken(hour, of + minutes.value) if _said(minutes) else None


def _said(minutes: Number) -> bool:
    return minutes.value in (5, 10, 20, 25)


def _iso(year: Number, month: Number, day: Number) -> Days | None:
    return spans.on_date(day.value, month.value, year.value) if year.digits == 4 else None


def _slashed(day: Number, month: Number, year: Number | None = None) -> Days | None:
    """ "3/12" and "3/12-26": the day first, as in Sweden."""
    return spans.on_date(day.value, month.value, _year(year) if year else None)


def _year(year: Number) -> int:
    return year.value if year.digits == 4 else 2000 + year.value


def _date(day: Number | int, month: int, year: Number | None = None) -> Days | None:
    if year is not None and year.digits != 4:
        return None
    value = day if isinstance(day, int) else day.value
    return spans.on_date(value, month, _year(year) if year else None)


def _english_date(month: int, day: Number, year: Number | None = None) -> Days | None:
    return _date(day, month, year)


def _weeks(first: Number, last: Number | None = None) -> Days | None:
    return spans.week(first.value, (last or first).value)


def _weeks_of_year(number: Number, year: Number) -> Days | None:
    return spans.week(number.value, number.value, year.value) if year.digits == 4 else None


CLOCKS = (
    Rule("num ~colon ~num", "clock", clock_time),
    Rule("num ~dot ~num", "dotted", clock_time),
    Rule("num half", "clock", _halved),
    Rule("num ~colon|dot ~num half", "clock", clock_time),
    Rule("midnight", "clock", lambda: Clock(0)),
    Rule("noon", "clock", lambda: Clock(12)),
    Rule("about_hour", "clock", lambda hour: _spoken(hour, 0)),
    Rule("halved", "clock", lambda hour: _spoken(hour, -30)),
    Rule("halv num", "clock", lambda hour: _spoken(hour, -30)),
    Rule("half_past num", "clock", lambda hour: _spoken(hour, 30)),
    Rule("quarter_to num", "clock", lambda hour: _spoken(hour, -15)),
    Rule("quarter_past num", "clock", lambda hour: _spoken(hour, 15)),
    Rule("num into num", "clock", _to),
    Rule("num past num", "clock", _past),
    Rule("num into halv num", "clock", lambda minutes, hour: _to(minutes, hour, of=-30)),
    Rule("num past halv num", "clock", lambda minutes, hour: _past(minutes, hour, of=-30)),
    Rule("num dash? oclock", "clock", lambda hour: _spoken(hour, 0)),
)
"""Times of day."""

VALUES = Rules(
    *CLOCKS,
    Rule("num ~dash ~num ~dash ~num", "date", _iso),
    Rule("num ~slash ~num ~dash|slash ~num", "date", _slashed),
    Rule("num ~slash ~num", "slashed", _slashed),
    Rule("num ~colon? ~nth? of? month", "date", _date),
    Rule("num ~colon? ~nth? of? month num", "date", _date),
    Rule("ordinal of? month", "date", _date),
    Rule("ordinal of? month num", "date", _date),
    Rule("month num ~nth?", "date", _english_date),
    Rule("month num ~nth? num", "date", _english_date),
    Rule("num ~colon? ~nth", "nth_day", lambda day: spans.on_date(day.value)),
    Rule("week dot? num", "week_number", _weeks),
    Rule("week dot? num dash|until|and num", "week_number", _weeks),
    Rule("week dot? num num", "week_number", _weeks_of_year),
)
