"""The bot's identity on a real homeserver: made once, never replaced unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.matrix import identity
from bot.matrix.api import Api
from bot.matrix.errors import CannotGoOn
from bot.matrix.session import Session
from bot.matrix.trust import FILE, Standing, Trust, cross_signed
from tests.matrix.conftest import PASSWORD, Town
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person

pytestmark = pytest.mark.server


async def test_the_identity_can_be_shown_beside_a_running_bot_but_not_replaced(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    shown = await standing(bot)
    assert (shown.user_id, shown.own, shown.device_signed) == (bot.user_id, True, True)
    with pytest.raises(CannotGoOn) as error:
        await identity.reset(bot.settings, bot.data_dir)
    assert error.value.code == "matrix.locked"
    await anna.answer_to(await anna.ask(room, "hej"))


async def test_without_a_log_in_there_is_nothing_to_show(tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn) as error:
        await identity.show(tmp_path)
    assert error.value.code == "matrix.no-session"


async def test_the_strict_setting_writes_to_signed_devices_and_says_once_who_is_left_out(
    town: Town,
) -> None:
    anna, bengt = await town.person(), await town.person("bengt")
    await cross_sign(anna)
    bot = town.bot(only_cross_signed=True)
    room = await anna.make_room(bot.user_id, bengt.user)

    for text in ("ett", "två"):
        await anna.answer_to(await anna.ask(room, text))
    await anna.until(lambda: len(anna.heard(room, bot.user_id)) == 3)
    await anna.quiet()
    notes = [c["body"] for c in anna.heard(room, bot.user_id) if bengt.user in c["body"]]
    assert len(notes) == 1
    assert bengt.heard(room, bot.user_id) == []
    assert bengt.unreadable

    await cross_sign(bengt)
    question = await anna.ask(room, "tre")
    await anna.answer_to(question)
    assert (await bengt.answer_to(question))["body"] == "echo: tre"


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

    foreign = await standing(bot)
    assert (foreign.master, foreign.own) == (first.master, False)
    second = await identity.reset(bot.settings, bot.data_dir)
    assert second.master != first.master
    assert second.own
    assert second.device_signed
    bot.start()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "hej"))


def test_devices_count_only_with_the_whole_chain_of_signatures() -> None:
    assert cross_signed({}, "@a:b") == frozenset()
    assert cross_signed({"master_keys": {"@a:b": {"keys": []}}}, "@a:b") == frozenset()


async def cross_sign(person: Person) -> None:
    """What a person does who verifies their own device."""
    client, olm = person.client, person.client.olm
    session = Session(client, Api(client), olm, person.user, olm.device_id)
    folder = person.store / "identity"
    folder.mkdir()
    await Trust(session, folder, SecretStr(PASSWORD)).establish()


def folder(bot: EchoBot) -> Path:
    return bot.data_dir / "matrix"


async def standing(bot: EchoBot) -> Standing:
    """How the bot's device looks to others."""
    return await identity.show(bot.data_dir)
