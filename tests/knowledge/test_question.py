from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.question import coverage, is_english, subject, written
from knowledge.swedish import pieces


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Who is on duty tonight?", True),
        ("what does SBAR stand for", True),
        ("Vem har jour i natt?", False),
        ("vad är SBAR", False),
        ("SBAR?", False),
        ("", False),
    ],
)
def test_the_language_shows_in_the_small_words(question: str, english: bool) -> None:
    assert is_english(question) is english


def test_english_gives_way_to_what_documents_write() -> None:
    assert written("Which nurses work at night in Fjällby?", english=True) == [
        ("sjukskoterska",),
        ("arbete",),
        ("natt",),
        ("fjallby",),
    ]


def test_everyday_words_stay_beside_what_documents_write() -> None:
    assert ("doktor", "lakare") in written("när kommer doktor", english=False)


def test_the_subject_is_without_small_words_and_without_repetition() -> None:
    assert subject("Vad är en SIP och när ska en SIP erbjudas?", english=False) == [
        ("sip",),
        ("erbjudas",),
    ]


def test_coverage_counts_forms_and_compounds_and_weighs_long_words_more() -> None:
    held = pieces("Nycklarna till läkemedelsskåpen räknas varje kväll.")
    assert coverage([("lakemedelsskap",)], held) > 0.9
    assert coverage([("lakemedelsskap",), ("bil",)], held) > coverage(
        [("nyckel",), ("transportbil",)], held
    )


def test_one_alternative_is_enough() -> None:
    assert coverage([("doktor", "lakare")], pieces("Läkaren ringer upp.")) > 0.5
    assert coverage([], pieces("Läkaren ringer upp.")) == 0


@given(st.text(), st.text(), st.booleans())
def test_any_question_and_any_text(question: str, text: str, english: bool) -> None:
    assert 0 <= coverage(subject(question, english=english), pieces(text)) <= 1
    assert coverage(written(question, english=False), pieces(question)) in (0, 1)
