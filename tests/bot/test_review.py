"""Owners are reminded 30 and 7 days before a review date, once each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.review import Dated, due, item_of, next_review

ZONE = ZoneInfo("Europe/Stockholm")
REVIEW = date(2026, 4, 5)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def dated() -> list[Dated]:
    return [("a.pdf", REVIEW)]


def test_thirty_and_seven_days_before_at_nine() -> None:
    start = at(REVIEW - timedelta(days=40), 12)
    slots = due(dated, ZONE, start, at(REVIEW, 12))
    assert [slot.at for slot in slots] == [at(date(2026, 3, 6), 9), at(date(2026, 3, 29), 9)]
    assert {slot.item for slot in slots} == {item_of("a.pdf", REVIEW)}


def test_each_second_of_a_year_belongs_to_one_look() -> None:
    """However often it is looked, every reminder comes once."""
    moment, end, found = at(date(2026, 3, 1), 0), at(REVIEW, 0), 0
    while moment < end:
        following = moment + timedelta(hours=7, minutes=13)
        found += len(due(dated, ZONE, moment, following))
        moment = following
    assert found == 2


def test_where_no_morning_lies_between_nobody_is_asked() -> None:
    def never() -> list[Dated]:
        raise AssertionError

    assert due(never, ZONE, at(REVIEW, 9), at(REVIEW, 9, 30)) == ()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 25), 12, date(2027, 11, 25)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_the_next_review(day: date, months: int, expected: date) -> None:
    assert next_review(day, months) == expected
