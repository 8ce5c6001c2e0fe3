from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from knowledge.fuse import fuse

COSINES = np.array([0.81, 0.84, 0.80, 0.79])
SHARES = np.array([0.0, 0.0, 0.6, 0.0])


def test_without_common_words_the_vectors_decide() -> None:
    assert fuse(COSINES, np.zeros(4)).argmax() == 1


def test_without_vectors_the_words_decide() -> None:
    assert fuse(None, SHARES).argmax() == 2


def test_many_common_words_outweigh_a_slightly_nearer_vector() -> None:
    assert fuse(COSINES, SHARES).argmax() == 2


def test_models_with_wide_and_narrow_cosines_weigh_the_same() -> None:
    wide = COSINES * 10 - 8
    np.testing.assert_allclose(fuse(COSINES, SHARES), fuse(wide, SHARES), atol=1e-9)


def test_nothing_and_all_alike() -> None:
    assert fuse(np.empty(0), np.empty(0)).shape == (0,)
    assert fuse(np.full(3, 0.8), np.zeros(3)).tolist() == [0, 0, 0]


@given(arrays(np.float32, 5, elements=st.floats(0, 1, width=32)))
def test_a_passage_that_is_best_in_both_comes_first(values: np.ndarray) -> None:
    assert fuse(values, values)[values.argmax()] == fuse(values, values).max()
