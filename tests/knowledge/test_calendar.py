"""Shifts and days off on the clock, the nights of the changed clock above all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import HELG, SHIFTS, STOCKHOLM, Calendar, DaysOff, Shift, join, touches
from knowledge.model import BadRegister, Interval

CALENDAR = Calendar()
CHRISTMAS = Interval(datetime(2026, 12, 21, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC))
dates = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def told(when: str, window: Interval = CHRISTMAS, calendar: Calendar = CALENDAR) -> list[str]:
    """When a `when` comes round, as "ons 23 18:00 – mån 28 07:00"."""
    found = (calendar.local(interval) for interval in calendar.occurrences(when, window))
    return [f"{i.start:%d %H:%M}–{i.end:%d %H:%M}" for i in found]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 9), (date(2026, 10, 24), 11), (date(2026, 12, 31), 10)],
)
def test_the_length_of_a_night(day: date, hours: int) -> None:
    assert CALENDAR.shift("natt", day).length == timedelta(hours=hours)


@given(dates)
def test_the_shifts_of_a_day_meet_and_fill_it(day: date) -> None:
    parts = [CALENDAR.shift(name, day) for name in ("dag", "kväll", "natt")]
    assert [one.end for one in parts[:-1]] == [other.start for other in parts[1:]]
    assert parts[-1].end == CALENDAR.shift("dag", day + timedelta(days=1)).start


@given(dates)
def test_a_shift_shows_its_hours_on_the_wall(day: date) -> None:
    night = CALENDAR.local(CALENDAR.shift("natt", day))
    assert (night.start.time(), night.end.time()) == (time(21), time(7))
    assert night.start.tzinfo is STOCKHOLM


def test_hours_of_the_skipped_and_the_doubled_hour() -> None:
    assert CALENDAR.at(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert CALENDAR.at(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("helg", ["24 00:00–28 00:00", "31 00:00–04 00:00"]),
        ("storhelg", ["23 18:00–28 07:00", "30 18:00–04 07:00"]),
        ("vardagar", ["21 00:00–24 00:00", "28 00:00–31 00:00", "04 00:00–06 00:00"]),
        ("julafton", ["24 00:00–25 00:00"]),
        ("röda dagar", ["25 00:00–27 00:00", "01 00:00–02 00:00"]),
        ("2026-12-30 kväll", ["30 16:00–30 21:00"]),
        ("lördagar kväll", ["26 16:00–26 21:00", "02 16:00–02 21:00"]),
        ("storhelg natt", [f"{d:02} 21:00–{d + 1:02} 07:00" for d in range(23, 28)]
         + ["30 21:00–31 07:00", "31 21:00–01 07:00"]
         + [f"{d:02} 21:00–{d + 1:02} 07:00" for d in (1, 2, 3)]),
        ("vardagar dag och kväll", [f"{d} 07:00–{d} 21:00" for d in (21, 22, 23, 28, 29, 30)]
         + ["04 07:00–04 21:00"]),
        ("helg 08.00–16.30", [f"{d} 08:00–{d} 16:30" for d in ("24", "25", "26", "27", "31")]
         + [f"0{d} 08:00–0{d} 16:30" for d in (1, 2, 3)]),
    ],
)  # fmt: skip
def test_when_it_comes_round_at_christmas(when: str, expected: list[str]) -> None:
    assert told(when) == expected


def test_a_weekday_run_is_whole_though_the_window_is_short() -> None:
    wednesday = datetime(2026, 11, 25, 12, tzinfo=UTC)
    window = Interval(wednesday, wednesday + timedelta(minutes=1))
    assert told("vardagar", window) == ["23 00:00–28 00:00"]


def test_round_the_clock_has_no_ends_of_its_own() -> None:
    assert CALENDAR.occurrences("dygnet runt", CHRISTMAS) == (CHRISTMAS,)
    assert CALENDAR.occurrences("", CHRISTMAS) == (CHRISTMAS,)


def test_stray_commas_say_nothing() -> None:
    assert CALENDAR.patterns(", natt,") == CALENDAR.patterns("natt")


def test_the_team_owns_its_tables() -> None:
    calendar = Calendar(
        shifts={**SHIFTS, "jour": Shift(time(17), time(8))},
        helg=DaysOff(frozenset({"lordag", "sondag"}), start=time(17), end=time(7)),
        storhelg=DaysOff(frozenset({"nationaldagen"})),
    )
    week = Interval(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 8, tzinfo=UTC))
    assert told("helg", week, calendar) == ["29 17:00–01 07:00", "05 17:00–08 07:00"]
    assert told("storhelg", week, calendar) == ["06 00:00–07 00:00"]
    assert told("helg jour", week, calendar) == [
        "31 17:00–01 08:00", "05 17:00–06 08:00", "06 17:00–07 08:00", "07 17:00–08 08:00",
    ]  # fmt: skip


def test_a_shift_that_the_clock_skips_does_not_come_round() -> None:
    calendar = Calendar(shifts={"paus": Shift(time(2), time(3))})
    night = Interval(datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC))
    assert told("paus", night, calendar) == []


@pytest.mark.parametrize("when", ["fredagsmys", "natt natt", "helg 25–07", "natten jul"])
def test_words_that_mean_nothing_are_told(when: str) -> None:
    with pytest.raises(BadRegister) as error:
        CALENDAR.patterns(when)
    assert error.value.code == "register.unknown-shift"
    assert "natt" in str(error.value.details["known"])


@pytest.mark.parametrize(
    ("inner", "outer", "narrower"),
    [
        ("natt", "dygnet runt", True),
        ("helg natt", "natt", True),
        ("helg natt", "helg", True),
        ("storhelg", "helg", True),
        ("julafton", "storhelg", True),
        ("lördagar", "helg", True),
        ("22–06", "natt", True),
        ("natt", "21–07", False),
        ("helg", "natt", False),
        ("natt", "helg", False),
        ("måndagar", "helg", False),
        ("dygnet runt", "vardagar", False),
        ("kväll, natt", "dygnet runt", True),
        ("natt", "kväll, natt", True),
    ],
)
def test_which_is_the_narrower(inner: str, outer: str, narrower: bool) -> None:
    assert CALENDAR.narrower(inner, outer) is narrower


def test_joining_and_touching() -> None:
    starts = [CHRISTMAS.start + timedelta(hours=hours) for hours in (3, 0, 1)]
    hours = [Interval(start, start + timedelta(hours=1)) for start in starts]
    assert [i.length for i in join(hours)] == [timedelta(hours=2), timedelta(hours=1)]
    assert touches(hours[0], CHRISTMAS)
    assert not touches(hours[1], hours[2])


def test_the_default_weekend_holds_the_eves_off() -> None:
    assert {"lordag", "sondag", "roda dagar", "julafton"} <= HELG.days
