"""What people write of times that come round: the golden phrases, and any text at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts import texts
from knowledge.calendar import STOCKHOLM
from knowledge.model import BadRecurrence
from knowledge.recur import Recurrence, describe, find, parse, upcoming
from tests.knowledge.recur.samples import moments

GOLDEN = Path(__file__).parents[2] / "golden" / "recurrence.jsonl"
PHRASES = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
FOLLOWED = [phrase for phrase in PHRASES if "error" not in phrase]
T = TypeVar("T")
NOW = datetime(2026, 11, 25, 14, 30, tzinfo=STOCKHOLM)
PIECES = """varje varannan var tredje måndag tisdagar fredag den 15:e 31:a första sista näst
    vardagen vardag helg dagen månad månaden vecka veckor kvartal år i på kl 8 13 02:30 9.30
    och , - till
    och med från utom röda dagar nästa jämna udda 10 gånger gång juni december 29 februari halvår
    timme minut morgon natt every other Monday weekdays of the month until 30 annars flyttas
    vardagen före imorgon om två jul v. 53 2027 am pm"""
sentences = st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=9).map(" ".join)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)


def same(one: Recurrence, other: Recurrence) -> bool:
    return (one.rule, one.red_days, one.length) == (other.rule, other.red_days, other.length)


def tried(read: Callable[[str, datetime], T], text: str, now: datetime) -> T | None:
    """What is read; None where it cannot be, which must be said clearly."""
    try:
        return read(text, now)
    except BadRecurrence as error:
        if texts.has(error.code):
            return None
        raise


def test_there_are_phrases_enough() -> None:
    assert len({(phrase["text"], phrase["now"]) for phrase in FOLLOWED}) >= 250


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda p: f"{p['now']} {p['text']}")
def test_golden_phrase(phrase: dict[str, Any]) -> None:
    now = at(phrase["now"])
    if "error" in phrase:
        with pytest.raises(BadRecurrence) as caught:
            parse(phrase["text"], now)
        assert caught.value.code == phrase["error"]
        return
    found = parse(phrase["text"], now)
    assert (found.rule.text(found.start) if found.rule else None) == phrase["rule"]
    assert found.red_days == phrase.get("red_days", "keep")
    assert found.length.total_seconds() == 60 * phrase.get("minutes", 0)
    told = [f"{time:%Y-%m-%dT%H:%M%z}" for time in upcoming(found, now)]
    assert told == phrase["next"]
    assert describe(found, "sv") == phrase["sv"]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("phrase", FOLLOWED, ids=lambda p: f"{p['now']} {p['text']}")
def test_what_is_told_is_read_back_as_the_same(phrase: dict[str, Any], language: str) -> None:
    now = at(phrase["now"])
    found = parse(phrase["text"], now)
    again = parse(describe(found, language), now)
    assert same(found, again)


@pytest.mark.parametrize(
    ("time", "rest", "moment"),
    [
        ("imorgon kl 8", "| att ringa sjukstugan", "2026-11-26T08:00"),
        ("imorgon kl 8", "att ringa sjukstugan |", "2026-11-26T08:00"),
        ("imorgon 14", "| ring sjukstugan", "2026-11-26T14:00"),
        ("varje fredag 14", "| skicka rapporten före kl 16", "2026-11-27T14:00"),
        ("in 2 hours", "| to call Anna", "2026-11-25T16:30"),
        ("on Friday at 3 pm", "to call the ward |", "2026-11-27T15:00"),
        ("om 20 min", "om var tredje är inringd |", "2026-11-25T14:50"),
        ("varje kväll kl 20", "var är nyckeln, |", "2026-11-25T20:00"),
        ("varje dag kl 8 och 20", "ta 2 tabletter |", "2026-11-25T20:00"),
        ("varje dag", "| 2 tabletter", "2026-11-26T09:00"),
        ("fredag", "|: veckobrev", "2026-11-27T09:00"),
    ],
)
def test_a_time_is_found_in_a_text(time: str, rest: str, moment: str) -> None:
    text = rest.replace("|", time)
    found = find(text, NOW)
    assert found is not None
    assert text[found.start : found.end] == time
    assert upcoming(found.recurrence, NOW, 1) == (at(moment),)


def test_how_long_it_goes_on_may_stand_at_the_end() -> None:
    text = "varje dag kl 8 att ta prov, i två veckor."
    found = find(text, NOW)
    assert found is not None
    assert describe(found.recurrence, "sv") == "varje dag kl 08:00, till och med 9 december 2026"
    assert found.rest(text) == ("", " att ta prov, ", ".")
    once = find("imorgon kl 8 att boka tid i två veckor", NOW)
    assert once is not None
    assert len(once.words) == 1


def test_a_text_without_a_time() -> None:
    assert find("ring sjukstugan", NOW) is None
    with pytest.raises(BadRecurrence, match=r"recur\.no-time"):
        parse("ring sjukstugan", NOW)


def test_words_that_are_no_time_are_named() -> None:
    with pytest.raises(BadRecurrence) as caught:
        parse("varje `blå` måndag", NOW)
    assert "blå" in str(caught.value.details["words"])
    assert "`" not in str(caught.value.details["words"])


def test_it_starts_at_the_next_time_and_not_now() -> None:
    assert parse("varje onsdag kl 14.30", NOW).start == at("2026-12-02T14:30")
    assert parse("varje onsdag kl 14.31", NOW).start == at("2026-11-25T14:31")


@settings(max_examples=400)
@given(sentences, moments)
def test_time_words_in_any_order_give_a_time_or_a_clear_error(text: str, now: datetime) -> None:
    found = tried(parse, text, now)
    if found is None:
        return
    (first,) = upcoming(found, now, 1)
    assert first > now
    assert found.start.tzinfo == STOCKHOLM
    for language in ("sv", "en"):
        assert same(parse(describe(found, language), now), found)


@settings(max_examples=200)
@given(st.text(max_size=80), moments)
def test_no_text_breaks_it(text: str, now: datetime) -> None:
    found = tried(find, text, now)
    assert found is None or 0 <= found.start < found.end <= len(text)


def test_what_the_documentation_says_can_be_written() -> None:
    page = (Path(__file__).parents[3] / "docs" / "times.md").read_text("utf-8")
    table, _, rest = page.partition("Add to any")
    additions, _, refused = rest.partition("Not possible")
    phrases = re.findall(r"`([^`]+)`", table)
    phrases += [f"varje måndag kl 9, {words}" for words in re.findall(r"`([^`]+)`", additions)]
    assert len(phrases) > 40
    for phrase in phrases:
        parse(phrase, NOW)
    for phrase in re.findall(r"`([^`]+)`", refused):
        with pytest.raises(BadRecurrence):
            parse(phrase, NOW)
