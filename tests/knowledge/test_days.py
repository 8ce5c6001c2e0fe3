"""The named days of the Swedish year."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge import days


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("midsommarafton", date(2026, 6, 19)),
        ("skartorsdagen", date(2026, 4, 2)),
        ("annandag pask", date(2026, 4, 6)),
        ("valborgsmassoafton", date(2026, 4, 30)),
        ("alla helgons afton", date(2026, 10, 30)),
        ("lucia", date(2026, 12, 13)),
        ("tjugondag knut", date(2026, 1, 13)),
    ],
)
def test_days_are_named(name: str, day: date) -> None:
    assert days.named(2026)[name] == day
    assert name in days.names(day)


def test_two_names_on_one_day_are_both_known() -> None:
    assert {"forsta maj", "kristi himmelsfardsdag"} <= days.names(date(2008, 5, 1))


def test_eves_and_sundays_are_not_red() -> None:
    assert days.is_red(date(2026, 12, 25))
    assert not days.is_red(date(2026, 12, 24))
    assert not days.is_red(date(2026, 11, 22))


def test_years_without_a_calendar_have_no_named_days() -> None:
    assert days.named(1) == {}


@pytest.mark.parametrize(
    ("name", "known"),
    [("lordag", True), ("roda dagar", True), ("2026-12-24", True), ("fredagsmys", False)],
)
def test_what_is_a_name(name: str, known: bool) -> None:
    assert days.is_name(name) is known
