from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.particulars import particulars


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        (
            "vad kostade huset 2026",
            "Under 2026 kostade huset mer.",
            "Under 2025 kostade huset mer.",
        ),
        ("tiden för grad 3", "Grad 3 ska vara klar i maj.", "Grad 2 ska vara klar 2023."),
        ("mötet i juni", "Mötet hålls 2027-06-15.", "Mötet hålls 2027-05-15."),
        ("the meeting in June", "Mötet är den 15 juni.", "Mötet är den 15 maj."),
        ("vem städar i Granliden", "Granlidens förråd städas.", "Tallhöjdens förråd städas."),
    ],
)
def test_a_passage_about_another_year_month_or_place_lacks_it(
    question: str, holds: str, lacks: str
) -> None:
    assert not particulars(question).lacking_in(holds)
    assert particulars(question).lacking_in(lacks)


@pytest.mark.parametrize(
    "question",
    ["vem nås kl 22 i kväll", "who do I call on a Saturday at 2", "När är det?", "Granliden"],
)
def test_times_of_day_english_days_and_first_words_pin_nothing_down(question: str) -> None:
    assert not particulars(question).lacking_in("Jouren nås på telefon.")


@pytest.mark.parametrize(
    ("question", "sentence", "contradicted"),
    [
        ("vem nås på lördagar", "Kontoret nås vardagar 08.00–16.00.", True),
        ("vem nås på lördagar", "Kontoret nås alla dagar.", False),
        ("vem nås på lördagar", "Kontoret nås på 0912-345 67.", False),
        ("vem nås på lördagar", "Kvällar och helger nås jouren.", False),
        ("vem nås", "Kontoret nås vardagar.", False),
        ("who is reached at night", "Kontoret nås på kvällar.", True),
        ("vad betalar regionen", "Kommunen betalar 200 kronor.", True),
        ("vad betalar regionen", "Kommunen och regionen delar på kostnaden.", False),
    ],
)
def test_a_sentence_about_another_shift_or_principal_speaks_against(
    question: str, sentence: str, contradicted: bool
) -> None:
    assert particulars(question).contradicted_by(sentence) is contradicted


@given(st.text(), st.text())
def test_any_question_and_any_text(question: str, text: str) -> None:
    pinned = particulars(question)
    assert pinned.lacking_in(text) in (True, False)
    assert pinned.contradicted_by(text) in (True, False)


@given(st.text(alphabet="abcdåäö0123456789 .:-", max_size=60))
def test_the_question_itself_lacks_nothing(text: str) -> None:
    assert not particulars(text).lacking_in(text)
    assert not particulars(text).contradicted_by(text)
