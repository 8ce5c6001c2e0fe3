"""Following rooms that are upgraded."""

from __future__ import annotations

import pytest

from bot.clock import SystemClock
from bot.matrix.api import Json
from bot.matrix.errors import Refused
from bot.matrix.room import Room
from bot.matrix.upgrades import Upgrades
from bot.skill import Message, Skill
from tests.matrix.conftest import Town
from tests.matrix.person import Person

ANNA = "@anna:x"


def upgraded(**changes: object) -> dict[str, Room]:
    """An old room with its tombstone, and the new one as `changes` make it."""
    old = Room("!old:x", encrypted=True)
    new = Room("!new:x", encrypted=True, predecessor="!old:x")
    for name, value in changes.items():
        setattr(new, name, value)
    content = {"replacement_room": "!new:x"}
    old.apply({"type": "m.room.tombstone", "state_key": "", "sender": ANNA, "content": content})
    return {"!old:x": old, "!new:x": new}


class Door:
    """An Api that only knows about joining."""

    def __init__(self, answer: Json | Refused) -> None:
        self.answer = answer
        self.knocked: list[str] = []

    async def call(self, method: str, *path: str, **_: object) -> Json:
        self.knocked.append(path[1])
        if isinstance(self.answer, Refused):
            raise self.answer
        return self.answer


def upgrades(rooms: dict[str, Room], door: Door | None = None) -> Upgrades:
    return Upgrades(door or Door({}), rooms, lambda old, new: None)  # type: ignore[arg-type]


def test_a_pair_is_linked_once() -> None:
    rooms = upgraded()
    following = upgrades(rooms)
    assert following.link() == (("!old:x", "!new:x"),)
    assert following.link() == ()
    assert rooms["!old:x"].moved_to == "!new:x"


@pytest.mark.parametrize("changes", [{"predecessor": None}, {"encrypted": False}])
def test_a_room_that_only_claims_to_be_the_next_gets_nothing(changes: dict[str, object]) -> None:
    assert upgrades(upgraded(**changes)).link() == ()


async def test_a_new_room_is_entered_once_and_if_closed_an_invitation_is_awaited() -> None:
    rooms = upgraded()
    del rooms["!new:x"]
    door = Door(Refused(403, {"errcode": "M_FORBIDDEN"}))
    following = upgrades(rooms, door)
    await following.follow()
    await following.follow()
    assert door.knocked == ["!new:x"]
    assert following.awaits("!new:x")
    assert not following.awaits("!other:x")


@pytest.mark.server
@pytest.mark.parametrize("public", [True, False], ids=["open", "invited"])
async def test_the_bot_moves_along_with_all_that_waits(town: Town, public: bool) -> None:
    anna = await town.person()
    options = {"room_version": "11"}
    old = await anna.open_room(encrypted=True, **options)
    bot = town.bot(allowed_rooms=(old,))
    moved: list[tuple[str, str]] = []
    await bot.stop()
    bot.skills = (Skill("keeper", on_room_moved=lambda _tx, a, b: moved.append((a, b))),)
    bot.start()
    await anna.client.room_invite(old, bot.user_id)
    await anna.joined(old, bot.user_id)
    question = await anna.ask(old, "före")
    await anna.answer_to(question)

    new = await upgrade(anna, old, public=public)
    if not public:
        await anna.client.room_invite(new, bot.user_id)
    await anna.joined(new, bot.user_id)
    late = Message(to=old, text="sent svar", key="late", thread=question, reply_to=question)
    with bot.engine.begin() as tx:
        bot.outbox.put(tx, [late], SystemClock().now())

    answer = await anna.answer_to(await anna.ask(new, "efter"))
    assert answer["body"] == "echo: efter"
    await anna.until(lambda: len(anna.heard(new, bot.user_id)) == 2)
    (sent,) = [c for c in anna.heard(new, bot.user_id) if c["body"] == "sent svar"]
    assert "m.relates_to" not in sent
    assert anna.unreadable == []
    assert moved == [(old, new)]


async def upgrade(person: Person, room: str, *, public: bool) -> str:
    """Upgrade a room to version 12, as its creator may; returns the new room."""
    if public:
        await person.client.room_put_state(room, "m.room.join_rules", {"join_rule": "public"})
    path = f"/_matrix/client/v3/rooms/{room}/upgrade"
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    response = await person.client.send("POST", path, '{"new_version": "12"}', headers)
    new = str((await response.json())["replacement_room"])
    await person.until(lambda: new in person.client.rooms)
    return new
