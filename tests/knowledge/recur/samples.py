"""Moments, rules and recurrences to try things on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from knowledge.calendar import STOCKHOLM
from knowledge.recur import Frequency, Recurrence, RedDays, Rule
from knowledge.recur.normal import normal

WORKDAYS = (0, 1, 2, 3, 4)


def between(first: str, last: str) -> st.SearchStrategy[datetime]:
    """Every minute between two days, both runs of the hour that comes twice too."""
    start, end = (int(datetime.fromisoformat(f"{day}T12:00Z").timestamp()) for day in (first, last))
    minutes = st.integers(start // 60, end // 60)
    return minutes.map(lambda n: datetime.fromtimestamp(n * 60, UTC).astimezone(STOCKHOLM))


# Both changes of the clock, a leap day, New Year and week 53 have traps of their own.
moments = st.one_of(
    between("2024-01-01", "2032-12-31"),
    between("2026-03-28", "2026-03-30"),
    between("2026-10-24", "2026-10-26"),
    between("2028-02-28", "2028-03-02"),
    between("2026-12-27", "2027-01-12"),
)


def some(numbers: st.SearchStrategy[int], most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(numbers, min_size=1, max_size=most).map(lambda found: tuple(sorted(found)))


intervals = st.integers(1, 5)
weekdays = some(st.integers(0, 6))
positions = some(st.sampled_from([-2, -1, 1, 2, 3, 4, 5]))
months = st.one_of(st.just(()), some(st.integers(1, 12), 11))
daily = st.builds(Rule, st.just(Frequency.DAILY), intervals, months=months)
hourly = st.builds(Rule, st.just(Frequency.DAILY), hours=some(st.integers(0, 23), 8)).filter(
    lambda rule: len(rule.hours) > 1
)
weekly = st.builds(Rule, st.just(Frequency.WEEKLY), intervals, weekdays, months=months)
nth = st.builds(
    Rule,
    st.just(Frequency.MONTHLY),
    intervals,
    st.one_of(st.integers(0, 6).map(lambda day: (day,)), st.just(WORKDAYS)),
    positions,
    months=months,
)
monthly = st.builds(
    Rule,
    st.just(Frequency.MONTHLY),
    intervals,
    monthdays=some(st.sampled_from([-1, *range(1, 29)])),
    months=months,
)
clipped = st.sampled_from([(28, 29), (28, 29, 30)]).map(
    lambda days: Rule(Frequency.MONTHLY, monthdays=days, positions=(-1,))
)
dates = st.builds(
    Rule,
    st.just(Frequency.YEARLY),
    intervals,
    monthdays=some(st.integers(1, 28), 1),
    months=some(st.integers(1, 12)),
)
weeks = st.builds(
    Rule,
    st.just(Frequency.YEARLY),
    weekdays=weekdays,
    weeks=st.sampled_from([tuple(range(2, 54, 2)), tuple(range(1, 54, 2)), (10,), (53,)]),
)
rules = st.one_of(daily, hourly, weekly, nth, monthly, clipped, dates, weeks)


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    """Recurrences of every kind that the grammar makes, from any start."""
    rule = draw(rules)
    start = draw(moments).replace(fold=0)
    if rule.hours:
        start = start.replace(hour=rule.hours[0])
    limit = draw(st.sampled_from(["", "count", "until"]))
    if limit == "count":
        rule = Rule(**{**rule.__dict__, "count": draw(st.integers(1, 20))})
    if limit == "until":
        rule = Rule(
            **{**rule.__dict__, "until": start.date() + timedelta(draw(st.integers(0, 900)))}
        )
    return Recurrence(start, normal(rule, start), draw(st.sampled_from(RedDays)))
