"""A homeserver, or something before it, that fails in every way: each question is still
answered exactly once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from bot import outbox
from bot.demo.homeserver import Homeserver
from bot.matrix import client, delivery, sync
from bot.matrix.api import Api
from bot.matrix.backoff import Backoff
from bot.matrix.errors import CannotGoOn
from tests.matrix import faulty
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot
from tests.matrix.faulty import Fault, Faulty, Json
from tests.matrix.person import Person

pytestmark = pytest.mark.server

FAULTS: dict[str, Fault] = {
    "429": faulty.limited(100),
    "502": faulty.bad_gateway(),
    "drop": faulty.drop,
    "answer lost": faulty.lose_answer,
    "truncated": faulty.truncate,
    "garbage": faulty.garbage(),
    "wrong shape": faulty.garbage(b"[1, 2]"),
    "hang": faulty.hang,
}


@dataclass
class Scene:
    """Someone, the bot behind the faulty server, and the room where they have met."""

    proxy: Faulty
    anna: Person
    bot: EchoBot
    room: str

    async def ask(self, text: str) -> str:
        """Ask, and see that the answer comes."""
        question = await self.anna.ask(self.room, text)
        await self.anna.answer_to(question)
        return question

    async def answered_once(self, *questions: str) -> None:
        """Each of them has exactly one answer, also after a while."""
        await self.anna.quiet(0.3)
        assert [len(self.anna.replies(question)) for question in questions] == [1] * len(questions)


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Faulty]:
    async with Faulty(homeserver.url) as proxy:
        yield proxy


@pytest.fixture
async def scene(proxy: Faulty, town: Town) -> Scene:
    anna, bot = await town.person(), town.bot(homeserver=proxy.url)
    room = await anna.make_room(bot.user_id)
    scene = Scene(proxy, anna, bot, room)
    await scene.ask("först")
    return scene


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short pauses and short patience, so that a test need not wait."""
    for module in (client, sync):
        monkeypatch.setattr(module, "Backoff", partial(Backoff, first=0.05))
    monkeypatch.setattr(outbox, "FIRST_DELAY", outbox.FIRST_DELAY / 20)
    monkeypatch.setattr(delivery, "SHORTEST_WAIT", 0.05)
    monkeypatch.setattr(sync, "POLL_MS", 300)
    exchange = Api._exchange

    async def impatient(self: Api, *request: Any) -> tuple[int, bytes]:
        return await exchange(self, *request[:-1], min(request[-1], 0.8))

    monkeypatch.setattr(Api, "_exchange", impatient)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("path", ["/sync", "/send/"])
async def test_a_request_that_fails_loses_and_doubles_nothing(scene: Scene, path: str) -> None:
    questions = []
    for name, fault in FAULTS.items():
        scene.proxy.fail(path, fault, times=2)
        questions.append(await scene.ask(name))
        assert not scene.proxy.waiting or path == "/sync", "the fault has happened"
    await scene.answered_once(*questions)
    said = [content["body"] for content in scene.anna.heard(scene.room, scene.bot.user_id)]
    assert said[1:] == [f"echo: {name}" for name in FAULTS]
    assert scene.anna.unreadable == []


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("path", ["/sendToDevice/", "/keys/", "/"])
async def test_a_start_through_faults(scene: Scene, path: str) -> None:
    questions = []
    for name, fault in FAULTS.items():
        await scene.bot.die()
        scene.proxy.fail(path, fault, times=2)
        waiting = await scene.anna.ask(scene.room, f"{name} 1")
        scene.bot.start()
        await scene.anna.answer_to(waiting)
        assert not scene.proxy.waiting, "the fault has happened"
        questions += [waiting, await scene.ask(f"{name} 2")]
    await scene.answered_once(*questions)
    assert scene.anna.unreadable == []


