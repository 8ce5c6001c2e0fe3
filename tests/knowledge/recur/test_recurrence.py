"""The times that a recurrence gives: in order, on the wall, with red days as agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings

from knowledge.calendar import STOCKHOLM
from knowledge.model import BadRecurrence
from knowledge.recur import (
    Frequency,
    Recurrence,
    RedDays,
    Rule,
    between,
    describe,
    from_text,
    is_day_off,
    is_workday,
    moment,
    parse,
    read_rule,
    to_text,
    upcoming,
)
from tests.knowledge.recur.samples import recurrences


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)


def days(recurrence: Recurrence, after: str, count: int = 3) -> list[str]:
    return [f"{time:%Y-%m-%d}" for time in upcoming(recurrence, at(after), count)]


def test_nine_o_clock_stays_nine_o_clock_over_both_changes() -> None:
    daily = Recurrence(at("2026-03-28T09:00"), Rule(Frequency.DAILY))
    offsets = {(time.hour, time.utcoffset()) for time in upcoming(daily, at("2026-03-01"), 300)}
    assert offsets == {(9, timedelta(hours=1)), (9, timedelta(hours=2))}


def test_the_hour_that_is_skipped_comes_an_hour_later_that_day_only() -> None:
    daily = Recurrence(at("2026-03-27T02:30"), Rule(Frequency.DAILY))
    times = upcoming(daily, at("2026-03-27T12:00"))
    assert [f"{time:%d %H:%M}" for time in times] == ["28 02:30", "29 03:30", "30 02:30"]


def test_of_the_hour_that_comes_twice_the_first_is_meant() -> None:
    daily = Recurrence(at("2026-10-24T02:30"), Rule(Frequency.DAILY))
    first, second = upcoming(daily, at("2026-10-24T12:00"), 2)
    assert first.utcoffset() == timedelta(hours=2)
    assert second - first == timedelta(days=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=25)


def test_two_hours_that_the_spring_makes_one_are_one() -> None:
    twice = Recurrence(at("2026-03-27T02:00"), Rule(Frequency.DAILY, hours=(2, 3)))
    times = between(twice, at("2026-03-28T12:00"), at("2026-03-29T12:00"))
    assert [f"{time:%H:%M}" for time in times] == ["03:00"]


def test_a_leap_day_comes_every_four_years() -> None:
    plain = Recurrence(at("2028-02-29T09:00"), Rule(Frequency.YEARLY, monthdays=(29,), months=(2,)))
    assert days(plain, "2027-01-01") == ["2028-02-29", "2032-02-29", "2036-02-29"]


def test_red_days_are_skipped_or_moved() -> None:
    fridays = Rule(Frequency.WEEKLY, weekdays=(4,))
    good_friday = {
        red_days: days(Recurrence(at("2027-03-19T13:00"), fridays, red_days), "2027-03-20", 1)
        for red_days in RedDays
    }
    assert good_friday == {
        RedDays.KEEP: ["2027-03-26"],
        RedDays.SKIP: ["2027-04-02"],
        RedDays.NEXT: ["2027-03-30"],
        RedDays.PREVIOUS: ["2027-03-25"],
    }


def test_two_times_that_move_to_the_same_day_are_one() -> None:
    daily = Recurrence(at("2027-03-24T09:00"), Rule(Frequency.DAILY), RedDays.NEXT)
    assert days(daily, "2027-03-25", 4) == ["2027-03-25", "2027-03-27", "2027-03-30", "2027-03-31"]


def test_a_day_left_out_counts_but_does_not_come() -> None:
    three = Recurrence(at("2026-11-30T09:00"), Rule(Frequency.DAILY, count=3))
    assert days(three.without(date(2026, 12, 1)), "2026-11-01", 9) == ["2026-11-30", "2026-12-02"]


def test_of_so_many_times_red_days_are_not_counted() -> None:
    rule = Rule(Frequency.DAILY, count=3)
    three = Recurrence(at("2026-12-23T09:00"), rule, RedDays.SKIP)
    assert days(three, "2026-12-01", 9) == ["2026-12-23", "2026-12-27", "2026-12-28"]


def test_what_never_comes() -> None:
    fifth = Rule(Frequency.MONTHLY, weekdays=(0,), positions=(5,), months=(2,))
    assert days(Recurrence(at("2026-02-01T09:00"), fifth), "2026-01-01") == ["2044-02-29"]
    with pytest.raises(BadRecurrence, match=r"recur\.never"):
        read_rule("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", at("2026-02-01T09:00"))


@pytest.mark.parametrize(
    ("written", "now", "said"),
    [
        ("2026-11-25T16:00", "2026-11-25T14:00", "idag kl 16:00"),
        ("2026-11-26T08:00", "2026-11-25T23:59", "imorgon kl 08:00"),
        ("2026-12-01T08:00", "2026-11-25T14:00", "tisdag 1 december kl 08:00"),
        ("2027-01-01T08:00", "2026-12-31T14:00", "imorgon kl 08:00"),
        ("2027-01-02T08:00", "2026-12-31T14:00", "lördag 2 januari 2027 kl 08:00"),
    ],
)
def test_one_time_in_words(written: str, now: str, said: str) -> None:
    assert moment(at(written), at(now), "sv") == said


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "måndag till fredag kl 09:00"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1", "sista dagen i månaden kl 09:00"),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=1MO", "första måndagen i september varje år kl 09:00"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=TU", "varannan tisdag kl 09:00"),
        ("FREQ=WEEKLY", "varje tisdag kl 09:00"),
        ("FREQ=MONTHLY", "den 3:e varje månad kl 09:00"),
        ("FREQ=YEARLY", "den 3 mars varje år kl 09:00"),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;COUNT=2", "varje dag kl 09:00, 2 gånger"),
        ("FREQ=WEEKLY;UNTIL=20260610T065959Z", "varje tisdag kl 09:00, till och med 9 juni 2026"),
        ("FREQ=WEEKLY;UNTIL=20260610", "varje tisdag kl 09:00, till och med 10 juni 2026"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "den 31:a varje månad kl 09:00, i månader som är så långa"),
    ],
)  # fmt: skip
def test_rules_of_other_programs_are_told(rule: str, told: str) -> None:
    start = at("2026-03-03T09:00")
    assert describe(Recurrence(start, read_rule(rule, start)), "sv") == told


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "bad-rule"),
        ("FREQ=", "bad-rule"),
        ("FREQ=WEEKLY;FREQ=DAILY", "bad-rule"),
        ("FREQ=WEEKLY;BYDAY=XX", "bad-rule"),
        ("FREQ=MONTHLY;BYDAY=0MO", "bad-rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "bad-rule"),
        ("FREQ=DAILY;COUNT=0", "bad-rule"),
        ("FREQ=DAILY;INTERVAL=x", "bad-rule"),
        ("FREQ=DAILY;UNTIL=2026", "bad-rule"),
        ("FREQ=DAILY;UNTIL=20261399", "bad-rule"),
        ("FREQ=MINUTELY", "unsupported"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "unsupported"),
        ("FREQ=YEARLY;BYYEARDAY=100", "unsupported"),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU,MO", "unsupported"),
    ],
)
def test_what_is_no_rule_or_cannot_be_followed(rule: str, code: str) -> None:
    with pytest.raises(BadRecurrence, match=code):
        read_rule(rule, at("2026-03-03T09:00"))


@settings(max_examples=150)
@given(recurrences())
def test_times_come_in_order_and_each_once(recurrence: Recurrence) -> None:
    after = recurrence.start - timedelta(days=1)
    times = upcoming(recurrence, after, 12)
    assert all(one < other for one, other in pairwise(time.astimezone(UTC) for time in times))
    assert all(time > after for time in times)
    if recurrence.red_days is RedDays.SKIP:
        assert not any(is_day_off(time.date()) for time in times)
    if recurrence.red_days in (RedDays.NEXT, RedDays.PREVIOUS):
        assert all(is_workday(t.date()) or not is_day_off(t.date()) for t in times)
    if times:
        middle = times[len(times) // 2]
        later = tuple(time for time in times if time > middle)
        assert upcoming(recurrence, middle, len(later)) == later


@settings(max_examples=150)
@given(recurrences())
def test_a_column_of_a_table_holds_all_of_it(recurrence: Recurrence) -> None:
    assert from_text(to_text(recurrence)) == recurrence


@settings(max_examples=300)
@given(recurrences())
def test_every_rule_can_be_told_and_read_back(recurrence: Recurrence) -> None:
    before = recurrence.start - timedelta(minutes=1)
    rule = recurrence.rule
    # In a week of its own the first that comes may be the last, or none.
    if not upcoming(recurrence, before, 1) or (rule and rule.until):
        return
    for language in ("sv", "en"):
        again = parse(describe(recurrence, language), before)
        assert (again.rule, again.red_days) == (rule, recurrence.red_days)
