"""A real homeserver, people and a bot on it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person

PASSWORD = "correct horse"
QUICK = {"password_config": {"bcrypt_rounds": 4}}
"""Settings of a homeserver that need not guard its passwords."""
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """A Synapse for all server tests; each test makes accounts of its own."""
    server = Homeserver(tmp_path_factory.mktemp("homeserver"), "care.example")
    server.start(**QUICK)
    yield server
    server.stop()


class Town:
    """Makes people and bots, and sends them home after the test."""

    def __init__(self, server: Homeserver, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self._doors = AsyncExitStack()
        self._bots: list[EchoBot] = []

    async def person(self, name: str = "anna") -> Person:
        """Someone with an account of their own, logged in."""
        user_id = self.account(name)
        person = Person(self.server.url, user_id, PASSWORD, self._home(user_id))
        return await self._doors.enter_async_context(person)

    def bot(self, *, homeserver: str | None = None, **settings: object) -> EchoBot:
        """A running echo bot with an account of its own; `homeserver` is its way there."""
        user_id = self.account("lotsen")
        url = homeserver or self.server.url
        bot = EchoBot(url, user_id, PASSWORD, self._home(user_id), **settings)
        self._bots.append(bot)
        bot.start()
        return bot

    async def go_home(self) -> None:
        """End what still runs."""
        for bot in self._bots:
            await bot.die()
        await self._doors.aclose()

    def _home(self, user_id: str) -> Path:
        return self.folder / user_id[1:].replace(":", "_")

    def account(self, name: str) -> str:
        """A new account; returns its Matrix id."""
        return self.server.register(f"{name}{next(_numbers)}", PASSWORD)


@pytest.fixture
async def town(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Town]:
    """Where a test takes its people and bots from."""
    town = Town(homeserver, tmp_path)
    yield town
    await town.go_home()
