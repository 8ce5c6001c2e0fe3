from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.windows import MOST_WORDS, windows

HEADINGS = "Rutin för nattbemanning › § 3 Medicinsk bedömning"
SENTENCE = "Sjuksköterskan svarar eller ringer upp inom femton minuter."


def test_a_short_passage_is_one_window() -> None:
    assert windows(f"{HEADINGS}\n{SENTENCE}") == (f"{HEADINGS}\n{SENTENCE}",)


def test_a_long_passage_is_cut_at_sentences_each_under_its_headings() -> None:
    found = windows(f"{HEADINGS}\n" + " ".join([SENTENCE] * 20))
    assert len(found) > 1
    for window in found:
        heading, body = window.split("\n")
        assert heading == HEADINGS
        assert body.endswith(".")
        assert len(body.split()) <= MOST_WORDS


def test_a_passage_without_headings() -> None:
    text = " ".join([SENTENCE] * 20)
    assert " ".join(windows(text)) == text


@given(st.text())
def test_nothing_is_lost_and_there_is_always_one(text: str) -> None:
    found = windows(text)
    assert found
    assert set("".join(text.split())) <= set("".join(found))
