"""Duty rosters: who has a role when, from a calendar file (ICS) or a table (CSV).

A CSV has the columns roll, namn, telefon, från and till ("2026-11-25 16:00", local time). In
an ICS each event is a turn, its title the name and, if need be, the phone number ("Anna Ek,
0980-31 92 12"); repeated events are followed. A day without hours is midnight to midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from knowledge.fold import fold
from knowledge.model import BadRegister, Interval, Turn
from knowledge.screening import check_turn
from knowledge.tabular import rows_of_csv

HEADINGS = {
    **dict.fromkeys(("roll", "role"), "role"),
    **dict.fromkeys(("namn", "name"), "name"),
    **dict.fromkeys(("telefon", "phone", "kontakt"), "phone"),
    **dict.fromkeys(("fran", "from", "start"), "start"),
    **dict.fromkeys(("till", "to", "slut", "end"), "end"),
}
_PHONE = re.compile(r"\+?\d[\d \-–/]{4,20}\d")
# Rarer than this there is no duty; oftener would never end.
_RULE = re.compile(r"(?=.*FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY))(?!.*BY(?:HOUR|MINUTE|SECOND)).*")
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T\d{6})?(?![TZ\d])")


@dataclass(frozen=True)
class Entry:
    """A turn as it stands in a roster, with what repeats it."""

    role: str
    name: str
    phone: str
    start: datetime
    """In local time, so that it repeats at the same hour on the wall."""
    end: datetime
    rule: str = ""
    """An RFC 5545 recurrence rule; empty for once."""
    skipped: frozenset[datetime] = frozenset()
    """Starts, in UTC, that do not come round."""

    def turns(self, window: Interval) -> Iterator[Turn]:
        """The turns that share time with a window in UTC."""
        for start in self._starts(window):
            # On the wall, so that a night is 21–07 also when the clock is changed.
            end = start + (self.end - self.start)
            found = Interval(start.astimezone(UTC), end.astimezone(UTC))
            if found.start < window.end and window.start < found.end:
                yield Turn(self.role, self.name, self.phone, found)

    def _starts(self, window: Interval) -> Iterator[datetime]:
        if not self.rule:
            yield self.start
            return
        reach = self.end - self.start + timedelta(days=1)
        rule = rrulestr(self.rule, dtstart=self.start)
        for start in rule.between(window.start - reach, window.end, inc=True):
            if start.astimezone(UTC) not in self.skipped:
                yield start


@dataclass(frozen=True)
class Roster:
    """All rosters of a register."""

    entries: tuple[Entry, ...] = ()

    def knows(self, role: str) -> bool:
        """Whether the role is on any roster at all."""
        return any(fold(entry.role) == fold(role) for entry in self.entries)

    def turns(self, role: str, window: Interval) -> tuple[Turn, ...]:
        """Who has a role in a window, in order of time."""
        entries = (entry for entry in self.entries if fold(entry.role) == fold(role))
        found = (turn for entry in entries for turn in entry.turns(window))
        return tuple(sorted(found, key=lambda turn: turn.interval.start))


def read(name: str, data: bytes, role: str, zone: ZoneInfo) -> tuple[Entry, ...]:
    """Read a roster; `role` is whose it is where the file does not say.

    Raises BadRegister("register.bad-roster") with the file's name and the row or event.
    """
    if name.lower().endswith(".ics"):
        return tuple(_events(name, data, role, zone))
    return tuple(
        _row(name, number, cells, role, zone) for number, cells in rows_of_csv(data, HEADINGS)
    )


def _row(name: str, number: int, cells: Mapping[str, Any], role: str, zone: ZoneInfo) -> Entry:
    try:
        start = datetime.fromisoformat(cells["start"])
        end = datetime.fromisoformat(cells["end"])
    except (KeyError, ValueError) as error:
        raise _bad(name, number) from error
    entry = Entry(
        role=cells.get("role", role),
        name=cells.get("name", ""),
        phone=cells.get("phone", ""),
        start=_moment(start, zone),
        end=_moment(end, zone),
    )
    return _sound(name, number, entry)


def _events(name: str, data: bytes, role: str, zone: ZoneInfo) -> Iterator[Entry]:
    try:
        events = Calendar.from_ical(data).events
    except ValueError as error:
        raise _bad(name, 0) from error
    for number, event in enumerate(events, start=1):
        try:
            yield _sound(name, number, _event(event, role, zone))
        except ValueError as error:
            raise _bad(name, number) from error


def _event(event: Event, role: str, zone: ZoneInfo) -> Entry:
    title = " ".join(str(event.get("SUMMARY", "")).split())
    phone = _PHONE.search(title)
    rule = event.get("RRULE")
    excepted = event.get("EXDATE") or []
    lists = excepted if isinstance(excepted, list) else [excepted]
    skipped = (_moment(day.dt, zone) for dates in lists for day in dates.dts)
    return Entry(
        role=role,
        name=(title.replace(phone[0], "") if phone else title).strip(" ,;:·-()"),
        phone=phone[0] if phone else "",
        start=_moment(event.start, zone),
        end=_moment(event.end, zone),
        rule=_UNTIL.sub(r"UNTIL=\1T235959Z", rule.to_ical().decode()) if rule else "",
        skipped=frozenset(moment.astimezone(UTC) for moment in skipped),
    )


def _sound(name: str, number: int, entry: Entry) -> Entry:
    """Refuse what says nothing, ends before it begins, or repeats in a way no duty does."""
    check_turn(number, f"{entry.name} {entry.phone}")
    whole = entry.role and (entry.name or entry.phone)
    repeats_well = not entry.rule or _RULE.fullmatch(entry.rule)
    if not whole or not repeats_well or entry.end.astimezone(UTC) <= entry.start.astimezone(UTC):
        raise _bad(name, number)
    if entry.rule:
        try:
            rrulestr(entry.rule, dtstart=entry.start)
        except ValueError as error:
            raise _bad(name, number) from error
    return entry


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return datetime.combine(value, time(), zone)


def _bad(name: str, number: int) -> BadRegister:
    return BadRegister("register.bad-roster", value=name, row=number)
