"""Keys that do not come, and keys that come late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from nio.event_builders import ToDeviceMessage
from sqlalchemy import Engine, select

from bot.matrix.hints import Hints
from bot.matrix.memory import Memory, Sealed
from bot.outbox import Outbox
from bot.state import outbox, undecrypted
from tests.clock import START
from tests.matrix.conftest import Town

MINUTE = timedelta(minutes=1)


def sealed(event: str, session: str = "s1", sender: str = "@anna:kommun.example") -> Sealed:
    return Sealed(event, "!r:x", sender, session, {"event_id": event})


def test_one_hint_a_key_after_a_minute(engine: Engine) -> None:
    memory, hints = Memory(engine), Hints(engine, Outbox(engine), ("kommun.example",), "sv")
    memory.keep_sealed([sealed("$1"), sealed("$2"), sealed("$3", "s2")], START)

    assert not hints.give(START + MINUTE / 2)
    assert hints.give(START + MINUTE)
    assert not hints.give(START + 2 * MINUTE)

    due = Outbox(engine).due(START + MINUTE)
    assert [(out.to, out.reply_to) for out in due] == [("!r:x", "$1"), ("!r:x", "$3")]
    assert "nyckeln" in due[0].text


def test_strangers_get_no_hint(engine: Engine) -> None:
    memory, hints = Memory(engine), Hints(engine, Outbox(engine), ("kommun.example",), "sv")
    memory.keep_sealed([sealed("$1", sender="@eve:elsewhere.example")], START)
    assert not hints.give(START + MINUTE)
    with engine.connect() as tx:
        assert tx.execute(select(outbox)).all() == []


def test_what_has_opened_is_forgotten(engine: Engine) -> None:
    memory = Memory(engine)
    memory.keep_sealed([sealed("$1"), sealed("$2", "s2")], START)
    memory.keep_sealed([sealed("$1")], START)
    assert [each.event for each in memory.sealed_with(["s1"])] == ["$1"]
    memory.drop_sealed(["$1"])
    with engine.connect() as tx:
        assert [row.event for row in tx.execute(select(undecrypted))] == ["$2"]


@pytest.mark.server
async def test_a_key_that_comes_late_brings_its_answer(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "först"))
    # Anna's client believes that it has given the bot the new key; the message was lost.
    olm = anna.client.olm
    olm.create_outbound_group_session(room)
    session = olm.outbound_group_sessions[room]
    key = session.session_key
    session.shared = True
    question = await anna.ask(room, "hemligt")
    await anna.until(lambda: Memory(bot.engine).sealed_with([session.id]))
    await anna.quiet(0.5)
    assert not anna.replies(question)

    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": room,
        "session_id": session.id,
        "session_key": key,
    }
    (device,) = olm.device_store.active_user_devices(bot.user_id)
    sealed_key = olm._olm_encrypt(
        olm.session_store.get(device.curve25519), device, "m.room_key", content
    )
    message = ToDeviceMessage("m.room.encrypted", bot.user_id, device.id, sealed_key)
    await anna.client.to_device(message)

    answer = await anna.answer_to(question)
    assert answer["body"] == "echo: hemligt"
    assert Memory(bot.engine).sealed_with([session.id]) == ()
    assert session.id in anna.asked, "the bot asked for it"