async def test_an_outage_is_met_with_growing_pauses(scene: Scene) -> None:
    began = time.monotonic()
    scene.proxy.fail("/", faulty.bad_gateway(), times=10_000)
    question = await scene.anna.ask(scene.room, "hör du mig?")
    async with asyncio.timeout(60):
        while len(tries := scene.proxy.requests("/sync", since=began)) < 5:
            assert scene.bot.running
            await asyncio.sleep(0.1)
    scene.proxy.mend()
    await scene.anna.answer_to(question)
    await scene.answered_once(question)

    # Half to whole of 0.5, 1, 2, 4 … seconds lie between the tries.
    pauses = [after - before for before, after in pairwise(tries[1:])]
    for number, pause in enumerate(pauses):
        assert pause >= 0.5 * 2**number / 2


async def test_a_server_that_asks_for_patience_gets_it(scene: Scene) -> None:
    began = time.monotonic()
    scene.proxy.fail("/send/", faulty.limited(2500))
    await scene.ask("så snart du kan")
    first, second = scene.proxy.requests("/send/", since=began)
    assert second - first >= 2.5


@pytest.mark.parametrize("path", ["/sync", "/send/"])
async def test_a_dead_token_ends_the_bot(scene: Scene, path: str) -> None:
    scene.proxy.fail(path, faulty.dead_token(), times=100)
    await scene.anna.ask(scene.room, "hör du mig?")
    with pytest.raises(CannotGoOn) as error:
        async with asyncio.timeout(35):
            await scene.bot.ended()
    assert error.value.code == "matrix.dead-token"


@pytest.mark.usefixtures("hasty")
async def test_old_events_that_come_again_are_passed_over(scene: Scene) -> None:
    timelines: list[Json] = []

    def note(answer: Json) -> None:
        timelines.extend(_timeline(answer, scene.room))

    def replay(answer: Json) -> None:
        room = answer.setdefault("rooms", {}).setdefault("join", {}).setdefault(scene.room, {})
        timeline = room.setdefault("timeline", {"events": [], "limited": False})
        timeline["events"] = deepcopy(timelines) + timeline["events"]

    scene.proxy.fail("/sync", faulty.alter(note), times=10_000)
    questions = [await scene.ask(f"fråga {number}") for number in range(5)]
    scene.proxy.mend()
    assert len(timelines) >= 5
    scene.proxy.fail("/sync", faulty.alter(replay), times=5)
    questions.append(await scene.ask("sist"))
    await scene.bot.die()
    scene.bot.start()
    scene.proxy.fail("/sync", faulty.alter(replay), times=5)
    questions.append(await scene.ask("efter omstart"))
    await scene.answered_once(*questions)
    assert [event.text for event in scene.bot.handled][1:] == [
        *(f"fråga {number}" for number in range(5)),
        "sist",
        "efter omstart",
    ]


@pytest.mark.usefixtures("hasty")
async def test_a_timeline_that_is_always_cut_is_completed(scene: Scene) -> None:
    """As in a room so busy that every sync is limited, and every page of what was left out."""

    def cut(answer: Json) -> None:
        for room in answer.get("rooms", {}).get("join", {}).values():
            if room["timeline"]["events"]:
                # What was cut lies before `next_batch`, and before nothing else we know.
                room["timeline"] |= {"events": [], "limited": True}
                room["timeline"]["prev_batch"] = answer["next_batch"]

    scene.proxy.fail("/sync", faulty.alter(cut), times=10_000)
    scene.proxy.fail("/messages", *FAULTS.values())
    questions = [await scene.anna.ask(scene.room, f"fråga {number}") for number in range(20)]
    for question in questions:
        await scene.anna.answer_to(question)
    await scene.answered_once(*questions)
    assert [event.text for event in scene.bot.handled][1:] == [f"fråga {n}" for n in range(20)]


NONSENSE: list[Any] = [None, 7, "x", [], [None], {}, {"events": 7}, {"events": [None, 7, {}]}]


