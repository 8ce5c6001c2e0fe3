"""What the register leaves open in the coming weeks: gaps, overlaps, and what goes out of date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from knowledge.calendar import Calendar, join, touches
from knowledge.fold import fold
from knowledge.model import Choice, Interval, Responsibility
from knowledge.records import DocumentInfo
from knowledge.register import Register, rows_of, slots
from knowledge.timeline import NOT_IN_FORCE, Stretch, timeline
from knowledge.validity import in_force, named_in

AROUND = timedelta(days=8)
"""Looked at too on both sides, so that what spans the edges is told whole."""


@dataclass(frozen=True)
class Finding:
    """A gap or an overlap that comes back: the first time, and how many times in all."""

    function: str
    area: str
    first: Interval
    """In local time."""
    times: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unstaffed:
    """A role that the register counts on, at hours when its roster has nobody."""

    role: str
    first: Interval
    """In local time."""
    times: int


@dataclass(frozen=True)
class RosterEnd:
    """A roster that does not reach to the end of the weeks; None where it is over already."""

    role: str
    last: datetime | None


@dataclass(frozen=True)
class OldSource:
    """A document that rows of the register rest on and that does not hold to the end."""

    source: str
    functions: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What the register leaves open in the coming weeks."""

    gaps: tuple[Finding, ...]
    overlaps: tuple[Finding, ...]
    expired: tuple[Responsibility, ...]
    """Rows that are not in force any more, or cease to be within the weeks."""
    unstaffed: tuple[Unstaffed, ...] = ()
    rosters: tuple[RosterEnd, ...] = ()
    sources: tuple[OldSource, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether nothing was found."""
        found = (self.gaps, self.overlaps, self.expired, self.unstaffed, self.rosters, self.sources)
        return not any(found)


def check(
    register: Register, start: date, weeks: int, documents: Sequence[DocumentInfo] = ()
) -> Report:
    """What is not covered, covered twice or out of date in the weeks from a date.

    Rosters count up to their last turn. With the library's documents, sources are looked up.
    """
    calendar = register.calendar
    end = start + timedelta(weeks=weeks)
    window = Interval(calendar.at(start, time()), calendar.at(end, time()))
    found = {choice: _stretches(register, choice, window) for choice in slots(register)}
    held = _held(register, chain.from_iterable(found.values()))
    return Report(
        gaps=tuple(chain.from_iterable(_gaps(*one, calendar) for one in found.items())),
        overlaps=tuple(chain.from_iterable(_overlaps(*one, calendar) for one in found.items())),
        expired=tuple(row for row in register.responsibilities if _ends_before(row, end)),
        unstaffed=tuple(_unstaffed(register, held, window)),
        rosters=tuple(_roster_ends(register, held, window)),
        sources=tuple(_old_sources(register, documents, end)),
    )


def _stretches(register: Register, choice: Choice, window: Interval) -> list[Stretch]:
    wide = Interval(window.start - AROUND, window.end + AROUND)
    whole = timeline(rows_of(register, choice), wide, register.calendar)
    return [stretch for stretch in whole if touches(stretch.interval, window)]


def _gaps(choice: Choice, stretches: Sequence[Stretch], calendar: Calendar) -> list[Finding]:
    nobody = [s.interval for s in stretches if not any(row.role for row in s.rows)]
    return _findings(choice, ((gap, ()) for gap in join(nobody)), calendar)


def _overlaps(choice: Choice, stretches: Sequence[Stretch], calendar: Calendar) -> list[Finding]:
    doubled = ((s.interval, tuple(r.role for r in s.rows)) for s in stretches if s.rows[1:])
    return _findings(choice, doubled, calendar)


def _ends_before(row: Responsibility, end: date) -> bool:
    return row.status in NOT_IN_FORCE or (row.valid_to is not None and row.valid_to < end)


def _held(register: Register, stretches: Iterable[Stretch]) -> dict[str, list[Interval]]:
    """When each role that has a roster is counted on, by its folded name."""
    held: dict[str, list[Interval]] = defaultdict(list)
    for stretch in stretches:
        for row in stretch.rows:
            if register.roster.knows(row.role):
                held[fold(row.role)].append(stretch.interval)
    return held


def _findings(
    choice: Choice, times: Iterable[tuple[Interval, tuple[str, ...]]], calendar: Calendar
) -> list[Finding]:
    """Gather what comes back at the same hours with the same people into one finding."""
    groups: dict[object, list[tuple[Interval, tuple[str, ...]]]] = defaultdict(list)
    for interval, roles in times:
        local = calendar.local(interval)
        groups[local.start.time(), local.end.time(), roles].append((local, roles))
    return [
        Finding(choice.function, choice.area, found[0][0], len(found), found[0][1])
        for found in groups.values()
    ]


def _unstaffed(
    register: Register, held: Mapping[str, Sequence[Interval]], window: Interval
) -> Iterator[Unstaffed]:
    for role, times in held.items():
        last = _last(register, role, window)
        if last is None:
            continue
        covered = [turn.interval for turn in register.roster.turns(role, window)]
        seen = Interval(window.start, min(last, window.end))
        groups: dict[object, list[Interval]] = defaultdict(list)
        for interval in _without(join(times), join(covered), seen):
            local = register.calendar.local(interval)
            groups[local.start.time(), local.end.time()].append(local)
        for found in groups.values():
            yield Unstaffed(_as_written(register, role), found[0], len(found))


def _roster_ends(
    register: Register, held: Mapping[str, Sequence[Interval]], window: Interval
) -> Iterator[RosterEnd]:
    for role, times in held.items():
        last = _last(register, role, window)
        needed = min(max(interval.end for interval in times), window.end)
        if last is None or last < needed:
            local = last.astimezone(register.calendar.zone) if last else None
            yield RosterEnd(_as_written(register, role), local)


def _last(register: Register, role: str, window: Interval) -> datetime | None:
    """When the last turn of a role within a window ends."""
    turns = register.roster.turns(role, window)
    return max((turn.interval.end for turn in turns), default=None)


def _as_written(register: Register, role: str) -> str:
    return next(row.role for row in register.responsibilities if fold(row.role) == role)


def _without(
    times: Iterable[Interval], covered: Sequence[Interval], within: Interval
) -> Iterator[Interval]:
    """The parts of `times` within a window that nothing in `covered`, which is in order, covers."""
    for interval in times:
        start, end = max(interval.start, within.start), min(interval.end, within.end)
        for other in covered:
            if other.end <= start or other.start >= end:
                continue
            if start < other.start:
                yield Interval(start, other.start)
            start = other.end
        if start < end:
            yield Interval(start, end)


def _old_sources(
    register: Register, documents: Sequence[DocumentInfo], end: date
) -> Iterator[OldSource]:
    holding = in_force(documents, end)
    functions: dict[str, list[str]] = defaultdict(list)
    for row in register.responsibilities:
        if row.source and row.status not in NOT_IN_FORCE:
            functions[row.source].append(row.function)
    for source, named in functions.items():
        meant = [one.file for one in documents if named_in(source, one)]
        if meant and holding.isdisjoint(meant):
            yield OldSource(source, tuple(dict.fromkeys(named)))
