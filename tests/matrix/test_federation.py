"""Kommun and region, each with a homeserver, people and a bot of its own, in one sealed room."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.matrix.conftest import PASSWORD, Town
from tests.matrix.drill import answers_in
from tests.matrix.federation import FederatedServer
from tests.matrix.person import Person
from tests.matrix.process import BotProcess

pytestmark = pytest.mark.server


@dataclass(frozen=True)
class Side:
    """One of the two organisations."""

    server: FederatedServer
    person: Person
    bot: BotProcess

    async def go_dark(self) -> None:
        """The homeserver stops; the people and the bot are still there."""
        await asyncio.to_thread(self.server.stop)

    async def come_back(self) -> None:
        await asyncio.to_thread(self.server.start)


@dataclass(frozen=True)
class County:
    """Both sides, and the room where all are."""

    kommun: Side
    region: Side
    room: str


@pytest.fixture
async def county(tmp_path: Path) -> AsyncIterator[County]:
    servers = [FederatedServer(tmp_path / name) for name in ("kommun", "region")]
    with ThreadPoolExecutor() as pool:
        list(pool.map(FederatedServer.start, servers))
    allowed = tuple(server.name for server in servers)
    async with AsyncExitStack() as doors:
        sides = []
        for server in servers:
            doors.push_async_callback(asyncio.to_thread, server.stop)
            town = Town(server, server.folder)
            doors.push_async_callback(town.go_home)
            user = town.account("lotsen")
            bot = BotProcess(server.url, user, PASSWORD, server.folder / "bot", allowed)
            bot.start()
            doors.push_async_callback(asyncio.to_thread, bot.kill)
            sides.append(Side(server, await town.person(), bot))
        kommun, region = sides
        others = (region.person.user, kommun.bot.user_id, region.bot.user_id)
        room = await kommun.person.make_room(*others)
        await region.person.joined(room, kommun.person.user, *others)
        yield County(kommun, region, room)


async def test_everyone_asks_every_bot(county: County) -> None:
    kommun, region, room = county.kommun, county.region, county.room
    for person in (kommun.person, region.person):
        for bot in (kommun.bot, region.bot):
            answer = await person.answer_to(await person.ask(room, "hej", bot.user_id))
            assert answer["body"] == "echo: hej"


async def test_a_homeserver_is_away_for_a_while(county: County) -> None:
    kommun, region, room = county.kommun, county.region, county.room
    asked: dict[str, list[str]] = {kommun.bot.user_id: [], region.bot.user_id: []}

    async def ask(side: Side, number: int) -> None:
        for bot in asked:
            asked[bot].append(await side.person.ask(room, f"fråga {number}", bot))

    for number, (dark, other) in enumerate([(region, kommun), (kommun, region)]):
        await ask(kommun, 3 * number)
        await ask(region, 3 * number + 1)
        await dark.go_dark()
        await ask(other, 3 * number + 2)
        await other.person.answer_to(asked[other.bot.user_id][-1])
        await dark.come_back()
    await ask(region, 7)

    for side in (kommun, region):
        for bot, questions in asked.items():
            answers = await answers_seen_by(side.person, room, bot, len(questions))
            assert Counter(answers) == dict.fromkeys(questions, 1)
        assert side.person.unreadable == []


async def answers_seen_by(person: Person, room: str, bot: str, count: int) -> list[str]:
    """Which questions a bot has answered, once there are so many answers and a while later.

    From the history that the person's own server holds: a client's sync may leave out the
    middle of a busy time.
    """
    for _ in range(100):
        if len(await answers_in(person, room, bot)) >= count:
            break
        await asyncio.sleep(0.3)
    await asyncio.sleep(1)
    return await answers_in(person, room, bot)
