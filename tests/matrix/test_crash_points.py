"""Crashes at the moments where two stores could come to disagree."""

from __future__ import annotations

from typing import Any

import pytest

from bot.journal import Journal
from bot.matrix.machine import Machine
from bot.matrix.memory import Memory
from bot.matrix.session import restore
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
