from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import measures


def test_hit_looks_at_the_first_k() -> None:
    assert measures.hit([False, True, False], 1) == 0
    assert measures.hit([False, True, False], 3) == 1
    assert measures.hit([], 3) == 0


def test_reciprocal_rank_is_that_of_the_first_hit() -> None:
    assert measures.reciprocal_rank([False, True, True]) == 1 / 2
    assert measures.reciprocal_rank([False] * 10 + [True]) == 0


def test_recall_is_a_share_of_all_there_is() -> None:
    assert measures.recall([True, False, True], 4, 2) == 1 / 4


def test_ndcg_as_worked_by_hand() -> None:
    gains = [3.0, 2.0, 3.0, 0.0, 1.0, 2.0]
    dcg = 3 + 2 / log2(3) + 3 / 2 + 1 / log2(6) + 2 / log2(7)
    best = 3 + 3 / log2(3) + 3 / 2 + 2 / log2(5) + 2 / log2(6) + 2 / log2(7)
    relevant = [3.0, 3.0, 3.0, 2.0, 2.0, 2.0, 1.0]
    assert measures.ndcg(gains, relevant, 6) == pytest.approx(dcg / best)
    assert measures.ndcg([0.0], [], 10) == 0


def test_risk_is_about_what_is_answered() -> None:
    answered = [True, True, False, True]
    assert measures.risk(answered, [True, False, False, True]) == pytest.approx(1 / 3)
    assert measures.risk([False], [False]) == 0


def test_aurc_as_worked_by_hand() -> None:
    # Most confident first: right, wrong, right, so the risks are 0, 1/2 and 1/3.
    assert measures.aurc([0.1, 0.9, 0.5], [True, True, False]) == pytest.approx(
        (0 + 1 / 2 + 1 / 3) / 3
    )


def test_aurc_of_one_confidence_for_all_is_the_error_rate() -> None:
    assert measures.aurc([0.5] * 4, [True, False, False, False]) == pytest.approx(3 / 4)


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=20)
)
def test_aurc_does_not_depend_on_the_order_of_the_questions(
    judged: list[tuple[float, bool]],
) -> None:
    def of(pairs: list[tuple[float, bool]]) -> float:
        return measures.aurc([c for c, _ in pairs], [right for _, right in pairs])

    assert of(judged) == pytest.approx(of(judged[::-1]))
    assert 0 <= of(judged) <= 1


def test_f1() -> None:
    # Two of three said are true, of four that are: P = 2/3, R = 2/4.
    said = [True, True, True, False, False]
    true = [True, True, False, True, True]
    assert measures.f1(said, true) == pytest.approx(2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4))
    assert measures.f1([False], [True]) == 0
