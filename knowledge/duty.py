"""Who is on at a time, and who comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from knowledge.calendar import Calendar, join, touches
from knowledge.fold import fold
from knowledge.model import Choice, Duty, Interval, Responsibility, Turn
from knowledge.register import Register, rows_of
from knowledge.timeline import Stretch, is_in_force, timeline

REACH = timedelta(days=8)
"""How far from the time asked about a change of shift is looked for."""
YEAR = timedelta(days=366)
MINUTE = timedelta(minutes=1)
ONE_SHIFT = timedelta(hours=12)
"""In an interval up to this long an uncovered part is told though the rest is covered."""
_MORNING = 5 * 60
"""The day of the staff begins at five: shifts are put in order from there, in minutes."""


def on(
    register: Register, functions: Sequence[Choice], interval: Interval | None, now: datetime
) -> tuple[Duty, ...]:
    """Who is responsible for each of `functions` during `interval`, in order of time.

    Without an interval the rows in force stand side by side, day before evening before night,
    each with its present or coming shift. What is over at `now` is left out of an interval
    that holds `now`. `Duty.start` and `Duty.end` are in local time.
    """
    duties: list[Duty] = []
    for choice in functions:
        rows = rows_of(register, choice)
        if interval is None:
            duties += _side_by_side(register, rows, now.astimezone(UTC))
        else:
            duties += _during(register, choice, rows, _from_now(interval, now))
    return tuple(duties)


def _from_now(interval: Interval, now: datetime) -> Interval:
    start, end, moment = (t.astimezone(UTC) for t in (interval.start, interval.end, now))
    return Interval(max(start, moment) if moment < end else start, end)


def _during(
    register: Register, choice: Choice, rows: Sequence[Responsibility], asked: Interval
) -> list[Duty]:
    window = Interval(asked.start - REACH, asked.end + REACH)
    stretches = timeline(rows, window, register.calendar)
    times = _first_times(stretches, asked)
    if asked.length > ONE_SHIFT and any(times):
        times.pop(None, None)
    duties = []
    for holder, interval in sorted(times.items(), key=lambda item: item[1].start):
        before = [r for s in stretches if s.interval.end == interval.start for r in s.rows]
        after = [r for s in stretches if s.interval.start == interval.end for r in s.rows]
        row = holder or _nobody(choice, [*before, *after])
        duty = _duty(register, row, interval, window, asked)
        duties.append(replace(duty, next=next((r for r in after if r != row), None)))
    return duties


def _first_times(
    stretches: Sequence[Stretch], asked: Interval
) -> dict[Responsibility | None, Interval]:
    """When each row first holds during the time asked about; None for nobody."""
    held: dict[Responsibility | None, list[Interval]] = defaultdict(list)
    for stretch in stretches:
        for row in stretch.rows or (None,):
            held[row].append(stretch.interval)
    return {
        row: first
        for row, intervals in held.items()
        if (first := next((i for i in join(intervals) if touches(i, asked)), None))
    }


def _nobody(choice: Choice, neighbours: Sequence[Responsibility]) -> Responsibility:
    """The row of an uncovered time, with the backup of whoever was on before it, or comes next."""
    backup = next((row.backup for row in neighbours if row.backup), "")
    return Responsibility(choice.function, role="", area=choice.area, backup=backup)


def _side_by_side(
    register: Register, rows: Sequence[Responsibility], now: datetime
) -> Iterator[Duty]:
    calendar = register.calendar
    today = now.astimezone(calendar.zone).date()
    in_force = [row for row in rows if is_in_force(row, today)]
    for row in sorted(in_force, key=lambda row: _order(row, calendar)):
        for reach in (REACH, YEAR):
            window = Interval(now - reach, now + reach)
            found = calendar.occurrences(row.when, window)
            coming = next((interval for interval in found if now < interval.end), None)
            if coming:
                yield _duty(register, row, coming, window, coming)
                break


def _order(row: Responsibility, calendar: Calendar) -> tuple[bool, int]:
    """Ordinary days before special ones, then by the hour the shift begins."""
    pattern = calendar.patterns(row.when)[0]
    start = pattern.hours.start if pattern.hours else time(5)
    return pattern.days not in ("", "vardag"), (start.hour * 60 + start.minute - _MORNING) % 1440


def _duty(
    register: Register, row: Responsibility, times: Interval, window: Interval, asked: Interval
) -> Duty:
    """A row's duty as it is told, with a stand-in where nobody is named."""
    backups = _backups(register, row, times)
    during = Interval(max(times.start, asked.start), min(times.end, asked.end))
    people = _people(register, row, during)
    vacant = not row.role or (register.roster.knows(row.role) and not people)
    if vacant and backups:
        row, *backups = backups
        people = _people(register, row, during)
    local = register.calendar.local(times)
    return Duty(
        responsibility=row,
        start=local.start if times.start > window.start else None,
        end=local.end if times.end < window.end else None,
        vacant=vacant,
        backups=tuple(backups),
        people=people,
    )


def _people(register: Register, row: Responsibility, during: Interval) -> tuple[Turn, ...]:
    turns = register.roster.turns(row.role, during)
    return tuple(replace(t, interval=register.calendar.local(t.interval)) for t in turns)


def _backups(register: Register, row: Responsibility, times: Interval) -> list[Responsibility]:
    """Follow `backup` from row to row; a backup that is no row of the register ends the chain."""
    chain: list[Responsibility] = []
    named = {fold(row.role)}
    while row.backup and fold(row.backup) not in named:
        named.add(fold(row.backup))
        found = _named(register, row.backup, times)
        row = found or replace(row, role=row.backup, contact="", backup="")
        chain.append(row)
    return chain


def _named(register: Register, name: str, times: Interval) -> Responsibility | None:
    """The row whose role or function is called `name` and that holds when `times` begins."""
    moment = Interval(times.start, times.start + MINUTE)
    rows = [
        row
        for row in register.responsibilities
        if row.role and fold(name) in (fold(row.role), fold(row.function))
    ]
    return next((row for s in timeline(rows, moment, register.calendar) for row in s.rows), None)
