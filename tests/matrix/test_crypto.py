"""Keys in order, whatever others do with theirs."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.matrix.signing import signed
from bot.matrix.trust import Keys, cross_signed
from tests.matrix.key_server import ONE_TIME, Device, KeyServer, device

ROOM, BOT, ANNA, EVE = "!r:x", "@bot:x", "@anna:x", "@eve:x"
EVERYONE = [ANNA, BOT, EVE]


@pytest.fixture
def server() -> KeyServer:
    return KeyServer()


@pytest.fixture
async def bot(server: KeyServer, tmp_path: Path) -> Device:
    return await device(server, BOT, "BOT", tmp_path / "bot")


@pytest.fixture
async def anna(server: KeyServer, tmp_path: Path) -> Device:
    return await device(server, ANNA, "PHONE", tmp_path / "anna")


async def test_a_message_opens_for_who_it_is_sealed_for(bot: Device, anna: Device) -> None:
    event = await anna.say(ROOM, EVERYONE, "hej")
    await bot.sync()
    await bot.crypto.meet([ANNA])
    assert bot.read(event, ROOM) == "hej"


async def test_a_forged_sender_is_not_read(
    bot: Device, anna: Device, server: KeyServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    eve = await device(server, EVE, "PC", tmp_path / "eve")
    event = await eve.say(ROOM, EVERYONE, "jag är Anna")
    await bot.sync()
    await bot.crypto.meet([ANNA, EVE])

    forged = event | {"sender": ANNA}
    with caplog.at_level(logging.WARNING):
        assert bot.read(forged, ROOM) is None
        await bot.sync()
        await bot.sync()
        assert bot.read(forged, ROOM) is None
    session = event["content"]["session_id"]
    assert bot.crypto.doubts(ANNA, session)
    assert not bot.crypto.hopeful, "Anna's devices are known"
    assert caplog.text.count("not from any device of its sender") == 1
    assert bot.read(event, ROOM) == "jag är Anna", "it is Eve's own"


async def test_a_sender_who_is_not_known_yet_is_read_once_known(bot: Device, anna: Device) -> None:
    event = await anna.say(ROOM, EVERYONE, "hej")
    await bot.sync()
    assert bot.read(event, ROOM) is None
    await bot.sync()  # asks for Anna's devices
    assert event["content"]["session_id"] in await bot.sync()
    assert bot.read(event, ROOM) == "hej"
    assert not bot.crypto.doubts(ANNA, event["content"]["session_id"])


async def test_a_sender_whose_homeserver_is_away_is_asked_for_again(
    bot: Device, anna: Device, server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.matrix.crypto.FIRST_PAUSE", 60.0)
    event = await anna.say(ROOM, EVERYONE, "hej")
    server.away.add(ANNA)
    await bot.sync()
    assert bot.read(event, ROOM) is None
    before = server.queries
    for _ in range(5):
        await bot.sync()
    assert server.queries == before + 1, "not without a pause"
    assert bot.crypto.hopeful

    server.away.clear()
    bot.crypto._later.clear()  # a minute later
    await bot.sync()
    assert event["content"]["session_id"] in await bot.sync()
    assert bot.read(event, ROOM) == "hej"
    assert not bot.crypto.hopeful


async def test_new_keys_under_an_old_device_id_are_logged_and_used(
    bot: Device,
    anna: Device,
    server: KeyServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await bot.say(ROOM, EVERYONE, "före")
    server.one_time.clear()  # as when someone logs in anew
    again = await device(server, ANNA, "PHONE", tmp_path / "reinstalled")
    server.letters.clear()
    bot.machine.users_for_key_query.add(ANNA)  # as the server's list of changes makes it
    with caplog.at_level(logging.WARNING):
        await bot.sync()
    assert "has new keys" in caplog.text
    assert ANNA not in caplog.text

    question = await again.say(ROOM, EVERYONE, "fråga")
    await bot.sync()
    assert bot.read(question, ROOM) == "fråga"
    answer = await bot.say(ROOM, EVERYONE, "svar")
    await again.sync()
    await again.crypto.meet([BOT])
    assert again.read(answer, ROOM) == "svar"


async def test_a_fallback_key_stands_in_when_the_others_are_used_up(
    bot: Device, anna: Device, server: KeyServer
) -> None:
    place = (BOT, "BOT")
    (first,) = server.fallback[place].values()
    assert first["fallback"] is True
    await bot.sync()
    assert list(server.fallback[place].values()) == [first], "an unused one stays"

    server.one_time[place].clear()
    event = await anna.say(ROOM, EVERYONE, "hej")
    await bot.sync()
    await bot.crypto.meet([ANNA])
    assert bot.read(event, ROOM) == "hej"
    assert list(server.fallback[place].values()) != [first], "a used one is replaced"
    assert len(server.one_time[place]) > 0, "and the others are filled up"


async def test_keys_whose_names_the_server_knows_otherwise_are_made_anew(
    bot: Device, anna: Device, server: KeyServer
) -> None:
    """A restored backup makes the same names again for other keys."""
    place = (BOT, "BOT")
    machine = bot.machine
    server.one_time[place].clear()
    machine.account.generate_one_time_keys(5)
    taken = machine.account.one_time_keys["curve25519"]
    server.one_time[place] = {f"{ONE_TIME}:{name}": {"key": "another"} for name in taken}
    await bot.sync()  # refused
    server.one_time[place].clear()
    await bot.sync()
    assert server.one_time[place]
    assert not {f"{ONE_TIME}:{name}" for name in taken} & set(server.one_time[place])

    event = await anna.say(ROOM, EVERYONE, "hej")
    await bot.sync()
    await bot.crypto.meet([ANNA])
    assert bot.read(event, ROOM) == "hej"


async def test_the_strict_setting_leaves_unsigned_devices_out_and_names_their_owner(
    server: KeyServer, anna: Device, tmp_path: Path
) -> None:
    strict = await device(server, BOT, "BOT", tmp_path / "bot", strict=True)
    tablet = await device(server, ANNA, "TABLET", tmp_path / "tablet")
    sign(server, ANNA, "PHONE")
    eve = await device(server, EVE, "PC", tmp_path / "eve")

    event = await strict.say(ROOM, EVERYONE, "svar")

    for each in (anna, tablet, eve):
        await each.sync()
        await each.crypto.meet([BOT])
    assert anna.read(event, ROOM) == "svar"
    assert tablet.read(event, ROOM) is eve.read(event, ROOM) is None
    assert strict.crypto.left_out() == {ROOM: {ANNA, EVE}}
    assert strict.crypto.left_out() == {}


async def test_a_device_that_is_no_longer_signed_stops_reading_along(
    server: KeyServer, anna: Device, tmp_path: Path
) -> None:
    strict = await device(server, BOT, "BOT", tmp_path / "bot", strict=True)
    sign(server, ANNA, "PHONE")
    await strict.say(ROOM, EVERYONE, "före")
    sign(server, ANNA)
    strict.machine.users_for_key_query.add(ANNA)
    event = await strict.say(ROOM, EVERYONE, "efter")
    await anna.sync()
    await anna.crypto.meet([BOT])
    assert anna.read(event, ROOM) is None


def sign(server: KeyServer, user: str, *devices: str) -> None:
    """Give a person a new identity and sign some of their devices with it."""
    keys = Keys.random()
    public = keys.public(user)
    server.cross_signing = {
        f"{usage}_keys": {user: public[f"{usage}_key"]} for usage in ("master", "self_signing")
    }
    for name in devices:
        held = server.devices[user][name]
        server.devices[user][name] = signed(held, user, keys.self_signing)
    assert cross_signed(server.query({user: []}), user) == set(devices)
