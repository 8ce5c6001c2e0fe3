"""From when and until when something comes round: the rules for the ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from knowledge.recur.part import Part
from knowledge.when import spans
from knowledge.when.grammar import Rule
from knowledge.when.spans import Days

_BOUNDS: dict[str, Callable[..., Days | None]] = {
    "date|slashed": lambda date: date.days,
    "nth_day": spans.on_date,
    "week_number": lambda weeks: spans.week(weeks[0], weeks[-1]),
    "month": lambda month: spans.month(month),
    "month num": lambda month, year: spans.month(month, year.value) if year.digits == 4 else None,
    "named": lambda names: spans.named(*names),
    "day": spans.relative,
    "weekday": spans.weekday,
    "which weekday": lambda which, day: spans.weekday_of_week(day, which),
    "week_offset": spans.weeks_from_now,
    "month_offset": spans.months_from_now,
    "year_end": lambda: spans.on_date(31, 12),
}
"""What it may start from or go on until."""


def bounds() -> Iterator[Rule]:
    """The rules that make parts of "från vecka 40" and "till och med 30 juni"."""
    for pattern, days in _BOUNDS.items():
        yield Rule(f"from lead* {pattern}", "part", _starting(days))
        yield Rule(f"lead* until lead* {pattern}", "part", _ending(days))
    yield Rule("lead* year_end", "part", _ending(_BOUNDS["year_end"]))


def _starting(days: Callable[..., Days | None]) -> Callable[..., Part | None]:
    def build(*values: Any) -> Part | None:
        start = days(*values)
        return Part(start=start) if start else None

    return build


def _ending(days: Callable[..., Days | None]) -> Callable[..., Part | None]:
    def build(*values: Any) -> Part | None:
        until = days(*values)
        return Part(until=until) if until else None

    return build
