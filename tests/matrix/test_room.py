"""What the bot knows of a room, from its state events."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.room import Room

BOT, ANNA, BENGT = "@bot:x", "@anna:x", "@bengt:x"


def state(kind: str, content: Any, key: str = "", sender: str = ANNA) -> dict[str, Any]:
    return {"type": kind, "state_key": key, "sender": sender, "content": content}


def member(person: str, membership: str) -> dict[str, Any]:
    return state("m.room.member", {"membership": membership}, person)


def room(*events: dict[str, Any]) -> Room:
    made = Room("!r:x")
    for event in events:
        made.apply(event)
    return made


def test_a_room_is_private_only_with_exactly_two() -> None:
    pair = [member(BOT, "join"), member(ANNA, "join")]
    assert room(*pair).is_private(BOT, ANNA)
    assert not room(*pair).is_private(BOT, BENGT)
    assert not room(*pair, member(BENGT, "join")).is_private(BOT, ANNA)
    assert not room(*pair, member(BENGT, "invite")).is_private(BOT, ANNA), "he can read along"
    assert room(*pair, member(BENGT, "invite"), member(BENGT, "leave")).is_private(BOT, ANNA)
    assert not room(member(BOT, "join")).is_private(BOT, BOT)


def test_encryption_is_for_good() -> None:
    sealed = room(state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}))
    sealed.apply(state("m.room.encryption", {}))
    assert sealed.encrypted


def test_powers_come_from_the_levels() -> None:
    levels = {"users": {ANNA: 100}, "users_default": 10, "events": {"m.room.tombstone": 90}}
    made = room(state("m.room.power_levels", levels))
    assert (made.power_of(ANNA), made.power_of(BENGT)) == (100, 10)
    assert (made.power_needed("m.room.tombstone"), made.power_needed("m.room.name")) == (90, 50)


def test_without_levels_the_creator_rules() -> None:
    made = room(state("m.room.create", {"room_version": "10"}))
    assert (made.power_of(ANNA), made.power_of(BENGT)) == (100, 0)
    assert made.power_needed("m.room.name") == 0


@pytest.mark.parametrize(
    ("version", "rules"), [("11", False), ("12", True), ("org.example.new", True)]
)
def test_from_version_12_on_creators_stand_above_all_levels(version: str, rules: bool) -> None:
    content = {"room_version": version, "additional_creators": [BENGT, 7]}
    levels = {"users": {ANNA: 0}, "users_default": 0}
    made = room(state("m.room.create", content), state("m.room.power_levels", levels))
    assert (made.power_of(ANNA) > 1000) is rules
    assert (made.power_of(BENGT) > 1000) is rules


def test_a_tombstone_names_the_next_room() -> None:
    assert room(state("m.room.tombstone", {"replacement_room": "!new:x"})).replacement == "!new:x"
    assert room(state("m.room.tombstone", {})).replacement is None


def test_only_someone_with_the_power_sends_the_room_elsewhere() -> None:
    tombstone = state("m.room.tombstone", {"replacement_room": "!new:x"}, sender=BENGT)
    levels = {"users": {ANNA: 100, BENGT: 50}, "events": {"m.room.tombstone": 100}}
    assert room(tombstone, state("m.room.power_levels", levels)).replacement is None
    levels["users"] = {BENGT: 100}
    assert room(tombstone, state("m.room.power_levels", levels)).replacement == "!new:x"


def test_in_version_12_a_creator_has_the_power_without_a_level() -> None:
    made = room(
        state("m.room.create", {"room_version": "12"}),
        state("m.room.power_levels", {"users": {}, "events": {"m.room.tombstone": 150}}),
        state("m.room.tombstone", {"replacement_room": "!new:x"}),
    )
    assert made.replacement == "!new:x"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["users", "membership", "events", "x"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)
kinds = st.sampled_from(
    ["m.room.member", "m.room.power_levels", "m.room.create", "m.room.tombstone", "x"]
)


@given(st.lists(st.tuples(kinds, anything, anything), max_size=6))
def test_nothing_malformed_breaks_it(events: list[tuple[str, Any, Any]]) -> None:
    made = Room("!r:x")
    for kind, content, key in events:
        made.apply({"type": kind, "state_key": key, "content": content, "sender": ANNA})
        made.apply({"type": kind, "state_key": "", "content": content, "sender": ANNA})
    assert isinstance(made.power_of(ANNA), int | float)
    assert isinstance(made.power_needed("x"), int | float)
    made.is_private(BOT, ANNA)
