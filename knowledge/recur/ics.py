"""Calendar files (RFC 5545): recurrences out, for people's own calendars, and in.

What a rule cannot say, such as times that move from red days, is written out as exceptions
for the coming years, so that any program shows the same times; lines of our own (X-LOTSEN-…)
let us read it back as it was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import takewhile
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from knowledge.calendar import STOCKHOLM
from knowledge.model import BadRecurrence
from knowledge.recur.recurrence import HORIZON, Recurrence, RedDays, plain_times
from knowledge.recur.rfc import read_rule
from knowledge.recur.rule import Rule

YEARS_WRITTEN = 3
"""How far exceptions are written out."""
FIRST_YEAR, LAST_YEAR = 1900, 2190
MOST_EVENTS = 2000
LARGEST = 5
"""Megabytes; a meeting calendar has some thousandths of it."""
RED_DAYS, COUNT = "X-LOTSEN-RED-DAYS", "X-LOTSEN-COUNT"


@dataclass(frozen=True)
class Entry:
    """An entry of a calendar file."""

    recurrence: Recurrence
    title: str
    uid: str
    """The same whenever the same entry is written again, so that it is replaced, not doubled."""
    description: str = ""
    place: str = ""


def to_ics(entries: Sequence[Entry], now: datetime) -> bytes:
    """A calendar file; `now` (aware) is stamped on each entry."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lotsen//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def from_ics(data: bytes, zone: ZoneInfo = STOCKHOLM) -> tuple[Entry, ...]:
    """The entries of a calendar file, cancelled ones left out; times without a zone are in `zone`.

    An occurrence that was moved by hand, or added, becomes an entry of its own. Raises
    BadRecurrence: "recur.file-too-large", "recur.bad-file" for no calendar,
    "recur.bad-event" with the title of an entry that has no date or an unknown rule.
    """
    if len(data) > LARGEST * 1_000_000:
        raise BadRecurrence("recur.file-too-large", limit=LARGEST)
    try:
        calendar = Calendar.from_ical(data)
        found = calendar.walk("VEVENT")[:MOST_EVENTS]
    except ValueError as error:
        raise BadRecurrence("recur.bad-file") from error
    events = [event for event in found if isinstance(event, Event)]
    moved = _moved(events, zone)
    return tuple(entry for event in events for entry in _entries(event, moved, zone))


def _event(entry: Entry, now: datetime) -> Event:
    recurrence = entry.recurrence
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", entry.title)
    # On the wall, so that it repeats at the same hour; what is once is plainest in UTC.
    event.add("dtstart", recurrence.start if recurrence.rule else recurrence.start.astimezone(UTC))
    if recurrence.length:
        event.add("duration", recurrence.length)
    for name, text in (("description", entry.description), ("location", entry.place)):
        if text:
            event.add(name, text)
    if recurrence.rule:
        _add_rule(event, recurrence, recurrence.rule, now)
    return event


def _add_rule(event: Event, recurrence: Recurrence, rule: Rule, now: datetime) -> None:
    moves = recurrence.red_days is not RedDays.KEEP
    years = HORIZON if rule.count else YEARS_WRITTEN
    last = max(now.date(), recurrence.start.date(), *recurrence.skipped)
    plain, ours = _both(recurrence, last.year + years)
    if rule.count and moves and plain:
        # Others would count what falls away, so the end is given as a date.
        event.add(COUNT, str(rule.count))
        rule = replace(rule, count=None, until=max(plain).date())
    if moves:
        event.add(RED_DAYS, recurrence.red_days.value)
    event.add("rrule", vRecur.from_ical(rule.text(recurrence.start)))
    kept = {at for at in ours if at.date() not in recurrence.skipped}
    excepted, added = (plain | ours) - kept, kept - plain
    if excepted:
        event.add("exdate", sorted(excepted))
    if added:
        event.add("rdate", sorted(added))


def _both(recurrence: Recurrence, last_year: int) -> tuple[set[datetime], set[datetime]]:
    """The times by the rule alone, and those with what becomes of red days."""
    zone = recurrence.start.tzinfo
    ours = [at.astimezone(zone) for at in recurrence.all_times(last_year)]
    if recurrence.red_days is RedDays.KEEP:
        return set(ours), set(ours)
    raw = plain_times(replace(recurrence, red_days=RedDays.KEEP), last_year)
    if recurrence.rule and recurrence.rule.count and ours:
        # As far as ours reach: what falls away on the way was not counted.
        raw = takewhile(lambda at: at.date() <= ours[-1].date(), raw)
    return {at.replace(tzinfo=zone).astimezone(UTC).astimezone(zone) for at in raw}, set(ours)


