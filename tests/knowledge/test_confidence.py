from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.confidence import confidence, judge, rerank
from knowledge.model import Chunk, Metadata, Passage, Place, Verdict

FAR = "Bokföring › § 9\nFakturor betalas inom trettio dagar."


def found(*texts: str, lead: float = 4) -> list[Passage]:
    """Passages in this order, the first ahead of the others by `lead`."""
    return [
        Passage(
            chunk=Chunk(0, len(text), text, Place(), text, str(at)),
            file="exempel.md",
            metadata=Metadata(),
            score=0 if at else lead,
        )
        for at, text in enumerate(texts)
    ]


KEYS = "Nycklar › § 2 Nyckelskåp\nNyckelskåpet inventeras varje månad. Koden byts ofta."
PHONE = "Larm › § 1 Larmcentral\nLarmcentralen tar emot alla larm och nås på 0912-345 67."


@pytest.mark.parametrize(
    ("question", "passages", "verdict"),
    [
        ("hur ofta inventeras nyckelskåpet", [KEYS, FAR, FAR, FAR, FAR], Verdict.ANSWER),
        ("Vad är numret till larmcentralen?", [PHONE, FAR, FAR, FAR, FAR], Verdict.ANSWER),
        ("Vad kostar nyckelskåpet?", [KEYS, FAR, FAR, FAR, FAR], Verdict.UNKNOWN),
        ("Vem inventerar nyckelskåpet?", [KEYS, FAR, FAR, FAR, FAR], Verdict.UNKNOWN),
        ("vad heter larmcentralens chef", [PHONE, FAR, FAR, FAR, FAR], Verdict.UNKNOWN),
        ("hur söker man bygglov", [FAR, KEYS, PHONE], Verdict.UNKNOWN),
        ("hur söker man bygglov", [], Verdict.UNKNOWN),
    ],
)
def test_only_what_holds_the_thing_asked_for_is_an_answer(
    question: str, passages: Sequence[str], verdict: Verdict
) -> None:
    assert judge(rerank(question, found(*passages))) is verdict


def test_the_sentence_beside_and_the_headings_tell_what_it_is_about() -> None:
    apart = "Larm › § 1 Larmcentral\nLarmcentralen tar emot alla larm. Den nås på 0912-345 67."
    ordered = rerank("numret till larmcentralen", found(apart, FAR, FAR, FAR, FAR))
    assert judge(ordered) is Verdict.ANSWER


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Vad är numret till larmcentralen?", Verdict.ANSWER),
        ("Vad är numret till larmcentralen i Granliden?", Verdict.UNKNOWN),
        ("Vad är numret till larmcentralen 2031?", Verdict.UNKNOWN),
    ],
)
def test_what_is_about_another_place_or_year_is_no_answer(question: str, verdict: Verdict) -> None:
    assert judge(rerank(question, found(PHONE, FAR, FAR, FAR, FAR, lead=2))) is verdict


def test_a_sentence_about_another_shift_answers_nothing() -> None:
    office = "Larm › § 1 Larmcentral\nLarmcentralen nås vardagar på 0912-345 67."
    weekday, night = (
        judge(rerank(f"Vad är numret till larmcentralen {when}?", found(office, FAR)))
        for when in ("på fredagar", "på natten")
    )
    assert (weekday, night) == (Verdict.ANSWER, Verdict.UNKNOWN)


def test_passages_side_by_side_are_less_sure_than_one_ahead() -> None:
    question = "hur ofta inventeras skåpet"
    sure, unsure = (rerank(question, found(KEYS, FAR, FAR, lead=lead)) for lead in (5, 0))
    assert confidence(sure) > confidence(unsure)


def test_what_holds_the_thing_asked_for_moves_up_a_little() -> None:
    question = "numret till larmcentralen"
    assert rerank(question, found(KEYS, PHONE, FAR, lead=0.5))[0].chunk.text == PHONE
    assert rerank(question, found(KEYS, PHONE, FAR, lead=5))[0].chunk.text == KEYS
    assert rerank(question, []) == ()


@given(st.text(), st.lists(st.text(), max_size=6), st.floats(0, 50))
def test_any_question_and_any_passages(question: str, texts: list[str], lead: float) -> None:
    assert 0 <= confidence(rerank(question, found(*texts, lead=lead))) <= 1
