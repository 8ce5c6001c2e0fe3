"""Does the bot grow with what is said? Many messages, some sealed, some for it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import aiohttp

from bot.demo.homeserver import Homeserver
from tests.matrix.conftest import PASSWORD, QUICK
from tests.matrix.person import Person
from tests.matrix.process import BotProcess

WARM = 2_000
"""Messages before the first look: caches and threads are there by then."""
MESSAGES = 20_000
SEALED = 10
"""One in so many is a question in a sealed room."""
FOR_THE_BOT = 100
"""One in so many in the clear room is a question."""
AT_ONCE = 8


@dataclass(frozen=True)
class Memory:
    """What the bot held in memory, in MB."""

    before: float
    after: float

    @property
    def growth(self) -> float:
        """In percent."""
        return 100 * (self.after / self.before - 1)


def run(folder: Path) -> None:
    """Print the memory before and after, and by how much it has grown."""
    server = Homeserver(folder / "server", "care.example")
    server.start(**QUICK)
    started = time.monotonic()
    try:
        found = asyncio.run(measure(server, folder, WARM, MESSAGES))
    finally:
        server.stop()
    print(f"{'messages':20} {MESSAGES:6} in {time.monotonic() - started:.0f} s")
    print(f"{'memory before':20} {found.before:6.1f} MB")
    print(f"{'memory after':20} {found.after:6.1f} MB   {found.growth:+.1f} %")


async def measure(server: Homeserver, folder: Path, warm: int, messages: int) -> Memory:
    """The memory after `warm` messages and after all of them."""
    bot = BotProcess(server.url, server.register("lotsen", PASSWORD), PASSWORD, folder / "bot")
    bot.start()
    try:
        async with _person(server, folder, "anna") as anna, _person(server, folder, "bo") as bo:
            clear = await anna.make_room(bo.user, bot.user_id, encrypted=False)
            sealed = await bo.make_room(bot.user_id)
            looks = []
            for share in (warm, messages - warm):
                many = _talk(anna, clear, bot.user_id, share - share // SEALED)
                await asyncio.gather(many, _ask(bo, sealed, bot.user_id, share // SEALED))
                looks.append(bot.resident_mb)
    finally:
        bot.kill()
    return Memory(*looks)


@asynccontextmanager
async def _person(server: Homeserver, folder: Path, name: str) -> AsyncIterator[Person]:
    user = server.register(name, PASSWORD)
    async with Person(server.url, user, PASSWORD, folder / name) as person:
        yield person


async def _talk(person: Person, room: str, bot: str, messages: int) -> None:
    """Say much in a clear room, past the client, which would be the slowest part; wait for the
    answer to the last."""
    numbers = iter(range(messages))
    url = f"{person.client.homeserver}/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/"
    head = {"Authorization": f"Bearer {person.client.access_token}"}
    async with aiohttp.ClientSession(headers=head) as session:

        async def say_on() -> None:
            for number in numbers:
                people = [bot] if number % FOR_THE_BOT == 0 else []
                body = {"msgtype": "m.text", "body": "hej", "m.mentions": {"user_ids": people}}
                async with session.put(f"{url}{uuid.uuid4()}", json=body) as answer:
                    answer.raise_for_status()

        await asyncio.gather(*(say_on() for _ in range(AT_ONCE)))
    while True:  # a client's sync may leave out the middle of a busy time
        with suppress(TimeoutError):
            await person.reply_to(await person.ask(room, "sist", bot))
            break
    person.events.clear()


async def _ask(person: Person, room: str, bot: str, messages: int) -> None:
    """Ask in a sealed room, a few at once, and wait for the answers."""
    for first in range(0, messages, AT_ONCE):
        some = range(first, min(first + AT_ONCE, messages))
        asked = [await person.ask(room, f"fråga {number}", bot) for number in some]
        for question in asked:
            await person.reply_to(question)
        person.events.clear()
