"""What every transport promises, whatever carries the messages."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.console import Terminal
from bot.demo.homeserver import Homeserver
from bot.matrix.crypto import Crypto
from bot.matrix.memory import Memory
from bot.matrix.private import PrivateRooms
from bot.matrix.room import Room
from bot.matrix.send import MatrixTransport
from bot.matrix.session import restore
from bot.outbox import Outgoing, Transport
from tests.clock import START
from tests.matrix.conftest import Town, homeserver  # noqa: F401 - a fixture

OUT = Outgoing(
    id=1,
    key="k1",
    to="",
    text="**Anna** svarar",
    thread=None,
    reply_to="$question",
    edits=None,
    mentions=(),
    attachment=None,
    created=START,
    attempts=0,
)


@dataclass(frozen=True)
class Line:
    """A transport with somebody at its other end."""

    transport: Transport
    to: str
    heard: Callable[[int], Awaitable[list[str]]]
    """The plain bodies that have arrived, once there are so many."""


@pytest.fixture(
    params=["terminal", pytest.param("matrix", marks=pytest.mark.server)],
)
async def line(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Line]:
    if request.param == "terminal":
        yield terminal()
        return
    server: Homeserver = request.getfixturevalue("homeserver")
    town = Town(server, tmp_path)
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await bot.stop()
    session = await restore(bot.settings, bot.data_dir / "matrix")
    rooms = {room: Room(room, {anna.user: "join", bot.user_id: "join"}, True)}
    crypto = Crypto(session.api, session.machine)
    private = PrivateRooms(session.api, Memory(bot.engine), rooms, bot.user_id)

    async def heard(count: int) -> list[str]:
        await anna.until(lambda: len(anna.heard(room, bot.user_id)) >= count)
        await anna.quiet(0.3)
        return [str(content["body"]) for content in anna.heard(room, bot.user_id)]

    yield Line(MatrixTransport(session.api, crypto, rooms, private), room, heard)
    await session.close()
    await town.go_home()


def terminal() -> Line:
    screen = io.StringIO()

    async def heard(_: int) -> list[str]:
        return [str(json.loads(line)["text"]) for line in screen.getvalue().splitlines()]

    return Line(Terminal(screen, as_json=True), "!terminal", heard)


async def test_a_message_arrives_without_its_markdown_signs(line: Line) -> None:
    assert await line.transport.send(replace(OUT, to=line.to))
    assert await line.heard(1) == ["Anna svarar"]


async def test_messages_arrive_in_their_order_each_with_an_id_of_its_own(line: Line) -> None:
    outs = [replace(OUT, to=line.to, key=f"k{n}", text=f"nummer {n}") for n in range(3)]
    events = [await line.transport.send(out) for out in outs]
    assert len(set(events)) == 3
    assert await line.heard(3) == ["nummer 0", "nummer 1", "nummer 2"]