def _moved(events: Sequence[Event], zone: ZoneInfo) -> Mapping[str, set[date]]:
    """The days whose occurrence stands by itself in the file, by the entry they belong to."""
    moved: dict[str, set[date]] = defaultdict(set)
    for event in events:
        instead_of = event.get("RECURRENCE-ID")
        if instead_of is not None and hasattr(instead_of, "dt"):
            moved[_text(event, "UID")].add(_moment(instead_of.dt, zone).date())
    return moved


def _entries(event: Event, moved: Mapping[str, set[date]], zone: ZoneInfo) -> Iterator[Entry]:
    if _text(event, "STATUS").upper() == "CANCELLED":
        return
    title, uid = _text(event, "SUMMARY"), _text(event, "UID")
    try:
        recurrence = _recurrence(event, zone)
        added = [_moment(start, zone) for start, _ in event.rdates]
    except (ValueError, BadRecurrence) as error:
        raise BadRecurrence("recur.bad-event", title=title) from error
    entry = Entry(recurrence, title, uid, _text(event, "DESCRIPTION"), _text(event, "LOCATION"))
    if event.get("RECURRENCE-ID") is not None:
        yield _alone(entry, recurrence.start)
        return
    yield replace(
        entry,
        recurrence=replace(recurrence, skipped=recurrence.skipped | moved.get(uid, set())),
    )
    if RED_DAYS not in event:
        yield from (_alone(entry, start) for start in added)


def _alone(entry: Entry, start: datetime) -> Entry:
    """One occurrence as an entry of its own."""
    once = Recurrence(start, length=entry.recurrence.length)
    return replace(entry, recurrence=once, uid=f"{entry.uid}#{start:%Y%m%d%H%M}")


def _recurrence(event: Event, zone: ZoneInfo) -> Recurrence:
    """Raises ValueError or BadRecurrence for what cannot be followed."""
    if event.errors:
        raise ValueError
    rules = event.rrules
    if len(rules) > 1:
        raise BadRecurrence("recur.unsupported")
    start = _moment(event.start, zone)
    if not rules:
        start = start.astimezone(zone)
    end = _moment(event.end, zone).astimezone(start.tzinfo)
    if not FIRST_YEAR <= start.year <= LAST_YEAR or end < start:
        raise ValueError
    recurrence = Recurrence(
        start=start,
        rule=_rule(event, rules[0].to_ical().decode(), start) if rules else None,
        red_days=RedDays(_text(event, RED_DAYS) or RedDays.KEEP),
        length=end.replace(tzinfo=None) - start.replace(tzinfo=None),
    )
    return replace(recurrence, skipped=_skipped(recurrence, event.exdates, zone))


def _skipped(
    recurrence: Recurrence, excepted: Sequence[date | datetime], zone: ZoneInfo
) -> frozenset[date]:
    """The days left out by hand; what red days alone take away comes of itself."""
    if not excepted:
        return frozenset()
    # In UTC, where the hour that comes twice is two.
    moments = {_moment(at, zone).astimezone(UTC) for at in excepted}
    whole = {at for at in excepted if not isinstance(at, datetime)}
    own: dict[date, list[datetime]] = defaultdict(list)
    for at in recurrence.all_times(max(moment.year for moment in moments) + 1):
        own[at.astimezone(recurrence.start.tzinfo).date()].append(at)
    return frozenset(d for d, times in own.items() if d in whole or moments.issuperset(times))


def _rule(event: Event, written: str, start: datetime) -> Rule:
    rule, count = read_rule(written, start), _text(event, COUNT)
    if not count:
        return rule
    counted = replace(rule, until=None).text(start)
    return read_rule(f"{counted};COUNT={count}", start)


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    """Aware, in a zone that has a name; a day without hours begins at midnight."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    if value.tzinfo is None:
        return value.replace(tzinfo=zone)
    return value if isinstance(value.tzinfo, ZoneInfo) else value.astimezone(zone)


def _text(event: Event, name: str) -> str:
    return " ".join(str(event.get(name, "")).split())
