"""Who is on, who comes next, who stands in, and what is left open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar import STOCKHOLM, Calendar
from knowledge.duty import on
from knowledge.model import Choice, Duty, Interval, Responsibility, Status
from knowledge.register import Register
from knowledge.timeline import timeline
from knowledge.when import understand

WEDNESDAY = datetime(2026, 11, 25, 14, 30, tzinfo=STOCKHOLM)
CARE = Choice("vård", "")
DAY = Responsibility("vård", "dagsköterskan", "dag", backup="bakjour")
EVENING = Responsibility("vård", "kvällssköterskan", "kväll", backup="bakjour")
NIGHT = Responsibility("vård", "nattsköterskan", "natt", backup="bakjour")
WEEKEND_NIGHT = replace(NIGHT, role="helgnattsköterskan", when="helg natt")
AROUND = (DAY, EVENING, NIGHT)


def asked(text: str | None, *rows: Responsibility, now: datetime = WEDNESDAY) -> tuple[Duty, ...]:
    """Who is on for `vård` at the time that `text` names; None names none."""
    understood = understand(text, now) if text else None
    interval = understood.interval if understood else None
    return on(Register(rows), [CARE], interval, now)


def roles(duties: tuple[Duty, ...]) -> list[str]:
    return [duty.responsibility.role for duty in duties]


def hours(duty: Duty) -> str:
    return "–".join(f"{end:%d %H:%M}" if end else "" for end in (duty.start, duty.end))


def test_who_is_on_at_night_and_who_comes_next() -> None:
    (night,) = asked("i natt", *AROUND)
    assert (night.responsibility, night.next) == (NIGHT, DAY)
    assert hours(night) == "25 21:00–26 07:00"
    assert not night.vacant


def test_a_moment_gives_the_whole_shift() -> None:
    (night,) = asked("lördag kl 2", *AROUND)
    assert hours(night) == "27 21:00–28 07:00"


def test_a_moment_at_the_change_of_shift_is_the_new_shift() -> None:
    assert roles(asked("kl 21", *AROUND)) == ["nattsköterskan"]


def test_without_a_time_day_comes_before_evening_before_night() -> None:
    duties = asked(None, NIGHT, WEEKEND_NIGHT, EVENING, DAY)
    assert roles(duties) == [
        "dagsköterskan", "kvällssköterskan", "nattsköterskan", "helgnattsköterskan",
    ]  # fmt: skip
    assert [hours(duty) for duty in duties] == [
        "25 07:00–25 16:00", "25 16:00–25 21:00", "25 21:00–26 07:00", "28 21:00–29 07:00",
    ]  # fmt: skip


def test_without_a_time_a_far_off_holiday_has_its_coming_dates() -> None:
    storhelg = replace(DAY, role="storhelgssköterskan", when="storhelg")
    now = datetime(2026, 9, 1, 12, tzinfo=STOCKHOLM)
    (duty,) = asked(None, storhelg, now=now)
    assert hours(duty) == "23 18:00–28 07:00"


def test_what_is_over_today_is_not_told() -> None:
    assert roles(asked("idag", *AROUND)) == ["dagsköterskan", "kvällssköterskan", "nattsköterskan"]
    late = datetime(2026, 11, 25, 20, 0, tzinfo=STOCKHOLM)
    assert roles(asked("idag", *AROUND, now=late)) == ["kvällssköterskan", "nattsköterskan"]


def test_each_is_told_once_for_a_whole_week() -> None:
    assert len(asked("v. 50", *AROUND)) == 3


def test_round_the_clock_has_no_ends() -> None:
    (duty,) = asked("i natt", replace(DAY, when="dygnet runt"))
    assert (duty.start, duty.end, duty.next) == (None, None, None)


def test_the_narrower_row_holds() -> None:
    rows = (NIGHT, WEEKEND_NIGHT, replace(DAY, when="dygnet runt"))
    assert roles(asked("lördag natt", *rows)) == ["helgnattsköterskan"]
    assert roles(asked("onsdag natt", *rows)) == ["nattsköterskan"]
    (noon,) = asked("imorgon kl 12", *rows)
    assert (noon.responsibility.role, hours(noon)) == ("dagsköterskan", "26 07:00–26 21:00")


def test_two_that_both_hold_are_both_told() -> None:
    helg = replace(DAY, role="helgteamet", when="helg")
    assert roles(asked("lördag natt kl 23", NIGHT, helg)) == ["helgteamet", "nattsköterskan"]


@pytest.mark.parametrize(
    ("change", "held"),
    [
        ({"valid_to": date(2026, 11, 24)}, False),
        ({"valid_to": date(2026, 11, 25)}, True),
        ({"valid_from": date(2026, 11, 26)}, False),
        ({"valid_from": date(2026, 11, 25)}, True),
        ({"status": Status.REPEALED}, False),
        ({"status": Status.SUPERSEDED}, False),
        ({"status": Status.PROPOSAL}, True),
    ],
)
def test_rows_out_of_force_do_not_count(change: dict[str, Any], held: bool) -> None:
    row = replace(EVENING, **change)
    assert any(not duty.vacant for duty in asked("ikväll", row)) is held
    assert bool(asked(None, row)) is held


def test_a_row_counts_on_the_day_that_is_asked_about() -> None:
    coming = replace(NIGHT, role="nya nattsköterskan", valid_from=date(2026, 12, 1))
    going = replace(NIGHT, valid_to=date(2026, 11, 30))
    assert roles(asked("i natt", going, coming)) == ["nattsköterskan"]
    assert roles(asked("den 2 december på natten", going, coming)) == ["nya nattsköterskan"]


def test_nobody_named_is_told_with_the_backup_and_who_comes_next() -> None:
    (gap,) = asked("i natt", DAY, EVENING)
    assert gap.vacant
    assert (gap.responsibility.role, hours(gap)) == ("bakjour", "25 21:00–26 07:00")
    assert gap.next == DAY


def test_nobody_named_and_no_backup() -> None:
    (gap,) = asked("i natt", replace(DAY, backup=""))
    assert (gap.vacant, gap.responsibility.role, gap.backups) == (True, "", ())


def test_an_uncovered_part_of_a_shift_is_told_too() -> None:
    late = replace(EVENING, when="16–23")
    assert [(duty.responsibility.role, duty.vacant) for duty in asked("i natt", DAY, late)] == [
        ("kvällssköterskan", False),
        ("bakjour", True),
    ]


def test_the_backup_chain_is_followed_through_the_register() -> None:
    register = Register(
        (
            replace(NIGHT, role="", backup="bakjour"),
            Responsibility("läkarkontakt", "bakjour", "natt", contact="0980", backup="växeln"),
        )
    )
    interval = Interval(WEDNESDAY + timedelta(hours=9), WEDNESDAY + timedelta(hours=10))
    (duty,) = on(register, [CARE], interval, WEDNESDAY)
    assert duty.vacant
    assert (duty.responsibility.role, duty.responsibility.contact) == ("bakjour", "0980")
    assert [backup.role for backup in duty.backups] == ["växeln"]


def test_backups_in_a_circle_end() -> None:
    one = Responsibility("vård", "ett", backup="två")
    other = Responsibility("annat", "två", backup="ett")
    (duty,) = on(Register((one, other)), [CARE], None, WEDNESDAY)
    assert [backup.role for backup in duty.backups] == ["två"]


@pytest.mark.parametrize(
    ("evening", "hours_long"), [(date(2026, 3, 28), 9), (date(2026, 10, 24), 11)]
)
def test_the_night_of_the_changed_clock(evening: date, hours_long: int) -> None:
    now = datetime.combine(evening, time(20), STOCKHOLM)
    (night,) = asked("i natt", *AROUND, now=now)
    assert night.start is not None
    assert night.end is not None
    assert Interval(night.start, night.end).length == timedelta(hours=hours_long)


@given(
    st.lists(
        st.sampled_from(["dag", "kväll", "natt", "helg", "helg natt", "vardagar", "storhelg",
                         "dygnet runt", "vardag dag", "röda dagar", "julafton", "22–03"]),
        unique=True, max_size=6,
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
)  # fmt: skip
def test_a_timeline_has_no_holes_and_never_changes_nothing(
    whens: list[str], start: datetime
) -> None:
    window = Interval(start.replace(tzinfo=UTC), start.replace(tzinfo=UTC) + timedelta(days=20))
    stretches = timeline([replace(DAY, when=when) for when in whens], window, Calendar())
    assert stretches[0].interval.start == window.start
    assert stretches[-1].interval.end == window.end
    for one, other in pairwise(stretches):
        assert one.interval.start < one.interval.end == other.interval.start
