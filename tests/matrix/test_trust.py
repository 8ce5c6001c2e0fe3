"""The bot's identity on a real homeserver: made once, never replaced unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.matrix.errors import CannotGoOn
from bot.matrix.files import Lock
from bot.matrix.session import restore
from bot.matrix.trust import FILE, Standing, Trust, cross_signed
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot

pytestmark = pytest.mark.server


async def test_the_device_is_signed_at_the_first_start(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    await bot.stop()
    first = await standing(bot)

    assert first.device_signed
    file = folder(bot) / FILE
    assert file.stat().st_mode & 0o077 == 0

    bot.start()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "hej"))
    await bot.stop()
    assert await standing(bot) == first


async def test_a_new_device_is_signed_by_the_old_identity(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    await bot.stop()
    first = await standing(bot)
    (folder(bot) / "session.json").unlink()

    bot.start()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "hej"))
    await bot.stop()

    second = await standing(bot)
    assert second.master == first.master
    assert second.device_key != first.device_key
    assert second.device_signed


async def test_lost_keys_make_a_new_device(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    await bot.stop()
    shutil.rmtree(folder(bot) / "store")
    bot.start()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "hej"))


async def test_another_identity_is_not_replaced_until_told(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    await bot.stop()
    first = await standing(bot)
    (folder(bot) / FILE).unlink()

    bot.start()
    with pytest.raises(CannotGoOn) as error:
        await bot.ended()
    assert error.value.code == "matrix.foreign-identity"
    assert (await standing(bot)).master == first.master

    await reset(bot)
    second = await standing(bot)
    assert second.master != first.master
    assert second.device_signed
    bot.start()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "hej"))


def test_devices_count_only_with_the_whole_chain_of_signatures() -> None:
    assert cross_signed({}, "@a:b") == frozenset()
    assert cross_signed({"master_keys": {"@a:b": {"keys": []}}}, "@a:b") == frozenset()


def folder(bot: EchoBot) -> Path:
    return bot.data_dir / "matrix"


async def standing(bot: EchoBot) -> Standing:
    """How the bot's device looks to others, while the bot does not run."""
    with Lock(folder(bot) / "lock"):
        session = await restore(bot.settings, folder(bot))
        try:
            return await Trust(session, folder(bot), bot.settings.password).standing()
        finally:
            await session.close()


async def reset(bot: EchoBot) -> None:
    session = await restore(bot.settings, folder(bot))
    try:
        await Trust(session, folder(bot), bot.settings.password).reset()
    finally:
        await session.close()
