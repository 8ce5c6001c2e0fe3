"""The right moment: within a person's hours, on their shift, not while they are away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.calendar import STOCKHOLM, Shift
from knowledge.model import Interval
from knowledge.recur import Availability, is_free, right_moment
from tests.knowledge.recur.samples import moments

OFFICE = Availability(
    hours=Shift(time(8), time(17)), days=frozenset({0, 1, 2, 3, 4}), red_days=False
)
NIGHT = Availability(hours=Shift(time(21), time(7)))


def at(written: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("slot", "person", "moment"),
    [
        # Those who have said nothing else are not woken.
        ("2026-11-25T14:30", Availability(), "2026-11-25T14:30"),
        ("2026-11-25T22:30", Availability(), "2026-11-26T07:00"),
        ("2026-11-25T03:00", Availability(), "2026-11-25T07:00"),
        ("2026-11-25T03:00", Availability(hours=None), "2026-11-25T03:00"),
        # Office hours: not on Saturday, not at Christmas.
        ("2026-11-27T16:59", OFFICE, "2026-11-27T16:59"),
        ("2026-11-27T17:00", OFFICE, "2026-11-30T08:00"),
        ("2026-12-23T18:00", OFFICE, "2026-12-28T08:00"),
        ("2027-03-25T18:00", OFFICE, "2027-03-30T08:00"),
        # Night staff are prompted on their shift, not asleep.
        ("2026-11-25T13:00", NIGHT, "2026-11-25T21:00"),
        ("2026-11-26T02:00", NIGHT, "2026-11-26T02:00"),
        ("2026-11-26T07:00", NIGHT, "2026-11-26T21:00"),
        # The nights when the clock is changed.
        ("2026-03-29T02:30", NIGHT, "2026-03-29T03:30"),
        ("2026-10-25T06:59", NIGHT, "2026-10-25T06:59"),
        ("2026-10-25T07:00", NIGHT, "2026-10-25T21:00"),
    ],
)
def test_the_right_moment(slot: str, person: Availability, moment: str) -> None:
    assert right_moment(at(slot), person) == at(moment)


def test_a_night_that_begins_on_friday_ends_on_saturday() -> None:
    weekdays = Availability(hours=NIGHT.hours, days=frozenset(range(5)))
    assert is_free(at("2026-11-28T03:00"), weekdays)
    assert right_moment(at("2026-11-28T22:00"), weekdays) == at("2026-11-30T21:00")


def test_the_hours_are_those_of_the_persons_own_zone() -> None:
    helsinki = ZoneInfo("Europe/Helsinki")
    moment = right_moment(at("2026-11-25T20:30"), Availability(zone=helsinki))
    assert moment == at("2026-11-26T07:00", helsinki)
    assert moment.tzinfo == helsinki


def test_who_is_away_is_prompted_when_back() -> None:
    friday = date(2026, 11, 27)
    day = Availability(back=friday)
    night = Availability(hours=NIGHT.hours, back=friday)
    assert right_moment(at("2026-11-25T09:00"), day) == at("2026-11-27T07:00")
    assert right_moment(at("2026-11-25T09:00"), night) == at("2026-11-27T21:00")
    assert right_moment(at("2026-11-28T09:00"), day) == at("2026-11-28T09:00")
    anytime = Availability(hours=None, back=friday)
    assert right_moment(at("2026-11-25T09:00"), anytime) == at("2026-11-27T00:00")


def test_a_roster_goes_before_hours() -> None:
    turns = (
        Interval(at("2026-11-25T21:00"), at("2026-11-26T07:00")),
        Interval(at("2026-11-27T07:00"), at("2026-11-27T16:00")),
    )
    person = Availability(turns=turns)
    assert right_moment(at("2026-11-25T09:00"), person) == at("2026-11-25T21:00")
    assert right_moment(at("2026-11-26T02:00"), person) == at("2026-11-26T02:00")
    assert right_moment(at("2026-11-26T07:00"), person) == at("2026-11-27T07:00")
    # After the last turn nothing is known but the hours.
    assert right_moment(at("2026-11-27T22:00"), person) == at("2026-11-28T07:00")


shifts = st.tuples(st.integers(0, 23), st.integers(1, 23)).map(
    lambda pair: Shift(time(pair[0]), time(sum(pair) % 24))
)
people = st.builds(
    Availability,
    zone=st.sampled_from([STOCKHOLM, ZoneInfo("Europe/Helsinki"), ZoneInfo("UTC")]),
    hours=st.one_of(st.none(), shifts),
    days=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    red_days=st.booleans(),
)


@settings(max_examples=300)
@given(moments, people)
def test_it_is_never_before_the_slot_and_never_outside_the_hours(
    slot: datetime, person: Availability
) -> None:
    moment = right_moment(slot, person)
    assert slot <= moment <= slot + timedelta(days=21)
    assert is_free(moment, person)
    assert right_moment(moment.astimezone(UTC), person) == moment
