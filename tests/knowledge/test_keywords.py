from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.keywords import Keywords

TEXTS = [
    "Sjuksköterskan på sjukstugan svarar för medicinska bedömningar på natten.",
    "Nycklarna till trygghetslarmen förvaras i skåpet på kontoret.",
    "Rutiner för hygien vid utbrott av magsjuka.",
    "Bokföring och fakturor.",
]


@pytest.fixture(scope="module")
def keywords() -> Keywords:
    return Keywords(TEXTS)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("vem gör den medicinska bedömningen i natt", 0),
        ("medisinska bedömmningar", 0),
        ("var finns nyckeln till trygghetslarmet", 1),
        ("hygienrutiner", 2),
        ("BOKFORING", 3),
    ],
)
def test_it_meets_inflection_compounds_slips_and_plain_keyboards(
    keywords: Keywords, question: str, best: int
) -> None:
    assert keywords.scores(question).argmax() == best


def test_scores_are_shares_of_the_question(keywords: Keywords) -> None:
    whole = Keywords([f"{TEXTS[0]} " * 50, *TEXTS[1:]]).scores(TEXTS[0])
    assert 0.9 < whole[0] <= 1
    assert keywords.scores("natten xyzzy")[0] < keywords.scores("natten")[0]


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    common = Keywords(["rutin för brand", "rutin för fall", "rutin för larm"])
    scores = common.scores("rutin brand")
    assert scores[0] > 2 * scores[1] > 0


@pytest.mark.parametrize("question", ["", "  ", "🚑", "\x00", "ﷺ" * 5000, "\ud800"])
def test_a_question_without_known_words_finds_nothing(keywords: Keywords, question: str) -> None:
    assert keywords.scores(question).tolist() == [0, 0, 0, 0]


def test_no_passages_at_all() -> None:
    assert Keywords([]).scores("natt").shape == (0,)
    assert Keywords(["", ""]).scores("natt").tolist() == [0, 0]


@given(st.lists(st.text(), max_size=5), st.text())
def test_any_texts_and_any_question(texts: list[str], question: str) -> None:
    scores = Keywords(texts).scores(question)
    assert scores.dtype == np.float32
    assert scores.shape == (len(texts),)
    assert (scores >= 0).all()
    assert (scores <= 1 + 1e-6).all()
