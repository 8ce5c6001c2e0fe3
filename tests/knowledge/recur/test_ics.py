"""Calendar files: read back as they were written, and read the same by a program of others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.texts import texts
from knowledge.calendar import STOCKHOLM
from knowledge.model import BadRecurrence
from knowledge.recur import (
    Entry,
    Frequency,
    Recurrence,
    RedDays,
    Rule,
    between,
    from_ics,
    parse,
    to_ics,
    upcoming,
)
from tests.knowledge.recur.samples import recurrences
from tests.knowledge.recur.test_phrases import FOLLOWED

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=STOCKHOLM)
YEARS = timedelta(days=800)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)


def write(recurrence: Recurrence, now: datetime = NOW) -> bytes:
    return to_ics([Entry(recurrence, "Dialog och analys", "round:1@lotsen")], now)


def seen_by_others(data: bytes, after: datetime, until: datetime) -> set[datetime]:
    """The times that an independent reader finds in (after, until]."""
    found = recurring_ical_events.of(Calendar.from_ical(data)).between(after, until)
    starts = {event["DTSTART"].dt.astimezone(UTC) for event in found}
    return {start for start in starts if after < start <= until}


def seen_by_us(recurrence: Recurrence, after: datetime, until: datetime) -> set[datetime]:
    return {time.astimezone(UTC) for time in between(recurrence, after, until)}


def file(*lines: str) -> bytes:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", ""]
    return "\r\n".join(whole).encode()


def event(*lines: str) -> bytes:
    return file("BEGIN:VEVENT", "UID:1", "SUMMARY:Möte", *lines, "END:VEVENT")


@pytest.mark.parametrize("phrase", FOLLOWED, ids=lambda p: f"{p['now']} {p['text']}")
@pytest.mark.long
def test_golden_phrases_go_through_a_calendar_file(phrase: dict[str, str]) -> None:
    now = at(phrase["now"])
    recurrence = parse(phrase["text"], now)
    data = write(recurrence, now)
    assert from_ics(data)[0].recurrence == recurrence
    until = now + YEARS
    assert seen_by_others(data, now, until) == seen_by_us(recurrence, now, until)


@settings(max_examples=100)
@given(recurrences(), st.integers(0, 3))
def test_any_recurrence_is_read_back_as_it_was_written(recurrence: Recurrence, leave: int) -> None:
    for time in upcoming(recurrence, recurrence.start, 6)[1 : 1 + leave]:
        recurrence = recurrence.without(time.date())
    assert from_ics(write(recurrence, recurrence.start))[0].recurrence == recurrence


def test_what_is_written_along() -> None:
    entry = Entry(
        parse("varje torsdag kl 13–14.30", NOW), "Möte, alla", "m:1@x", "Ta med\nkaffe", "Sal 2"
    )
    (read,) = from_ics(to_ics([entry], NOW))
    assert (read.title, read.uid, read.place) == ("Möte, alla", "m:1@x", "Sal 2")
    assert read.description == "Ta med kaffe"
    assert read.recurrence.length == timedelta(minutes=90)


def test_a_single_time_in_the_hour_that_comes_twice() -> None:
    twice = parse("om 2 timmar", datetime(2026, 10, 25, 1, 30, tzinfo=STOCKHOLM))
    (entry,) = from_ics(write(twice))
    assert entry.recurrence.start.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_occurrence_that_was_moved_by_hand_stands_alone() -> None:
    weekly = ["DTSTART;TZID=Europe/Stockholm:20261201T130000", "RRULE:FREQ=WEEKLY;COUNT=3"]
    moved = ["DTSTART;TZID=Europe/Stockholm:20261209T100000"]
    data = file(
        "BEGIN:VEVENT", "UID:1", "SUMMARY:Möte", *weekly, "END:VEVENT",
        "BEGIN:VEVENT", "UID:1", "SUMMARY:Möte",
        "RECURRENCE-ID;TZID=Europe/Stockholm:20261208T130000", *moved, "END:VEVENT",
    )  # fmt: skip
    master, alone = from_ics(data)
    assert master.recurrence.skipped == {date(2026, 12, 8)}
    assert alone.recurrence == Recurrence(at("2026-12-09T10:00"))
    assert alone.uid != master.uid


def test_a_cancelled_occurrence_is_left_out() -> None:
    data = file(
        "BEGIN:VEVENT", "UID:1", "DTSTART:20261201T120000Z", "RRULE:FREQ=DAILY;COUNT=2",
        "END:VEVENT", "BEGIN:VEVENT", "UID:1", "STATUS:CANCELLED",
        "RECURRENCE-ID:20261202T120000Z", "DTSTART:20261202T120000Z", "END:VEVENT",
    )  # fmt: skip
    (entry,) = from_ics(data)
    assert len(upcoming(entry.recurrence, NOW, 9)) == 1


def test_added_times_and_days_without_hours() -> None:
    added = event("DTSTART:20261201T130000", "RRULE:FREQ=DAILY;COUNT=1", "RDATE:20261224T130000")
    assert [one.recurrence.start for one in from_ics(added)] == [
        at("2026-12-01T13:00"),
        at("2026-12-24T13:00"),
    ]
    (whole_day,) = from_ics(event("DTSTART;VALUE=DATE:20261224"))
    assert whole_day.recurrence == Recurrence(at("2026-12-24T00:00"), length=timedelta(days=1))


def test_the_zones_of_other_programs() -> None:
    (windows,) = from_ics(
        event("DTSTART;TZID=W. Europe Standard Time:20261201T090000", "RRULE:FREQ=WEEKLY")
    )
    assert str(windows.recurrence.start.tzinfo) == "Europe/Berlin"
    (utc,) = from_ics(event("DTSTART:20260630T070000Z", "RRULE:FREQ=DAILY"))
    (summer,) = upcoming(utc.recurrence, datetime(2026, 12, 1, tzinfo=UTC), 1)
    assert summer == datetime(2026, 12, 1, 7, tzinfo=UTC)
    (floating,) = from_ics(event("DTSTART:20261201T090000"), ZoneInfo("Europe/Helsinki"))
    assert str(floating.recurrence.start.tzinfo) == "Europe/Helsinki"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "recur.bad-file"),
        (b"PK\x03\x04", "recur.bad-file"),
        ("Möte på måndag".encode(), "recur.bad-file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "recur.bad-file"),
        (event(), "recur.bad-event"),
        (event("DTSTART:20261301T000000"), "recur.bad-event"),
        (event("DTSTART:18000101T000000Z"), "recur.bad-event"),
        (event("DTSTART:20261201T120000Z", "DTEND:20261201T110000Z"), "recur.bad-event"),
        (event("DTSTART:20261201T120000Z", "RRULE:FREQ=SECONDLY"), "recur.bad-event"),
        (event("DTSTART:20261201T120000Z", "RRULE:x"), "recur.bad-event"),
        (event("DTSTART:20261201T120000Z", "X-LOTSEN-RED-DAYS:blue"), "recur.bad-event"),
        (b"x" * 5_000_001, "recur.file-too-large"),
    ],
)
def test_what_is_no_calendar_or_cannot_be_followed(data: bytes, code: str) -> None:
    with pytest.raises(BadRecurrence) as caught:
        from_ics(data)
    assert caught.value.code == code


GOOD = write(
    Recurrence(
        at("2026-12-31T09:00"),
        Rule(Frequency.MONTHLY, weekdays=(0, 1, 2, 3, 4), positions=(-1,)),
        RedDays.SKIP,
    )
)
LINES = GOOD.split(b"\r\n")


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(LINES), max_size=30).map(b"\r\n".join)
    | st.tuples(st.integers(0, len(GOOD)), st.binary(max_size=6)).map(
        lambda cut: GOOD[: cut[0]] + cut[1] + GOOD[cut[0] + 3 :]
    )
)
def test_no_broken_file_breaks_it(data: bytes) -> None:
    try:
        entries = from_ics(data)
    except BadRecurrence as error:
        if not texts.has(error.code):
            raise
        return
    for entry in entries:
        upcoming(entry.recurrence, NOW)
