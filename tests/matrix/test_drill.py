"""Killed at random moments during a stream of questions, the bot answers each exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bot.demo.homeserver import Homeserver
from tests.matrix.conftest import PASSWORD, QUICK, Town
from tests.matrix.drill import Stream, outcome
from tests.matrix.process import BotProcess

pytestmark = [pytest.mark.server, pytest.mark.timeout(400)]

BOT_KILLS = 50
SERVER_KILLS = 10


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Homeserver]:
    """A homeserver that may be killed."""
    server = Homeserver(tmp_path / "server", "care.example")
    server.start(**QUICK)
    yield server
    server.stop()


@pytest.fixture
async def own_town(own_server: Homeserver, tmp_path: Path) -> AsyncIterator[Town]:
    town = Town(own_server, tmp_path)
    yield town
    await town.go_home()


async def test_the_bot_is_killed(town: Town) -> None:
    chance = Random(50)
    caught = 0
    async with bot_of(town) as bot, await stream(town, bot, chance) as questions:
        for number in range(BOT_KILLS):
            # It is connected after about a second: some kills come before, most after that.
            # Every second one waits for an answer in the making, however quick the machine is.
            await asyncio.sleep(chance.uniform(0.1, 1.6))
            await asyncio.to_thread(bot.kill, at_work=number % 2 == 1)
            caught += bot.in_hand
            bot.start()
        await questions.end()
        result = await outcome(questions)
    print(f"{result.questions} questions, {caught} kills amid an answer")
    assert caught >= BOT_KILLS / 2, "the kills fall into the work"
    assert result.perfect, result


async def test_the_homeserver_is_killed(own_town: Town) -> None:
    chance = Random(10)
    server = own_town.server
    async with bot_of(own_town) as bot, await stream(own_town, bot, chance) as questions:
        for _ in range(SERVER_KILLS):
            await asyncio.sleep(chance.uniform(1, 4))
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start, **QUICK)
        await questions.end()
        result = await outcome(questions)
    print(f"{result.questions} questions")
    assert result.perfect, result


@asynccontextmanager
async def bot_of(town: Town) -> AsyncIterator[BotProcess]:
    """A bot in a process of its own, with an account of its own."""
    bot = BotProcess(town.server.url, town.account("lotsen"), PASSWORD, town.folder / "bot")
    bot.start()
    try:
        yield bot
    finally:
        await asyncio.to_thread(bot.kill)


async def stream(town: Town, bot: BotProcess, chance: Random) -> Stream:
    """Anna asks in clear and sealed rooms, and has been answered once in each."""
    anna, bengt = await town.person(), await town.person("bengt")
    anna.client.config = replace(anna.client.config, max_timeout_retry_wait_time=0.3)
    rooms = [
        await anna.make_room(bot.user_id, bengt.user, encrypted=encrypted)
        for encrypted in (True, False, True)
    ]
    for room in rooms:
        await anna.answer_to(await anna.ask(room, "är du där?", bot.user_id))
    return Stream(anna, bengt, bot.user_id, rooms, chance)
