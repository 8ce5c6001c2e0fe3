"""Texts in plain characters with a way back, and in time for any length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.gate import screen
from knowledge.gate.reading import read

LENGTH = 100_000
SECONDS = 3
"""Many times what it takes; a slip that makes it quadratic takes minutes."""
PATTERNS = (
    "1", "1 ", "12 03 12 1234\n", "540312-", "0980-31 92 10\n", "070-", "jour 070-174 06 05 ",
    "a@", "a.b@", "Karin ", "Karin har ", "84-årig ", "kvinna 84 år ", "född 1954-03-12 ", "fem ",
    "\n", ". ", "-", "O", "l1", "1\u200b", "a\u0301", "１", "A ", "2026-03-14 0900 ", "pnr ",
    "(at) ",    "såret hos ", "ﬁ", "lma ",
)  # fmt: skip


@given(st.text())
def test_every_character_has_a_place_in_the_text_as_written(text: str) -> None:
    reading = read(text)
    assert len(reading.text) == len(reading.digits) == len(reading.lower)
    assert len(reading.origins) == len(reading.text) + 1
    assert list(reading.origins) == sorted(reading.origins)
    assert reading.origins[-1] == len(text)


@given(st.text())
def test_any_text_can_be_screened(text: str) -> None:
    found = screen(text)
    assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("５４０３１２–９８０４", "540312-9804"),
        ("54\u00ad03\u200b12−9804", "540312-9804"),
        ("③⑤⓪", "350"),
        ("a\u030arig\u00a0\u2009ﬁn…", "årig  fin."),
        ("540312⁄9804 · 1", "540312/9804 . 1"),
    ],
)
def test_there_is_one_way_to_write_a_digit_a_dash_and_a_space(text: str, plain: str) -> None:
    assert read(text).text == plain


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("54O312-l234", "540312-1234"),
        ("54-lO-12", "54-10-12"),
        ("4 O 1 2 l 3 0 1 2 3", "4 0 1 2 1 3 0 1 2 3"),
        ("syrgas 5 l/min", "syrgas 5 l/min"),
        ("I 2025 kl 10", "I 2025 kl 10"),
    ],
)
def test_letters_are_digits_where_they_stand_among_digits(text: str, digits: str) -> None:
    assert read(text).digits == digits


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_time_does_not_run_away(pattern: str) -> None:
    text = pattern * (LENGTH // len(pattern))
    started = time.process_time()
    screen(text)
    assert time.process_time() - started < SECONDS
