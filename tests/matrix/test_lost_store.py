"""The bot's own store is lost: the marker and the rooms themselves tell what was answered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.matrix.position import KIND
from bot.matrix.session import restore
from tests.matrix.conftest import PASSWORD, Town
from tests.matrix.echo import EchoBot

pytestmark = pytest.mark.server


async def test_nothing_is_answered_again(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id, encrypted=False)
    before = [await anna.ask(room, f"före {number}") for number in range(3)]
    for question in before:
        await anna.answer_to(question)
    await bot.stop()
    rescued = rescue(bot)
    meanwhile = [await anna.ask(room, f"under tiden {number}") for number in range(3)]

    reborn = EchoBot(town.server.url, bot.user_id, PASSWORD, rescued)
    reborn.start()
    for question in meanwhile:
        await anna.answer_to(question)
    await anna.quiet()
    await reborn.stop()

    assert [len(anna.replies(question)) for question in before + meanwhile] == [1] * 6
    assert [event.text for event in reborn.handled] == [f"under tiden {n}" for n in range(3)]


async def test_an_account_without_a_marker_begins_now(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id, encrypted=False)
    await bot.stop()
    await forget_marker(bot)
    await anna.ask(room, "gammalt")
    rescued = rescue(bot)

    reborn = EchoBot(town.server.url, bot.user_id, PASSWORD, rescued)
    reborn.start()
    other = await anna.make_room(bot.user_id, encrypted=False)
    await anna.answer_to(await anna.ask(other, "nytt"))
    await reborn.stop()
    assert [event.text for event in reborn.handled] == ["nytt"]


def rescue(bot: EchoBot) -> Path:
    """A data folder with nothing of the old one but the identity."""
    rescued = bot.data_dir.with_name("rescued")
    (rescued / "matrix").mkdir(parents=True)
    shutil.copy(bot.data_dir / "matrix" / "cross-signing.json", rescued / "matrix")
    return rescued


async def forget_marker(bot: EchoBot) -> None:
    session = await restore(bot.settings, bot.data_dir / "matrix")
    await session.api.call("PUT", "user", bot.user_id, "account_data", KIND, body={})
    await session.close()
