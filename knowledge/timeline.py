"""Which rows of the register hold when: a window of time cut wherever that changes.

Of two rows for the same function and area the narrower one holds ("helg natt" before
"natt"). Rows that are neither within the other both hold: that is an overlap, shown as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from knowledge.calendar import Calendar, touches
from knowledge.model import Interval, Responsibility, Status

NOT_IN_FORCE = frozenset({Status.REPEALED, Status.SUPERSEDED})


@dataclass(frozen=True)
class Stretch:
    """A time, in UTC, during which the same rows hold; none: a gap."""

    interval: Interval
    rows: tuple[Responsibility, ...]


def timeline(
    rows: Sequence[Responsibility], window: Interval, calendar: Calendar
) -> tuple[Stretch, ...]:
    """The stretches of a window in UTC, in order and without holes, for rows of one function."""
    edges: dict[datetime, list[tuple[bool, int]]] = defaultdict(list)
    edges[window.start], edges[window.end] = [], []
    for number, row in enumerate(rows):
        for interval in _in_force(row, window, calendar):
            edges[max(interval.start, window.start)].append((True, number))
            edges[min(interval.end, window.end)].append((False, number))
    narrower = {
        number: {n for n, other in enumerate(rows) if calendar.narrower(other.when, row.when)}
        for number, row in enumerate(rows)
    }
    moments = sorted(edges)
    active: set[int] = set()
    stretches: list[Stretch] = []
    for start, end in pairwise(moments):
        for begins, number in sorted(edges[start]):
            (active.add if begins else active.discard)(number)
        holding = tuple(rows[n] for n in sorted(active) if not active & narrower[n])
        stretches.append(Stretch(Interval(start, end), holding))
    return tuple(stretches)


def is_in_force(row: Responsibility, day: date) -> bool:
    """Whether a row counts on a day: not repealed, and within its dates, both included."""
    begun = row.valid_from is None or row.valid_from <= day
    ended = row.valid_to is not None and row.valid_to < day
    return begun and not ended and row.status not in NOT_IN_FORCE


def _in_force(row: Responsibility, window: Interval, calendar: Calendar) -> Iterator[Interval]:
    """When a row holds, cut to its validity: it counts from and including its dates."""
    if row.status in NOT_IN_FORCE:
        return
    for found in calendar.occurrences(row.when, window):
        start, end = found.start, found.end
        if row.valid_from:
            start = max(start, calendar.at(row.valid_from, time()))
        if row.valid_to:
            end = min(end, calendar.day(row.valid_to).end)
        clipped = Interval(start, end)
        if start < end and touches(clipped, window):
            yield clipped
