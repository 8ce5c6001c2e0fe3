"""Shifts and days off: what "natt", "vardag dag" or "storhelg" means on the clock.

A shift is wall time; an instant is computed from it in UTC, so the night of 21–07 is nine
hours when the clock goes forward and eleven when it goes back. Intervals here are in UTC,
where differences and comparisons are true; `Calendar.local` turns them into wall time.
A shift belongs to the day on which it starts: the night to Saturday is Friday's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from knowledge import days as almanac
from knowledge.fold import fold
from knowledge.model import BadRegister, Interval

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
LONGEST_RUN = 15 * DAY
"""No run of days off is longer, so a run that reaches into a window starts within this."""


@dataclass(frozen=True)
class Shift:
    """Hours in local wall time; an end at or before the start is on the next day."""

    start: time
    end: time


@dataclass(frozen=True)
class DaysOff:
    """A kind of days off that the team has agreed on. Days that touch make one run."""

    days: frozenset[str]
    """Folded names of days (`knowledge.days`)."""
    start: time | None = None
    """Starts at this time on the day before the first; None: at midnight."""
    end: time | None = None
    """Ends at this time on the day after the last; None: at midnight."""
    until_weekday: bool = False
    """Whether a run goes on over the Saturdays, Sundays and red days right after it."""


@dataclass(frozen=True)
class Pattern:
    """One part of a `when`: a kind of day ("" for all) and hours (None for the whole)."""

    days: str = ""
    hours: Shift | None = None


SHIFTS: Mapping[str, Shift] = MappingProxyType(
    {
        "dag": Shift(time(7), time(16)),
        "kväll": Shift(time(16), time(21)),
        "natt": Shift(time(21), time(7)),
    }
)
_EVES_OFF = frozenset({"midsommarafton", "julafton", "nyarsafton"})
HELG = DaysOff(frozenset({"lordag", "sondag", almanac.RED_DAY}) | _EVES_OFF)
# The great holidays of the common agreement of municipalities and regions: Easter,
# midsummer, Christmas and New Year, from the evening before until the next working day.
STORHELG = DaysOff(
    _EVES_OFF | {"langfredagen", "paskafton", "paskdagen", "annandag pask"},
    start=time(18),
    end=time(7),
    until_weekday=True,
)

_ALWAYS = frozenset({"dygnet runt", "hela dygnet", "alltid"})
_KINDS = {
    **dict.fromkeys(("vardag", "vardagar"), "vardag"),
    **dict.fromkeys(("helg", "helger"), "helg"),
    **dict.fromkeys(("storhelg", "storhelger"), "storhelg"),
    **dict.fromkeys(("rod dag", "roda dagar", "helgdag", "helgdagar"), almanac.RED_DAY),
    **{f"{day}ar": day for day in almanac.WEEKDAYS},
}
_HOURS = {
    **dict.fromkeys(("dagtid", "dagar", "pa dagen"), "dag"),
    **dict.fromkeys(("kvallstid", "kvallar", "pa kvallen"), "kvall"),
    **dict.fromkeys(("nattetid", "natter", "pa natten"), "natt"),
}
_WIDER = {
    "vardag": "",
    "helg": "",
    "storhelg": "helg",
    almanac.RED_DAY: "helg",
    **dict.fromkeys(almanac.WEEKDAYS[:5], "vardag"),
    **dict.fromkeys(almanac.WEEKDAYS[5:], "helg"),
}
_SPAN = re.compile(r"(\d\d?)(?:[:.](\d\d))? ?(?:-|–|till) ?(\d\d?)(?:[:.](\d\d))?", re.ASCII)


@dataclass(frozen=True)
class Calendar:
    """The team's shifts and days off; the defaults serve where the register has none."""

    shifts: Mapping[str, Shift] = field(default_factory=lambda: SHIFTS)
    helg: DaysOff = HELG
    storhelg: DaysOff = STORHELG
    zone: ZoneInfo = STOCKHOLM

    def at(self, day: date, wall: time) -> datetime:
        """The instant, in UTC, when the wall clock shows `wall`.

        The hour that is skipped in spring is read as if the clock had not moved, the hour
        that comes twice in autumn as the first of them.
        """
        return datetime.combine(day, wall, tzinfo=self.zone).astimezone(UTC)

    def local(self, interval: Interval) -> Interval:
        """The same interval on the wall clock."""
        return Interval(interval.start.astimezone(self.zone), interval.end.astimezone(self.zone))

    def day(self, day: date) -> Interval:
        """A civil day, midnight to midnight."""
        return Interval(self.at(day, time()), self.at(day + DAY, time()))

    def shift(self, name: str, day: date) -> Interval:
        """The shift that starts on a day. Raises KeyError when there is no such shift."""
        return self.hours(self._folded[fold(name)], day)

    def hours(self, shift: Shift, day: date) -> Interval:
        """The hours of a shift that starts on a day."""
        last = day if shift.end > shift.start else day + DAY
        return Interval(self.at(day, shift.start), self.at(last, shift.end))

    def patterns(self, when: str) -> tuple[Pattern, ...]:
        """What a `when` says: "natt", "vardagar dag och kväll", "storhelg", "helg 08–16".

        Raises BadRegister("register.unknown-shift") for words that mean nothing here.
        """
        text = fold(when)
        if not text or text in _ALWAYS:
            return (Pattern(),)
        found: list[Pattern] = []
        for part in filter(None, re.split(r"\s*[,;+/&]\s*|\s+och\s+", text)):
            found.append(self._pattern(part, found[-1].days if found else ""))
        return tuple(found)

    def occurrences(self, when: str, window: Interval) -> tuple[Interval, ...]:
        """When a `when` comes round within a window, whole and in order, touching ones joined.

        Raises BadRegister for a `when` that means nothing here.
        """
        return join(found for part in self.patterns(when) for found in self._each(part, window))

    def runs(self, kind: str, window: Interval) -> tuple[Interval, ...]:
        """The runs of "vardag", "helg", "storhelg" or a named day that reach into a window."""
        if kind == "vardag":
            return _between(tuple(self._runs(self.helg, window)), window)
        tables = {"helg": self.helg, "storhelg": self.storhelg}
        table = tables.get(kind) or DaysOff(frozenset({kind}))
        return tuple(run for run in self._runs(table, window) if touches(run, window))

    def narrower(self, inner: str, outer: str) -> bool:
        """Whether `inner` lies within `outer` and is not the same: "helg natt" in "natt"."""
        return self._within(inner, outer) and not self._within(outer, inner)

    @property
    def _folded(self) -> dict[str, Shift]:
        return {fold(name): shift for name, shift in self.shifts.items()}

    def _pattern(self, part: str, days: str) -> Pattern:
        words = part.split()
        for cut in range(len(words), -1, -1):
            kind = _kind(" ".join(words[:cut])) if cut else days
            hours = self._hours(" ".join(words[cut:]))
            if kind is not None and hours is not None:
                return Pattern(kind, *hours)
        known = ", ".join((*self.shifts, "vardagar", "helg", "storhelg", "dygnet runt"))
        raise BadRegister("register.unknown-shift", value=part, known=known)

    def _hours(self, text: str) -> tuple[Shift | None] | None:
        """A shift in a box, an empty box for no hours said, None for hours unknown."""
        if not text or text in _ALWAYS:
            return (None,)
        shift = self._folded.get(text) or self._folded.get(_HOURS.get(text, "")) or _span(text)
        return (shift,) if shift else None

    def _each(self, pattern: Pattern, window: Interval) -> Iterator[Interval]:
        if pattern.hours is None:
            yield from self.runs(pattern.days, window) if pattern.days else (window,)
            return
        first = window.start.astimezone(self.zone).date() - DAY
        last = window.end.astimezone(self.zone).date()
        wide = Interval(window.start - 2 * DAY, window.end + 2 * DAY)
        runs = self.runs(pattern.days, wide) if pattern.days else (wide,)
        for day in _dates(first, last):
            hours = self.hours(pattern.hours, day)
            starts_within = any(run.start <= hours.start < run.end for run in runs)
            if starts_within and hours.start < hours.end and touches(hours, window):
                yield hours

    def _runs(self, table: DaysOff, window: Interval) -> Iterator[Interval]:
        run: list[date] = []
        first = (window.start - LONGEST_RUN).astimezone(self.zone).date()
        last = (window.end + LONGEST_RUN).astimezone(self.zone).date()
        for day in _dates(first, last):
            listed = table.days | self.helg.days if run and table.until_weekday else table.days
            if almanac.names(day) & listed:
                run.append(day)
            elif run:
                yield self._run(table, run)
                run = []

    def _run(self, table: DaysOff, run: Sequence[date]) -> Interval:
        start = self.at(run[0] - DAY, table.start) if table.start else self.at(run[0], time())
        return Interval(start, self.at(run[-1] + DAY, table.end or time()))

    def _within(self, inner: str, outer: str) -> bool:
        wide = self.patterns(outer)
        return all(any(_covers(w, part) for w in wide) for part in self.patterns(inner))


