"""The right moment to prompt a person: within their hours or on their shift, not while away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.calendar import STOCKHOLM, Calendar, Shift
from knowledge.model import Interval
from knowledge.recur.recurrence import is_day_off

DAY = timedelta(days=1)
AWAKE = Shift(time(7), time(21))
"""When people may be prompted who have said nothing else."""
EVERY_DAY = frozenset(range(7))
_LONGEST_BREAK = 21
"""Days ahead in which everyone who works at all has a day of work."""


@dataclass(frozen=True)
class Availability:
    """When a person may be prompted."""

    zone: ZoneInfo = STOCKHOLM
    hours: Shift | None = AWAKE
    """Their working hours, or the hours that are not quiet, on their own wall clock; past
    midnight for night staff (21–07). None: at any time."""
    days: frozenset[int] = EVERY_DAY
    """The weekdays on which those hours begin, 0 for Monday: Friday's night ends on Saturday."""
    red_days: bool = True
    """Whether they may be prompted on red days too."""
    back: date | None = None
    """Away until this day, the first on which they are there again."""
    turns: tuple[Interval, ...] = ()
    """Their turns on a roster, in order; where it reaches they go before hours and days."""


def right_moment(slot: datetime, person: Availability) -> datetime:
    """The first moment from `slot` (aware) on when the person may be prompted, in their zone.

    On a roster that is within a turn; after its last turn the hours count again.
    """
    earliest = slot.astimezone(UTC)
    if person.back:
        midnight = datetime.combine(person.back, time(), person.zone).astimezone(UTC)
        earliest = max(earliest, midnight)
    for turn in (*person.turns, *_hours(person, earliest)):
        if earliest < turn.end.astimezone(UTC):
            return max(earliest, turn.start).astimezone(person.zone)
    return earliest.astimezone(person.zone)


def is_free(moment: datetime, person: Availability) -> bool:
    """Whether a person may be prompted right at a moment (aware)."""
    return right_moment(moment, person) == moment


def _hours(person: Availability, since: datetime) -> Iterator[Interval]:
    """The stretches of time, in UTC, in which a person may be prompted."""
    if person.hours is None:
        return
    calendar = Calendar(zone=person.zone)
    first = since.astimezone(person.zone).date() - DAY
    for day in (first + n * DAY for n in range(_LONGEST_BREAK)):
        # Back on Friday means from Friday's shift on, not from the end of Thursday's.
        there = person.back is None or day >= person.back
        works = day.weekday() in person.days and (person.red_days or not is_day_off(day))
        if there and works:
            yield calendar.hours(person.hours, day)
