"""Time words: the golden phrases, and what must hold of any text at any time."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.calendar import STOCKHOLM, Calendar, Shift
from knowledge.when import time_words, understand

GOLDEN = Path(__file__).parents[1] / "golden" / "time_words.jsonl"
PHRASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
WEDNESDAY = datetime(2026, 11, 25, 14, 30, tzinfo=STOCKHOLM)


def between(first: str, last: str) -> st.SearchStrategy[datetime]:
    """Every second between two moments, both runs of the hour that comes twice too."""
    start, end = (int(datetime.fromisoformat(f"{day}T12:00Z").timestamp()) for day in (first, last))
    return st.integers(start, end).map(lambda seconds: datetime.fromtimestamp(seconds, STOCKHOLM))


# Both changes of the clock, a leap day and New Year have traps of their own.
moments = st.one_of(
    between("2024-01-01", "2032-12-31"),
    between("2026-03-28", "2026-03-30"),
    between("2026-10-24", "2026-10-26"),
    between("2028-02-28", "2028-03-02"),
    between("2026-12-27", "2027-01-12"),
)
PIECES = """i på natt natten lördag lördagar helgen jul nästa förra kl 22 06 2 halv tre kvart : . -
    / till mot mellan och den 3 12 december v 53 om två timmar dagar imorgon bitti kväll efter innan
    storhelg röd dag kontorstid utanför nu påsk 29 februari 2028 at night pm am"""
COMING = """i natt, på natten, ikväll, i helgen, på lördag, lördag natt, kl 22, nu, julafton, 3/12,
    midsommar, storhelg, vardagar, v. 20, halv tre, tonight, röda dagar, nyårsnatten"""
sentences = st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=9).map(" ".join)


def ask(text: str, now: datetime = WEDNESDAY) -> Any:
    return understand(text, now)


def test_there_are_phrases_enough() -> None:
    assert len({(p["text"], p["now"]) for p in PHRASES}) >= 250


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda p: f"{p['now'][:16]} {p['text']}")
def test_golden_phrase(phrase: dict[str, str | None]) -> None:
    now = datetime.fromisoformat(str(phrase["now"])).astimezone(STOCKHOLM)
    asked = understand(str(phrase["text"]), now)
    understood = asked and tuple(
        end.isoformat(timespec="minutes") for end in (asked.interval.start, asked.interval.end)
    )
    assert (understood or (None, None)) == (phrase["start"], phrase["end"])


@pytest.mark.parametrize(
    ("text", "shift", "explicit"),
    [
        ("i natt", "natt", True),
        ("på natten", "natt", False),
        ("nattetid", "natt", False),
        ("lördag natt", "natt", True),
        ("på lördagar", None, False),
        ("ikväll", "kväll", True),
        ("på dagtid", "dag", False),
        ("på helgen", None, False),
        ("i helgen", None, True),
        ("i natt kl 02", None, True),
        ("dygnet runt", None, False),
        ("nu", None, True),
        ("Jag jobbar natt och undrar vem som har jour på lördag kväll", "kväll", True),
    ],
)
def test_shift_and_whether_a_certain_time_is_meant(
    text: str, shift: str | None, explicit: bool
) -> None:
    asked = ask(text)
    assert (asked.shift, asked.explicit) == (shift, explicit)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Vem har nattlarm på natten?", "Vem har nattlarm ?"),
        ("dosett lördag kl 2 hos oss", "dosett   hos oss"),
        ("vem ringer jag natten till lördag om fall", "vem ringer jag  om fall"),
        ("Vem ansvarar för Marsvin?", "Vem ansvarar för Marsvin?"),
        ("who is on duty on Saturday at 2 am", "who is on duty  "),
    ],
)
def test_where_the_time_words_stand(text: str, rest: str) -> None:
    left = text
    for start, end in reversed(time_words(text)):
        left = left[:start] + left[end:]
    assert left == rest


def test_decomposed_letters_are_understood() -> None:
    assert ask("på lo\u0308rdag kva\u0308ll") is not None


def test_the_shifts_of_the_team_count() -> None:
    calendar = Calendar(shifts={"natt": Shift(time(21, 30), time(6, 45))})
    asked = understand("i natt", WEDNESDAY, calendar)
    assert asked is not None
    assert (asked.interval.start.hour, asked.interval.start.minute) == (21, 30)
    assert (asked.interval.end.hour, asked.interval.end.minute) == (6, 45)


@given(text=st.text(max_size=300), now=moments)
@settings(max_examples=200)
def test_any_text_is_taken(text: str, now: datetime) -> None:
    asked = ask(text, now)
    assert asked is None or asked.interval.length > timedelta()


@given(text=sentences, now=moments)
@settings(max_examples=600)
def test_an_interval_is_never_empty_and_always_in_local_time(text: str, now: datetime) -> None:
    asked = ask(text, now)
    if asked is None:
        return
    assert asked.interval.length > timedelta()
    assert asked.interval.start.tzinfo is asked.interval.end.tzinfo is STOCKHOLM
    assert all(0 <= start < end <= len(text) for start, end in asked.words)


@given(text=st.sampled_from(COMING.split(",")), now=moments)
@settings(max_examples=400)
def test_what_is_coming_is_not_over(text: str, now: datetime) -> None:
    asked = ask(text, now)
    assert asked is not None
    assert asked.interval.end.timestamp() > now.timestamp()


@given(now=moments)
@settings(max_examples=300)
def test_tonight_is_the_night_going_on_or_the_next(now: datetime) -> None:
    night = ask("i natt", now).interval
    assert (night.start.hour, night.end.hour) == (21, 7)
    assert night.start.timestamp() - now.timestamp() <= 14 * 3600 + 3600
    changes = {(2026, 3, 28): 9, (2026, 10, 24): 11}
    day = (night.start.year, night.start.month, night.start.day)
    if night.start.month not in (3, 10) or day in changes:
        assert night.length == timedelta(hours=changes.get(day, 10))


@pytest.mark.parametrize("piece", ["i ", "1 ", "22-", "natt ", "lördagx ", "ﷺ", "'", "9"])
@pytest.mark.timeout(60)
def test_a_text_of_100_kb_comes_to_an_end(piece: str) -> None:
    ask("i natt")
    ask((piece * 100_000)[:100_000])
