"""Days that are asked for: each a function from today to the spans it may mean.

The spans come in order of time, each a first and a last day; whoever resolves the question
takes the first that is not over.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from knowledge.days import named as named_days

Span = tuple[date, date]
Days = Callable[[date], Iterator[Span]]

FIRST_YEAR, LAST_YEAR = 2000, 2099
_LEAP_CYCLE = 9
"""Within so many years every day of the year comes round, 29 February too."""


def relative(offset: int) -> Days:
    """So many days from today."""

    def days(today: date) -> Iterator[Span]:
        day = today + timedelta(days=offset)
        yield day, day

    return days


def beside(days: Days, offset: int) -> Days:
    """The day so many before the first of those days, or after the last."""

    def near(today: date) -> Iterator[Span]:
        for first, last in days(today):
            day = (first if offset < 0 else last) + timedelta(days=offset)
            yield day, day

    return near


def months_after(count: int) -> Days:
    """The same day so many months on, or the last of that month."""

    def days(today: date) -> Iterator[Span]:
        years, index = divmod(today.month - 1 + count, 12)
        year, of_month = today.year + years, index + 1
        day = date(year, of_month, min(today.day, monthrange(year, of_month)[1]))
        yield day, day

    return days


def weekday(number: int, offset: int = 0) -> Days:
    """A weekday, counted from Monday 0: the last one past, the coming ones; or the one before.

    `offset` -1 is only the last one past ("i lördags"). Yesterday's is among the coming, for
    its night may still be going on.
    """

    def days(today: date) -> Iterator[Span]:
        past = today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
        if offset < 0:
            yield past, past
            return
        for weeks in range(3):
            day = past + timedelta(weeks=weeks)
            yield day, day

    return days


def weekday_of_week(number: int, offset: int) -> Days:
    """A weekday of the ISO week so many from this one."""

    def days(today: date) -> Iterator[Span]:
        day = today + timedelta(days=number - today.weekday(), weeks=offset)
        yield day, day

    return days


def on_date(day: int, month: int | None = None, year: int | None = None) -> Days | None:
    """A date, its year or month given or the next that comes; None for no date at all."""
    if not 1 <= day <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return None

    def days(today: date) -> Iterator[Span]:
        for of_year in [year] if year else range(today.year - 1, today.year + _LEAP_CYCLE):
            for of_month in [month] if month else range(1, 13):
                if day <= monthrange(of_year, of_month)[1]:
                    found = date(of_year, of_month, day)
                    yield found, found

    return days if month is None or day <= monthrange(year or 2024, month)[1] else None


def named(first: str, last: str) -> Days:
    """From one named day to another, this time or the next."""

    def days(today: date) -> Iterator[Span]:
        for year in range(today.year - 1, today.year + 3):
            start, end = named_days(year)[first], named_days(year)[last]
            yield start, end if end >= start else named_days(year + 1)[last]

    return days


def week(first: int, last: int, year: int | None = None) -> Days | None:
    """ISO weeks by number; None for numbers that no week has."""
    if not 1 <= first <= last <= 53:
        return None

    def days(today: date) -> Iterator[Span]:
        this = today.isocalendar().year
        for of_year in [year] if year else (this, this + 1):
            if last <= date(of_year, 12, 28).isocalendar().week:
                yield (
                    date.fromisocalendar(of_year, first, 1),
                    date.fromisocalendar(of_year, last, 7),
                )

    return days


def weeks_from_now(offset: int) -> Days:
    """This ISO week, the next or the last."""

    def days(today: date) -> Iterator[Span]:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
        yield monday, monday + timedelta(days=6)

    return days


def month(number: int, year: int | None = None) -> Days | None:
    """A calendar month; None for a year far off."""
    return months(number, number, year)


def months(first: int, last: int, year: int | None = None) -> Days | None:
    """Calendar months of one year, this time or the next."""
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return None

    def days(today: date) -> Iterator[Span]:
        for of_year in [year] if year else (today.year, today.year + 1):
            yield date(of_year, first, 1), date(of_year, last, monthrange(of_year, last)[1])

    return days


def months_from_now(offset: int) -> Days:
    """This calendar month or the next."""

    def days(today: date) -> Iterator[Span]:
        years, index = divmod(today.month - 1 + offset, 12)
        year = today.year + years
        yield date(year, index + 1, 1), date(year, index + 1, monthrange(year, index + 1)[1])

    return days


def between_days(today: date) -> Iterator[Span]:
    """Mellandagarna: from the day after annandag jul to the day before nyårsafton."""
    for year in (today.year, today.year + 1):
        yield date(year, 12, 27), date(year, 12, 30)
