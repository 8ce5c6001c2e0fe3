"""What the register leaves open: gaps, overlaps, rosters with holes, sources out of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.calendar import STOCKHOLM, Calendar
from knowledge.check import AROUND, OldSource, RosterEnd, check
from knowledge.model import Interval, Metadata, Responsibility, Status
from knowledge.records import DocumentInfo
from knowledge.register import Register
from knowledge.roster import Entry, Roster
from knowledge.timeline import timeline

MONDAY = date(2026, 11, 23)
DAY = Responsibility("vård", "dagsköterskan", "dag", backup="bakjour")
EVENING = Responsibility("vård", "kvällssköterskan", "kväll", backup="bakjour")
NIGHT = Responsibility("vård", "nattsköterskan", "natt", backup="bakjour")
AROUND_THE_CLOCK = (DAY, EVENING, NIGHT)
WHENS = ("dag", "kväll", "natt", "helg", "helg natt", "vardag dag", "storhelg", "22–03")
HOUR = timedelta(hours=1)


def night(day: date, role: str = "nattsköterskan", hours: int = 10) -> Entry:
    """A turn from 21 on, local time."""
    start = datetime.combine(day, time(21), STOCKHOLM)
    return Entry(role, "Anna", "", start, start + timedelta(hours=hours))


def document(title: str, **metadata: object) -> DocumentInfo:
    made = Metadata(title=title, **metadata)  # type: ignore[arg-type]
    now = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))
    return DocumentInfo(f"{title}.pdf", made, now, 1, "", "")


def test_gaps_overlaps_and_what_expires() -> None:
    register = Register(
        (
            DAY,
            replace(NIGHT, valid_to=date(2026, 12, 6)),
            replace(EVENING, when="16–22"),
            Responsibility("tvätt", "a", "helg"),
            Responsibility("tvätt", "b", "natt"),
            Responsibility("gammalt", "c", status=Status.REPEALED),
        )
    )
    report = check(register, MONDAY, 4)
    gaps = [
        (g.function, f"{g.first.start:%m-%d %H}–{g.first.end:%H}", g.times) for g in report.gaps
    ]
    assert ("vård", "12-07 22–07", 14) in gaps
    assert [(o.function, o.roles, o.times) for o in report.overlaps if o.function == "vård"] == [
        ("vård", ("nattsköterskan", "kvällssköterskan"), 14)
    ]
    assert any(o.roles == ("a", "b") for o in report.overlaps)
    assert [row.role for row in report.expired] == ["nattsköterskan", "c"]
    assert any(gap.function == "gammalt" for gap in report.gaps)


def test_nothing_is_found_where_all_is_covered() -> None:
    assert check(Register(AROUND_THE_CLOCK), date(2026, 3, 23), 52).is_clear


def test_a_night_that_the_roster_leaves_out_is_told_with_its_role() -> None:
    entries = [night(MONDAY + timedelta(days=n)) for n in range(-1, 28) if n not in (2, 9)]
    report = check(Register(AROUND_THE_CLOCK, roster=Roster(tuple(entries))), MONDAY, 4)
    (hole,) = report.unstaffed
    assert (hole.role, hole.times) == ("nattsköterskan", 2)
    assert f"{hole.first.start:%a %H}–{hole.first.end:%H}" == "Wed 21–07"
    assert report.rosters == ()


def test_half_a_night_that_nobody_takes_is_told() -> None:
    entries = [night(MONDAY + timedelta(days=n), hours=6) for n in range(-1, 7)]
    report = check(Register((NIGHT,), roster=Roster(tuple(entries))), MONDAY, 1)
    assert [(f"{h.first.start:%H}–{h.first.end:%H}", h.times) for h in report.unstaffed] == [
        ("03–07", 7)
    ]


def test_a_roster_that_ends_too_soon_is_told_once_and_not_night_by_night() -> None:
    entries = tuple(night(MONDAY + timedelta(days=n)) for n in range(-1, 7))
    report = check(Register((NIGHT,), roster=Roster(entries)), MONDAY, 52)
    assert report.unstaffed == ()
    assert report.rosters == (
        RosterEnd("nattsköterskan", datetime(2026, 11, 30, 7, tzinfo=STOCKHOLM)),
    )
    over = check(Register((NIGHT,), roster=Roster(entries)), date(2027, 3, 1), 2)
    assert over.rosters == (RosterEnd("nattsköterskan", None),)


def test_a_roster_of_a_role_that_no_row_counts_on_is_left_alone() -> None:
    roster = Roster((night(MONDAY, role="någon annan"),))
    assert check(Register(AROUND_THE_CLOCK, roster=roster), MONDAY, 4).is_clear


@pytest.mark.parametrize(
    ("source", "metadata", "told"),
    [
        ("Rutin A § 3", {"valid_to": date(2026, 12, 1)}, True),
        ("Rutin A § 3", {"status": Status.REPEALED}, True),
        ("Rutin A", {"valid_to": date(2028, 1, 1)}, False),
        ("Rutin A och annat", {"status": Status.REPEALED}, False),
        ("KS 1/2025 § 3", {"status": Status.REPEALED, "diary_number": "KS 1/2025"}, True),
    ],
)
def test_a_source_that_does_not_hold_is_told(
    source: str, metadata: dict[str, object], told: bool
) -> None:
    register = Register((replace(DAY, when="dygnet runt", source=source),))
    report = check(register, MONDAY, 8, [document("Rutin A", **metadata)])
    assert report.sources == ((OldSource(source, ("vård",)),) if told else ())


def test_a_source_that_has_a_successor_of_the_same_name_holds() -> None:
    register = Register((replace(DAY, source="Rutin A § 3"),))
    old = document("Rutin A", valid_to=date(2026, 12, 1))
    new = replace(old, file="ny.pdf", metadata=Metadata(title="Rutin A"))
    assert check(register, MONDAY, 8, [old, new]).sources == ()


@given(st.lists(st.sampled_from(WHENS), unique=True, min_size=1, max_size=4))
@settings(max_examples=40)
def test_every_hour_without_anybody_is_in_a_gap_that_is_told(whens: list[str]) -> None:
    rows = tuple(replace(DAY, when=when) for when in whens)
    calendar = Calendar()
    window = Interval(calendar.at(MONDAY, time()), calendar.at(MONDAY + timedelta(weeks=3), time()))
    told = check(Register(rows), MONDAY, 3)
    open_runs = _runs(rows, window, calendar)
    assert sum(gap.times for gap in told.gaps) == open_runs


def _runs(rows: tuple[Responsibility, ...], window: Interval, calendar: Calendar) -> int:
    """Stretches of hours with nobody that reach into a window, counted hour by hour."""
    wide = Interval(window.start - AROUND, window.end + AROUND)
    held = [i for row in rows for i in calendar.occurrences(row.when, wide)]
    hours = [wide.start + n * HOUR for n in range(int((wide.end - wide.start) / HOUR))]
    states = [(any(i.start <= hour < i.end for i in held), hour) for hour in hours]
    count = 0
    for covered, run in groupby(states, key=lambda state: state[0]):
        moments = [hour for _, hour in run]
        inside = moments[0] < window.end and moments[-1] + HOUR > window.start
        count += not covered and inside
    return count


@given(
    st.lists(st.integers(-1, 20), unique=True, max_size=22),
    st.sampled_from([4, 10, 24]),
)
@settings(max_examples=40)
def test_an_hour_is_unstaffed_only_where_the_row_holds_and_no_turn_does(
    days: list[int], hours: int
) -> None:
    roster = Roster(tuple(night(MONDAY + timedelta(days=n), hours=hours) for n in days))
    register = Register((NIGHT,), roster=roster)
    calendar = register.calendar
    for hole in check(register, MONDAY, 3).unstaffed:
        start = hole.first.start.astimezone(ZoneInfo("UTC"))
        moment = Interval(start, start + HOUR)
        assert timeline((NIGHT,), moment, calendar)[0].rows == (NIGHT,)
        assert roster.turns("nattsköterskan", moment) == ()
