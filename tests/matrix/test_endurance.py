"""Restarts, gaps and crashes: each question is answered once, in its order."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from nio import AsyncClient

from bot.matrix.api import Api
from bot.matrix.errors import CannotGoOn
from bot.matrix.send import MatrixTransport
from bot.outbox import Outgoing, Unsent
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person

pytestmark = pytest.mark.server

MANY = 500
"""Messages that wait: a night without the bot, or more than a sync tells at once."""


async def test_the_bot_comes_back_as_the_same_device(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "före"))
    await bot.stop()
    bot.start()

    await anna.answer_to(await anna.ask(room, "efter"))

    devices = await devices_of(anna, bot.user_id)
    assert len(devices) == 1
    folder = bot.data_dir / "matrix"
    kept = json.loads((folder / "session.json").read_text())
    assert kept["device_id"] in devices
    for name in ("session.json", "pickle-key"):
        assert (folder / name).stat().st_mode & 0o077 == 0


async def test_what_is_said_while_the_bot_is_away_is_answered_once(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "först"))
    await bot.stop()

    questions = [await anna.ask(room, f"fråga {number}") for number in range(MANY)]
    bot.start()
    await answered(anna, bot, room, MANY + 1)
    await anna.quiet()

    said = [content["body"] for content in anna.heard(room, bot.user_id)]
    assert said == ["echo: först", *(f"echo: fråga {number}" for number in range(MANY))]
    assert [len(anna.replies(question)) for question in questions] == [1] * MANY


async def test_a_gap_in_a_busy_room_is_filled(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id, encrypted=False)
    await anna.answer_to(await anna.ask(room, "först"))

    online = asyncio.Event()
    call = Api.call

    async def sometimes_offline(self: Api, method: str, *path: str, **options: object) -> object:
        if path == ("sync",):
            await online.wait()
        return await call(self, method, *path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Api, "call", sometimes_offline)
    questions = [await anna.ask(room, f"fråga {number}") for number in range(MANY)]
    online.set()
    await answered(anna, bot, room, MANY + 1)
    await anna.quiet()

    said = [replied(content) for content in anna.heard(room, bot.user_id)]
    assert said[1:] == questions


async def test_a_crash_between_handling_and_sending_gives_one_answer(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "först"))

    send = MatrixTransport.send
    sent = asyncio.Event()

    async def crash_after_sending(self: MatrixTransport, out: Outgoing) -> str:
        await send(self, out)
        sent.set()
        raise Unsent("crashed before the answer of the server arrived")

    monkeypatch.setattr(MatrixTransport, "send", crash_after_sending)
    question = await anna.ask(room, "en gång")
    await sent.wait()
    await bot.die()
    monkeypatch.setattr(MatrixTransport, "send", send)
    bot.start()
    await anna.answer_to(await anna.ask(room, "sist"))
    await anna.quiet()

    assert len(anna.replies(question)) == 1


async def test_what_was_taken_in_but_not_handled_is_handled_after_a_crash(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "först"))

    bot.handle = lambda incoming: None  # the machine stops before anything is done
    question = await anna.ask(room, "kvar")
    await anna.until(lambda: any(row.event == question for row in bot.journal.pending()))
    await bot.die()
    bot.handle = bot.echo
    bot.start()

    await anna.answer_to(question)
    await anna.answer_to(await anna.ask(room, "sist"))
    assert [event.text for event in bot.handled] == ["först", "kvar", "sist"]


async def test_a_slow_room_holds_up_no_other(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    slow, quick = await anna.make_room(bot.user_id), await anna.make_room(bot.user_id)
    for room in (slow, quick):
        await anna.answer_to(await anna.ask(room, "hej"))

    def handle(incoming: object) -> None:
        if incoming.room == slow:  # type: ignore[attr-defined]
            time.sleep(1.5)
        bot.echo(incoming)  # type: ignore[arg-type]

    bot.handle = handle
    waiting = await anna.ask(slow, "tänk länge")
    quickly = await anna.ask(quick, "svara strax")
    await anna.answer_to(quickly)
    assert not anna.replies(waiting)
    await anna.answer_to(waiting)


async def test_a_second_process_is_turned_away(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    twin = EchoBot(town.server.url, bot.user_id, "", bot.data_dir)
    twin.start()
    with pytest.raises(CannotGoOn) as error:
        await twin.ended()
    assert error.value.code == "matrix.locked"


async def test_a_dead_token_ends_the_bot(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    await anna.make_room(bot.user_id)
    kept = json.loads((bot.data_dir / "matrix" / "session.json").read_text())
    await log_out(town.server.url, kept["access_token"])
    with pytest.raises(CannotGoOn) as error:
        await bot.ended()
    assert error.value.code == "matrix.dead-token"


async def answered(person: Person, bot: EchoBot, room: str, count: int) -> None:
    """Wait until the bot has said so much; how long that takes is the machine's business, as
    long as it goes on."""

    def said() -> int:
        return len(person.heard(room, bot.user_id))

    while (before := said()) < count:
        await person.until(lambda: said() > before)


def replied(content: dict[str, Any]) -> str:
    return str(content["m.relates_to"]["m.in_reply_to"]["event_id"])


async def devices_of(person: Person, user_id: str) -> list[str]:
    person.client.olm.users_for_key_query.add(user_id)
    answer = await person.client.keys_query()
    return list(answer.device_keys[user_id])


async def log_out(homeserver: str, token: str) -> None:
    client = AsyncClient(homeserver, "@nobody:x")
    client.access_token = token
    client.user_id = "@nobody:x"
    await client.logout()
    await client.close()
