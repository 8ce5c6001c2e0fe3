"""Whose homeserver was away when something was said reads it when it is back."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.matrix import owed
from tests.matrix.key_server import Device, KeyServer, device

ROOM, BOT, ANNA, EVE = "!r:x", "@bot:x", "@anna:x", "@eve:x"
EVERYONE = [ANNA, BOT]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.matrix.crypto.FIRST_PAUSE", 0.0)


@pytest.fixture
def server() -> KeyServer:
    return KeyServer()


@pytest.fixture
async def bot(server: KeyServer, tmp_path: Path) -> Device:
    return await device(server, BOT, "BOT", tmp_path / "bot")


@pytest.fixture
async def anna(server: KeyServer, tmp_path: Path) -> Device:
    return await device(server, ANNA, "PHONE", tmp_path / "anna")


@pytest.mark.parametrize("known", [True, False])
async def test_it_opens_when_their_homeserver_is_back(
    bot: Device, anna: Device, server: KeyServer, *, known: bool
) -> None:
    if known:
        await bot.crypto.meet([ANNA])
    server.away.add(ANNA)
    answers = [await bot.say(ROOM, EVERYONE, text) for text in ("ett", "två")]
    assert await _read(anna, answers) == [None, None]

    await _come_back(server, bot)
    assert await _read(anna, answers) == ["ett", "två"]


async def test_nothing_is_skipped_by_what_is_said_before_it_is_noticed(
    bot: Device, anna: Device, server: KeyServer
) -> None:
    server.away.add(ANNA)
    first = await bot.say(ROOM, EVERYONE, "ett")
    server.away.clear()
    second = await bot.say(ROOM, EVERYONE, "två")
    assert await _read(anna, [first, second]) == ["ett", "två"]


async def test_a_key_that_the_room_no_longer_uses_is_given_too(
    bot: Device, anna: Device, server: KeyServer
) -> None:
    server.away.add(ANNA)
    first = await bot.say(ROOM, EVERYONE, "ett")
    bot.machine.outbound_group_sessions.clear()
    second = await bot.say(ROOM, EVERYONE, "två")
    await _come_back(server, bot)
    assert await _read(anna, [first, second]) == ["ett", "två"]


async def test_who_has_left_since_is_given_nothing(
    bot: Device, anna: Device, server: KeyServer
) -> None:
    server.away.add(ANNA)
    before = await bot.say(ROOM, EVERYONE, "ett")
    after = await bot.say(ROOM, [BOT], "två")
    await _come_back(server, bot)
    assert await _read(anna, [before, after]) == [None, None]


async def test_who_leaves_afterwards_reads_nothing_more(
    bot: Device, anna: Device, server: KeyServer
) -> None:
    server.away.add(ANNA)
    before = await bot.say(ROOM, EVERYONE, "ett")
    await _come_back(server, bot)
    after = await bot.say(ROOM, [BOT], "två")
    assert await _read(anna, [before, after]) == ["ett", None]


async def test_a_device_that_must_not_read_along_is_given_nothing(
    anna: Device, server: KeyServer, tmp_path: Path
) -> None:
    strict = await device(server, BOT, "BOT", tmp_path / "bot", strict=True)
    server.away.add(ANNA)
    answer = await strict.say(ROOM, EVERYONE, "ett")
    await _come_back(server, strict)
    assert await _read(anna, [answer]) == [None]


async def test_others_who_are_there_are_not_given_it_twice(
    bot: Device, anna: Device, server: KeyServer, tmp_path: Path
) -> None:
    eve = await device(server, EVE, "PC", tmp_path / "eve")
    server.away.add(ANNA)
    answer = await bot.say(ROOM, [*EVERYONE, EVE], "ett")
    assert await _read(eve, [answer]) == ["ett"]
    await _come_back(server, bot)
    assert list(server.letters) == [(ANNA, "PHONE")]
    await anna.sync()
    await _come_back(server, bot)
    assert not server.letters[ANNA, "PHONE"]


async def test_a_week_later_it_is_forgotten(
    bot: Device, anna: Device, server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed, "KEPT_SECONDS", 0.0)
    server.away.add(ANNA)
    answer = await bot.say(ROOM, EVERYONE, "ett")
    await _come_back(server, bot)
    assert await _read(anna, [answer]) == [None]


async def _come_back(server: KeyServer, bot: Device) -> None:
    """Everyone's homeserver answers, and the bot has synced since."""
    server.away.clear()
    await bot.sync()
    await bot.sync()


async def _read(reader: Device, events: list[dict[str, object]]) -> list[str | None]:
    await reader.sync()
    await reader.crypto.meet([BOT])
    return [reader.read(event, ROOM) for event in events]
