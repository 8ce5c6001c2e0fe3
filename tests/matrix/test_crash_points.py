"""Crashes at the moments where two stores could come to disagree."""

from __future__ import annotations

from typing import Any

import pytest

from bot.clock import SystemClock
from bot.journal import Journal
from bot.matrix.machine import Machine
from bot.matrix.memory import Memory
from bot.matrix.room import MADE_FOR
from bot.matrix.session import restore
from bot.skill import Message
from tests.matrix.conftest import Town

pytestmark = pytest.mark.server


class PowerCut(BaseException):
    """Nothing in the program may stop this."""


async def test_between_taking_a_key_and_writing_the_journal(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is stored, and the server hands it out a second time that opens nothing."""
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "först"))

    def cut(*_: Any) -> None:
        raise PowerCut

    monkeypatch.setattr(Journal, "record", cut)
    anna.new_room_key(room)
    question = await anna.ask(room, "mitt i")
    with pytest.raises(PowerCut):
        await bot.ended()
    monkeypatch.undo()
    bot.start()
    await anna.answer_to(question)
    assert len(anna.replies(question)) == 1


async def test_between_opening_a_message_and_storing_the_key_in_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "först"))

    def cut(*_: Any) -> None:
        raise PowerCut

    monkeypatch.setattr(Machine, "save_inbound_group_session", cut)
    anna.new_room_key(room)
    question = await anna.ask(room, "mitt i")
    with pytest.raises(PowerCut):
        await bot.ended()
    monkeypatch.undo()
    bot.start()
    await anna.answer_to(question)
    assert len(anna.replies(question)) == 1


async def test_between_taking_a_late_key_and_opening_what_was_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "först"))
    late: list[Any] = []
    monkeypatch.setattr(Machine, "receive", lambda _, raw: late.append(raw))
    anna.new_room_key(room)
    question = await anna.ask(room, "mitt i")
    memory = Memory(bot.engine)
    await anna.until(lambda: bool(memory.missing_sessions()))
    await bot.die()
    monkeypatch.undo()

    session = await restore(bot.settings, bot.data_dir / "matrix")
    for raw in late:
        session.machine.receive(raw)
    await session.close()
    bot.start()
    await anna.answer_to(question)
    assert memory.missing_sessions() == frozenset()


async def test_between_making_a_private_room_and_making_it_private(town: Town) -> None:
    """The room is there, but it is not sealed yet, and nobody is invited."""
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    await bot.die()
    session = await restore(bot.settings, bot.data_dir / "matrix")
    half = {"creation_content": {MADE_FOR: anna.user}}
    room = str((await session.api.call("POST", "createRoom", body=half))["room_id"])
    await session.close()

    def say(text: str) -> None:
        with bot.engine.begin() as tx:
            bot.outbox.put(tx, [Message(to=anna.user, text=text, key=text)], SystemClock().now())

    def heard() -> set[str]:
        return {said["body"] for said in anna.heard(room, bot.user_id)}

    say("först")
    bot.start()
    await anna.until(lambda: heard() == {"först"})
    assert anna.client.rooms[room].encrypted
    # Who leaves it is asked back when there is something to say.
    await anna.client.room_leave(room)
    await bot.stop()
    say("sedan")
    bot.start()
    await anna.until(lambda: heard() == {"först", "sedan"})
    assert Memory(bot.engine).private_room_of(anna.user) == room
