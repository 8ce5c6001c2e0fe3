"""A data folder put back from a backup: keys that are behind, questions answered before."""

from __future__ import annotations

import shutil

import pytest

from bot.matrix import position
from tests.matrix.conftest import Town

pytestmark = pytest.mark.server


async def test_a_restored_backup_answers_new_questions_and_no_old_one_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(position, "SECONDS_BETWEEN", 0.0)
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "före"))
    await anna.quiet()
    backup = bot.data_dir.with_name("backup")
    shutil.copytree(bot.data_dir, backup)

    bengt = await town.person("bengt")
    other = await bengt.make_room(bot.user_id)
    between = [await anna.ask(room, "medan"), await bengt.ask(other, "också")]
    await anna.answer_to(between[0])
    await bengt.answer_to(between[1])
    await anna.quiet()
    await bot.stop()

    bot.engine.dispose()
    shutil.rmtree(bot.data_dir)
    shutil.copytree(backup, bot.data_dir)
    bot.start()
    cecilia = await town.person("cecilia")
    third = await cecilia.make_room(bot.user_id)
    for person, place in ((anna, room), (bengt, other), (cecilia, third)):
        await person.answer_to(await person.ask(place, "efter"))
        await person.quiet(0.3)
        assert person.unreadable == []
    assert len(anna.replies(between[0])) == len(bengt.replies(between[1])) == 1