@pytest.mark.usefixtures("hasty")
async def test_answers_of_the_wrong_shape_are_passed_over(scene: Scene) -> None:
    """Each part of a sync in turn, as no server should send it."""
    answers: list[Json] = []
    scene.proxy.fail("/sync", faulty.alter(answers.append))
    questions = [await scene.ask("normalt")]
    token = answers[-1]["next_batch"]
    parts = ["to_device", "device_lists", "device_one_time_keys_count", "rooms"]
    rooms = ["join", "invite", "leave"]
    broken = [
        *({part: junk} for part in parts for junk in NONSENSE),
        *({"rooms": {part: junk}} for part in rooms for junk in NONSENSE),
        *({"rooms": {"join": {"!a:x": junk}}} for junk in NONSENSE),
        *({"rooms": {"join": {"!a:x": {"timeline": junk, "state": junk}}}} for junk in NONSENSE),
        *({"rooms": {"invite": {"!a:x": {"invite_state": junk}}}} for junk in NONSENSE),
    ]
    for shape in broken:
        body = json.dumps(shape | {"next_batch": token})
        scene.proxy.fail("/sync", faulty.garbage(body.encode()))
    async with asyncio.timeout(60):
        while scene.proxy.waiting:
            assert scene.bot.running
            await asyncio.sleep(0.1)
    scene.proxy.mend()
    questions.append(await scene.ask("ännu här"))
    await scene.answered_once(*questions)


@pytest.mark.usefixtures("hasty")
async def test_hostile_to_device_events_stop_nothing(scene: Scene) -> None:
    olm = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "A" * 43}
    (device,) = scene.anna.client.olm.device_store.active_user_devices(scene.bot.user_id)
    own = device.curve25519
    hostile = [
        {"type": "m.room.encrypted", "content": olm | {"ciphertext": cipher}}
        for cipher in (
            {own: {"type": 0, "body": "AAAA"}},
            {own: {"type": 1, "body": "not base64 at all"}},
            {own: {"type": 0, "body": "A" * 60_000}},
            {own: {"type": 7, "body": 3}},
            {own: None},
            None,
            "x",
        )
    ] + [
        {"type": "m.room.encrypted", "content": {}},
        {"type": "m.room_key", "content": {"session_key": "clear"}},
        {"type": "m.room_key_request", "content": {"action": "request", "body": 1}},
        {"type": "m.forwarded_room_key", "content": []},
        {"type": "m.key.verification.start", "content": {"method": None}},
        {"type": 5},
        {},
    ]
    for event in hostile:
        event.setdefault("sender", scene.anna.user)

    def attack(answer: Json) -> None:
        events = answer.setdefault("to_device", {}).setdefault("events", [])
        answer["to_device"]["events"] = [*hostile, *events, *hostile]

    questions = []
    scene.proxy.fail("/sync", faulty.alter(attack), times=10)
    for number in range(3):
        scene.anna.new_room_key(scene.room)
        questions.append(await scene.ask(f"fråga {number}"))
    await scene.answered_once(*questions)


async def test_a_storm_of_events_delays_no_answer_for_long(scene: Scene) -> None:
    def storm(answer: Json) -> None:
        event = {"type": "m.room.message", "sender": scene.anna.user, "origin_server_ts": 1}
        content = {"msgtype": "m.notice", "body": "larm"}
        room = answer.setdefault("rooms", {}).setdefault("join", {}).setdefault(scene.room, {})
        timeline = room.setdefault("timeline", {"events": [], "limited": False})
        flood = [event | {"event_id": f"$storm{n}", "content": content} for n in range(20_000)]
        timeline["events"] = flood + timeline["events"]

    questions = []
    for number in range(3):
        scene.proxy.fail("/sync", faulty.alter(storm))
        questions.append(await scene.ask(f"mitt i stormen {number}"))
    await scene.answered_once(*questions)


def _timeline(answer: Json, room: str) -> list[Json]:
    section = answer.get("rooms", {}).get("join", {}).get(room, {})
    return [*section.get("timeline", {}).get("events", ())]