def touches(one: Interval, other: Interval) -> bool:
    """Whether two intervals in UTC share any time."""
    return one.start < other.end and other.start < one.end


def join(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sort intervals and make one of those that touch or overlap."""
    joined: list[Interval] = []
    for interval in sorted(intervals, key=lambda i: i.start):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return tuple(joined)


def _between(runs: Sequence[Interval], window: Interval) -> tuple[Interval, ...]:
    """What lies between runs and reaches into the window."""
    edges = [
        window.start - LONGEST_RUN,
        *(edge for run in runs for edge in (run.start, run.end)),
        window.end + LONGEST_RUN,
    ]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Interval(a, b) for a, b in pairs if a < window.end and window.start < b)


def _kind(text: str) -> str | None:
    if text in _KINDS:
        return _KINDS[text]
    return text if almanac.is_name(text) else None


def _span(text: str) -> Shift | None:
    match = _SPAN.fullmatch(text)
    if not match:
        return None
    from_hour, from_minute, to_hour, to_minute = (int(part or 0) for part in match.groups())
    try:
        return Shift(time(from_hour, from_minute), time(to_hour % 24, to_minute))
    except ValueError:
        return None


def _covers(outer: Pattern, inner: Pattern) -> bool:
    return _covers_days(outer.days, inner.days) and _covers_hours(outer.hours, inner.hours)


def _covers_days(outer: str, inner: str) -> bool:
    if outer in ("", inner):
        return True
    # A day with a name of its own ("julafton") is narrower than any kind of day.
    return bool(inner) and _covers_days(outer, _WIDER.get(inner, outer))


def _covers_hours(outer: Shift | None, inner: Shift | None) -> bool:
    if outer is None or inner is None:
        return outer is None
    minutes = [t.hour * 60 + t.minute for t in (outer.start, outer.end, inner.start, inner.end)]
    length, start, end = ((minute - minutes[0]) % 1440 or 1440 for minute in minutes[1:])
    return start % 1440 < end <= length


def _dates(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + offset * DAY
