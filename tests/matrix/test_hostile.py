"""Anyone may write anything into an event: none of it stops the bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nio import AsyncClient
from nio.store import SqliteStore

from bot.matrix.api import Api
from bot.matrix.crypto import Crypto
from bot.matrix.events import Identity
from bot.matrix.invites import read_invitations
from bot.matrix.machine import Machine
from bot.matrix.reader import Found, Reader
from bot.matrix.room import Room
from tests.clock import FakeClock

ME = "@lotsen:x"
NAMES = [
    "algorithm", "body", "ciphertext", "content", "creator", "device_id", "encryption", "events",
    "event_id", "is_falling_back", "join", "key", "m.in_reply_to", "m.mentions", "m.relates_to",
    "membership", "msgtype", "origin_server_ts", "rel_type", "sender", "sender_key", "session_id",
    "session_key", "state_key", "type", "unsigned", "user_ids", "users", "x",
]  # fmt: skip
WORDS = [
    "", "!r:x", "$e", "@anna:x", ME, "invite", "join", "m.annotation", "m.file",
    "m.forwarded_room_key",
    "m.megolm.v1.aes-sha2", "m.olm.v1.curve25519-aes-sha2", "m.reaction", "m.room.create",
    "m.room.encrypted", "m.room.encryption", "m.room.member", "m.room.message",
    "m.room.power_levels", "m.room.redaction", "m.room.tombstone", "m.room_key",
    "m.room_key_request", "m.text", "m.thread", "AAAA", "\x00",
]  # fmt: skip

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=20,
)
contents = st.dictionaries(st.sampled_from(NAMES), json_values, max_size=8) | json_values
events = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(WORDS) | json_values,
        "sender": st.sampled_from(["@anna:x", "@eve:y"]) | json_values,
        "event_id": st.just("$e") | json_values,
        "state_key": st.sampled_from(["", ME]) | json_values,
        "origin_server_ts": json_values,
        "content": contents,
        "unsigned": json_values,
        "redacts": json_values,
    },
)
sealed_events = st.fixed_dictionaries(
    {
        "type": st.just("m.room.encrypted"),
        "sender": st.just("@anna:x"),
        "event_id": st.just("$e"),
        "origin_server_ts": st.just(1),
        "content": st.fixed_dictionaries(
            {"algorithm": st.sampled_from(WORDS)},
            optional={
                name: st.just("AAAA") | json_values
                for name in ("ciphertext", "sender_key", "session_id", "device_id", "x")
            },
        ),
    }
)
often = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def crypto(tmp_path: Path) -> Iterator[Crypto]:
    store = SqliteStore(ME, "BOT", str(tmp_path), "secret", "keys.db")
    machine = Machine(ME, "BOT", store)
    machine.create_outbound_group_session("!r:x")  # and with it a key to the room
    yield Crypto(Api(AsyncClient("http://127.0.0.1:9")), machine)
    store.database.close()


@often
@given(raw=st.lists(events | sealed_events, max_size=3))
def test_timelines(crypto: Crypto, raw: list[Any]) -> None:
    room, found = Room("!r:x"), Found()
    for event in raw:
        room.apply(event)
    Reader(crypto, Identity(ME, ("Lotsen",)), FakeClock()).read(raw, room, found)
    assert len(found.incoming) + len(found.sealed) <= len(raw)
    room.power_of("@anna:x")
    room.power_needed("m.room.tombstone")


@often
@given(
    to_device=json_values | st.fixed_dictionaries({"events": st.lists(events | sealed_events)}),
    lists=json_values,
    counts=json_values,
)
def test_what_comes_with_a_sync(crypto: Crypto, to_device: Any, lists: Any, counts: Any) -> None:
    sync = {
        "to_device": to_device,
        "device_lists": {"changed": lists},
        "device_one_time_keys_count": {"signed_curve25519": counts},
    }
    assert crypto.receive(sync) == frozenset()
    assert crypto.receive(dict.fromkeys(sync, lists)) == frozenset()


@given(rooms=st.dictionaries(st.just("invite"), st.dictionaries(st.just("!r:x"), json_values)))
def test_invitations(rooms: dict[str, Any]) -> None:
    read_invitations(rooms, ME)
