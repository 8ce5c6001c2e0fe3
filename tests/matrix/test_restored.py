"""A data folder put back from a backup: keys that are behind, questions answered before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.matrix import position
from bot.matrix.client import FOLDER
from bot.matrix.session import note_restored
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot

pytestmark = pytest.mark.server


def by_lotsen(data_dir: Path) -> None:
    """`lotsen restore` leaves a word that it was there."""
    note_restored(data_dir / FOLDER)


def by_hand(data_dir: Path) -> None:
    """Somebody copied the folder, or put back a whole machine: the marker tells."""


@pytest.mark.parametrize("put_back", [by_lotsen, by_hand])
async def test_a_restored_backup_answers_new_questions_and_no_old_one_again(
    put_back: Callable[[Path], None], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    if put_back is by_hand:
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
    await restart_from(backup, bot, put_back)

    cecilia = await town.person("cecilia")
    third = await cecilia.make_room(bot.user_id)
    for person, place in ((anna, room), (bengt, other), (cecilia, third)):
        await person.answer_to(await person.ask(place, "efter"))
        await person.quiet(0.3)
        assert person.unreadable == []
    assert len(anna.replies(between[0])) == len(bengt.replies(between[1])) == 1


async def test_the_same_backup_can_be_put_back_twice(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    backup = bot.data_dir.with_name("backup")
    shutil.copytree(bot.data_dir, backup)

    for _ in range(2):
        await restart_from(backup, bot, by_lotsen)
        other = await anna.make_room(bot.user_id)
        await anna.answer_to(await anna.ask(other, "efter"))


async def restart_from(backup: Path, bot: EchoBot, put_back: Callable[[Path], None]) -> None:
    await bot.stop()
    bot.engine.dispose()
    shutil.rmtree(bot.data_dir)
    shutil.copytree(backup, bot.data_dir)
    put_back(bot.data_dir)
    bot.start()
