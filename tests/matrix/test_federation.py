"""Kommun and region, each with a homeserver, people and a bot of its own, in one sealed room."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
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


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[FederatedServer]]:
    """Both homeservers; a test that stops one starts it again."""
    servers = [FederatedServer(tmp_path_factory.mktemp(name)) for name in ("kommun", "region")]
    with ThreadPoolExecutor() as pool:
        list(pool.map(FederatedServer.start, servers))
        yield servers
        list(pool.map(FederatedServer.stop, servers))


@pytest.fixture
async def county(servers: list[FederatedServer], tmp_path: Path) -> AsyncIterator[County]:
    allowed = tuple(server.name for server in servers)
    async with AsyncExitStack() as doors:
        sides = []
        for server in servers:
            town = Town(server, tmp_path)
            doors.push_async_callback(town.go_home)
            user = town.account("lotsen")
            bot = BotProcess(server.url, user, PASSWORD, tmp_path / user, allowed)
            bot.start()
            doors.push_async_callback(asyncio.to_thread, bot.kill)
            sides.append(Side(server, await town.person(), bot))
        kommun, region = sides
        others = (region.person.user, kommun.bot.user_id, region.bot.user_id)
        room = await kommun.person.make_room(*others)
        # Who joined while others did is told to the other homeserver with what comes next.
        await kommun.person.say(room, "Välkomna")
        await region.person.joined(room, kommun.person.user, *others)
        yield County(kommun, region, room)


async def test_everyone_asks_every_bot(county: County) -> None:
    kommun, region, room = county.kommun, county.region, county.room
    for person in (kommun.person, region.person):
        for bot in (kommun.bot, region.bot):
            answer = await person.answer_to(await person.ask(room, "hej", bot.user_id))
            assert answer["body"] == "echo: hej"


async def test_a_homeserver_is_away_for_a_while(county: County) -> None:
    kommun, region = county.kommun, county.region
    questions = Questions(county)
    for dark, other in ((region, kommun), (kommun, region)):
        await questions.of(kommun)
        await questions.of(region)
        await dark.go_dark()
        await questions.of(other)
        await questions.answered_by(other)
        await dark.come_back()
    await questions.of(region)
    await questions.each_answered_once()


async def test_much_is_said_while_a_homeserver_is_away(county: County) -> None:
    """More than the others send on their own when it is back: the rest is in the history only."""
    kommun, region = county.kommun, county.region
    questions = Questions(county)
    await questions.of(kommun)
    await questions.answered_by(kommun)
    await kommun.go_dark()
    for _ in range(15):
        await questions.of(region)
    await questions.answered_by(region)
    await kommun.come_back()
    await questions.of(region)
    await questions.each_answered_once()


async def test_a_bot_first_speaks_while_a_homeserver_is_away(county: County) -> None:
    """It has written to nobody there before, and cannot now: the key is given afterwards."""
    kommun, region = county.kommun, county.region
    await kommun.go_dark()
    question = await region.person.ask(county.room, "hej", region.bot.user_id)
    await region.person.answer_to(question)
    await kommun.come_back()
    await region.person.say(county.room, "Där är ni ju")
    await awhile(lambda: kommun.person.replies(question))
    assert [answer.body for answer in kommun.person.replies(question)] == ["echo: hej"]


async def test_a_bot_restarts_while_the_other_homeserver_is_away(county: County) -> None:
    kommun, region = county.kommun, county.region
    questions = Questions(county)
    await questions.of(kommun)
    await questions.answered_by(kommun)
    await region.go_dark()
    await asyncio.to_thread(kommun.bot.kill)
    await questions.of(kommun)
    kommun.bot.start()
    await questions.answered_by(kommun)
    await region.come_back()
    await questions.of(region)
    await questions.each_answered_once()


class Questions:
    """What is asked of both bots, and whether each has answered."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._sides = (county.kommun, county.region)
        self._asked: dict[str, list[str]] = {side.bot.user_id: [] for side in self._sides}

    async def of(self, side: Side) -> None:
        """The person of one side asks both bots."""
        for bot, questions in self._asked.items():
            text = f"fråga {len(questions)}"
            questions.append(await side.person.ask(self._county.room, text, bot))

    async def answered_by(self, side: Side) -> None:
        """Wait until the bot of one side has answered, as its own people see it."""
        await side.person.answer_to(self._asked[side.bot.user_id][-1])

    async def each_answered_once(self) -> None:
        """Everyone on both sides sees and can read one answer to each question."""
        for side in self._sides:
            for bot, questions in self._asked.items():
                answers = await answers_seen_by(side.person, self._county.room, bot, len(questions))
                assert Counter(answers) == dict.fromkeys(questions, 1)
            await reads_all(side.person)


async def reads_all(person: Person) -> None:
    """The key to a message of another homeserver may come well after it."""
    await awhile(lambda: not person.unreadable)
    assert person.unreadable == []


async def awhile(true: Callable[[], object]) -> None:
    """Give something the time to become true."""
    for _ in range(300):
        if true():
            return
        await asyncio.sleep(0.3)


async def answers_seen_by(person: Person, room: str, bot: str, count: int) -> list[str]:
    """Which questions a bot has answered, once there are so many answers and a while later.

    From the history that the person's own server holds: a client's sync may leave out the
    middle of a busy time.
    """
    for _ in range(300):
        if len(await answers_in(person, room, bot)) >= count:
            break
        await asyncio.sleep(0.3)
    await asyncio.sleep(1)
    return await answers_in(person, room, bot)
