"""Nobody in a small group can be told apart, also by subtraction."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.reflection.disclosure import LEAST, apart, told


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"kommun": 9, "region": 5}, {"kommun": 9, "region": 5}),
        ({"kommun": 8}, {"kommun": 8}),
        ({"kommun": 4}, {}),
        ({"kommun": 9, "region": 2}, {}),  # 11 in all, less 9, would tell of the 2
        ({"kommun": 9, "region": 0}, {}),
        ({"kommun": 10, "region": 3, "privat": 7}, {"kommun": 10}),
        ({"a": 10, "b": 2, "c": 1, "d": 6}, {"a": 10}),
        ({"a": 10, "b": 3, "c": 4}, {"a": 10}),
        ({"a": 2, "b": 2}, {}),
        ({}, {}),
    ],
)
def test_what_is_told_beside_a_total(counts: dict[str, int], expected: dict[str, int]) -> None:
    assert told(counts) == expected


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30)))
def test_no_sum_of_what_is_told_leaves_a_small_group(counts: dict[str, int]) -> None:
    shown = told(counts)
    total = sum(counts.values())
    assert all(counts[name] == count >= LEAST for name, count in shown.items())
    hidden = set(counts) - set(shown)
    if shown:
        for size in range(len(shown) + 1):
            for known in combinations(shown.values(), size):
                rest = total - sum(known)
                assert rest >= LEAST or not hidden
        assert len(hidden) != 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("abcdefgh", "abcdefgh", True),
        ("abcdefgh", "abcdefg", False),  # the difference is h
        ("abcdefgh", "abcdefxy", False),
        ("abcdefgh", "ijklmnop", True),
        ("abcdefghijklm", "abcdefgh", True),
    ],
)
def test_two_groups_that_share_almost_everyone(one: str, other: str, expected: bool) -> None:
    assert apart(one, other) is expected
    assert apart(other, one) is expected
