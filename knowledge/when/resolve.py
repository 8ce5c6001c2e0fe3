"""From what was said to a time on the clock, as it is meant at a certain moment.

Whatever may mean several times means the one going on or the next to come. All is computed
in UTC. A moment is one minute long, so that no interval is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from knowledge.calendar import Calendar, Shift
from knowledge.model import Interval
from knowledge.when.clue import Clock, Clue
from knowledge.when.spans import Span, weekday

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)
AHEAD = timedelta(days=400)
"""How far ahead a storhelg or a red day is looked for."""
LONGEST_SPAN = 100
"""Days; a season is shorter."""

PARTS = {
    "morgon": Shift(time(6), time(9)),
    "förmiddag": Shift(time(8), time(12)),
    "lunch": Shift(time(11), time(13)),
    "eftermiddag": Shift(time(12), time(17)),
}
"""Parts of the day that are no shifts."""
_HOURS_OF = {
    "natt": (20, 9), "kväll": (15, 24), "dag": (6, 18), "morgon": (3, 12),
    "förmiddag": (6, 13), "lunch": (10, 15), "eftermiddag": (12, 19),
}  # fmt: skip
"""From and to which hour people say "på natten" and so on of an hour."""
_WAKING = (7, 19)
"""Where "halv tre" on another day is taken to be."""


@dataclass(frozen=True)
class Resolver:
    """What clues mean at a moment."""

    now: datetime
    """In UTC."""
    calendar: Calendar

    def interval(self, clue: Clue) -> Interval | None:
        """The time that a clue means, in UTC; None when there is no such time."""
        found = self._plain(clue)
        if found is None or clue.relation is None:
            return found
        return self._after(found, clue) if clue.relation == "after" else self._before(found, clue)

    @property
    def today(self) -> date:
        """The local date."""
        return self.now.astimezone(self.calendar.zone).date()

    def _plain(self, clue: Clue) -> Interval | None:
        if clue.kind:
            return self._of_kind(clue)
        if clue.days or clue.weeks or clue.weekday is not None or clue.part or clue.clock:
            candidates = [i for span in self._spans(clue) for i in self._within(clue, span)]
            return self._late_evening(clue) or self._coming(candidates, clue)
        if clue.always:
            return Interval(self.now, self.now + DAY)
        start = self.now + (clue.after or timedelta())
        return Interval(start, start + MINUTE)

    def _coming(self, candidates: Sequence[Interval], clue: Clue) -> Interval | None:
        """The first that is not over, or has not begun; else the last there was."""
        for interval in candidates:
            if self.now < (interval.start if clue.fresh else interval.end):
                return interval
        return candidates[-1] if candidates else None

    def _spans(self, clue: Clue) -> Iterator[Span]:
        """The days that the clue names; without any, those around today."""
        days = clue.days or clue.weeks
        if days is None and clue.weekday is not None:
            days = weekday(clue.weekday)
        if days is None:
            days = _around
        for first, last in days(self.today):
            if clue.weekday is None or days is not (clue.days or clue.weeks):
                yield first, last
            else:
                day = first + (clue.weekday - first.weekday()) % 7 * DAY
                yield day, day

    def _within(self, clue: Clue, span: Span) -> Iterator[Interval]:
        first, last = (day - DAY for day in span) if clue.eve else span
        if not clue.part and not clue.clock:
            yield Interval(self.calendar.day(first).start, self.calendar.day(last).end)
            return
        for day in _each(first, last):
            yield from self._on_day(clue, day)

    def _on_day(self, clue: Clue, day: date) -> Iterator[Interval]:
        if clue.clock is None:
            yield self._part(clue.part or "dag", day)
            return
        part = clue.part or clue.clock.part
        night = clue.part == "natt"
        dated = bool(clue.days or clue.weekday)
        hours = walls(clue.clock, part, waking=dated and day != self.today)
        # The small hours of a night belong to the day after the one it begins on.
        days = (day + DAY if night and wall < time(12) else day for wall in hours)
        for start in sorted(map(self.calendar.at, days, hours)):
            yield self._until(start, clue.until)

    def _until(self, start: datetime, until: Clock | None) -> Interval:
        if until is None:
            return Interval(start, start + MINUTE)
        day = start.astimezone(self.calendar.zone).date()
        wall = time(until.hour, until.minute)
        ends = (self.calendar.at(day + n * DAY, wall) for n in range(3))
        return Interval(start, next(end for end in ends if end > start))

    def _part(self, part: str, day: date) -> Interval:
        if part in PARTS:
            return self.calendar.hours(PARTS[part], day)
        return self.calendar.shift(part, day)

    def _late_evening(self, clue: Clue) -> Interval | None:
        """ "Ikväll" when the evening shift is over but the evening is not: until midnight."""
        alone = not (clue.days or clue.weekday is not None or clue.clock)
        if clue.part != "kväll" or not clue.explicit or not alone:
            return None
        midnight = self.calendar.day(self.today).end
        if self._part("kväll", self.today).end <= self.now:
            return Interval(self.now, midnight)
        return None

    def _of_kind(self, clue: Clue) -> Interval | None:
        window = Interval(self.now - AHEAD / 10, self.now + AHEAD)
        runs = list(self._runs(clue.kind or "", window))
        spans = list(self._spans(clue)) if clue.days or clue.weeks else []
        if spans:
            named = [
                Interval(self.calendar.day(a).start, self.calendar.day(b).end) for a, b in spans
            ]
            runs = [r for r in runs if any(r.start < n.end and n.start < r.end for n in named)]
        if clue.part or clue.clock:
            runs = [i for run in runs for i in self._in_run(clue, run)]
        coming = [run for run in runs if self.now < run.end]
        if (clue.which or 0) < 0:
            return next((run for run in reversed(runs) if run.end <= self.now), None)
        return coming[min(clue.which or 0, len(coming) - 1)] if coming else None

    def _runs(self, kind: str, window: Interval) -> Iterable[Interval]:
        if kind == "office":
            return self.calendar.occurrences("vardag dag", window)
        if kind == "out of office":
            open_hours = self.calendar.occurrences("vardag dag", window)
            return [Interval(one.end, other.start) for one, other in pairwise(open_hours)]
        runs = self.calendar.runs(kind, window)
        # A red day in the week is no weekend.
        return [run for run in runs if kind != "helg" or self._has_weekend(run)]

    def _has_weekend(self, run: Interval) -> bool:
        return any(day.weekday() >= 5 for day in self._dates(run))

    def _dates(self, run: Interval) -> Iterator[date]:
        first = run.start.astimezone(self.calendar.zone).date()
        last = (run.end - MINUTE).astimezone(self.calendar.zone).date()
        return _each(first, last)

    def _in_run(self, clue: Clue, run: Interval) -> Iterator[Interval]:
        for day in self._dates(run):
            for interval in self._on_day(clue, day):
                if run.start <= interval.start < run.end:
                    yield interval

    def _after(self, found: Interval, clue: Clue) -> Interval:
        """ "Efter 21": until the next morning; "efter lunch": until midnight; else a week."""
        if clue.clock:
            day = found.start.astimezone(self.calendar.zone).date()
            mornings = (self._part("dag", day + n * DAY).start for n in range(2))
            return Interval(found.start, next(m for m in mornings if m > found.start))
        if found.length < DAY:
            day = (found.end - MINUTE).astimezone(self.calendar.zone).date()
            return Interval(found.end, self.calendar.day(day).end)
        return Interval(found.end, found.end + WEEK)

    def _before(self, found: Interval, clue: Clue) -> Interval:
        """ "Innan kl 7": from now; of another day from its midnight."""
        if self.now < found.start and not (clue.clock and (clue.days or clue.weekday)):
            return Interval(self.now, found.start)
        midnight = self.calendar.day(found.start.astimezone(self.calendar.zone).date()).start
        if midnight < found.start:
            return Interval(midnight, found.start)
        return Interval(found.start - DAY, found.start)


def walls(clock: Clock, part: str | None, *, waking: bool) -> list[time]:
    """The times of day that a clock time may mean, in a part of the day if one is named."""
    hours = sorted({clock.hour, (clock.hour + 12) % 24} if clock.hour <= 12 else {clock.hour})
    if part:
        hours = [h for h in hours if _is_in(h, _HOURS_OF[part])] or [clock.hour]
    elif not clock.spoken:
        hours = [clock.hour]
    elif waking:
        hours = [h for h in hours if _is_in(h, _WAKING)] or [clock.hour]
    return [time(hour, clock.minute) for hour in hours]


def _around(today: date) -> Iterator[Span]:
    for offset in (-1, 0, 1, 2):
        yield today + offset * DAY, today + offset * DAY


def _each(first: date, last: date) -> Iterator[date]:
    for offset in range(min((last - first).days + 1, LONGEST_SPAN)):
        yield first + offset * DAY


def _is_in(hour: int, hours: tuple[int, int]) -> bool:
    start, end = hours
    return start <= hour < end if start < end else hour >= start or hour < end
