"""A flood in a room does not keep the others waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.turns import FLOOD, Turns
from tests.bot.test_journal import QUESTION


def order(senders: Sequence[str]) -> list[str]:
    """What is taken, as sender and number, where all of this waits."""
    turns = Turns()
    for number, sender in enumerate(senders):
        turns.put(replace(QUESTION, sender=sender, event=f"{sender}{number}"))
    return [turns.take().event for _ in range(len(turns))]


def test_in_the_order_of_arrival() -> None:
    assert order("ababb") == ["a0", "b1", "a2", "b3", "b4"]


def test_others_go_between_what_one_person_floods_in() -> None:
    taken = order("a" * 500 + "bcb")
    assert taken.index("b500") < 5
    assert taken.index("c501") < 5
    assert taken.index("b502") < 10


def test_a_long_night_of_two_is_answered_in_turn_and_then_in_order() -> None:
    taken = order("ab" * 50)
    assert taken == [f"{'ab'[n % 2]}{n}" for n in range(100)]


@given(st.lists(st.sampled_from("abc"), max_size=5 * FLOOD))
def test_nothing_is_lost_and_everyones_own_order_holds(senders: list[str]) -> None:
    taken = order(senders)
    assert sorted(taken) == sorted(f"{who}{n}" for n, who in enumerate(senders))
    for who in "abc":
        mine = [int(event[1:]) for event in taken if event[0] == who]
        assert mine == sorted(mine)


def test_with_nothing_there_is_nothing_to_take() -> None:
    with pytest.raises(ValueError):
        Turns().take()
