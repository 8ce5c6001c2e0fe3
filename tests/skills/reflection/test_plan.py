"""When each person is asked and reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import Shift
from knowledge.recur import Availability, is_free
from skills.reflection.plan import prompt_at, remind_at

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NIGHT = Availability(hours=Shift(time(21), time(7)))
HELSINKI = Availability(zone=ZoneInfo("Europe/Helsinki"), hours=Shift(time(7), time(16)))
TUESDAY = datetime(2026, 11, 24, 13, tzinfo=STOCKHOLM)
DEADLINE = TUESDAY + timedelta(days=2)


def test_night_staff_are_asked_on_their_shift() -> None:
    assert prompt_at(TUESDAY, DEADLINE, Availability()) == TUESDAY
    assert prompt_at(TUESDAY, DEADLINE, NIGHT) == TUESDAY.replace(hour=21)
    evening = TUESDAY.replace(hour=20)
    told = prompt_at(evening, DEADLINE, HELSINKI)
    assert told is not None
    assert (told.hour, told.date()) == (7, date(2026, 11, 25))


def test_who_is_away_until_after_the_deadline_is_not_asked() -> None:
    assert prompt_at(TUESDAY, DEADLINE, Availability(back=date(2026, 11, 27))) is None
    assert prompt_at(TUESDAY, DEADLINE, Availability(back=date(2026, 11, 25))) is not None


def test_reminders_are_spread_and_end_before_the_deadline() -> None:
    now, found = TUESDAY, []
    while at := remind_at(TUESDAY, DEADLINE, 3, Availability(), now):
        found.append(at)
        now = at
    assert found == [TUESDAY + timedelta(hours=12 * n) + timedelta(hours=h)
                     for n, h in ((1, 6), (2, 0))] + [DEADLINE.replace(day=26, hour=7)]  # fmt: skip
    assert remind_at(TUESDAY, DEADLINE, 0, Availability(), TUESDAY) is None


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)


@given(MOMENTS, st.integers(2, 400), st.integers(0, 5), st.integers(0, 500))
def test_a_reminder_is_always_in_the_window(
    asked: datetime, hours: int, times: int, passed: int
) -> None:
    deadline, now = asked + timedelta(hours=hours), asked + timedelta(hours=passed)
    at = remind_at(asked, deadline, times, NIGHT, now)
    if at is not None:
        assert asked < at < deadline
        assert at > now
        assert is_free(at, NIGHT)
