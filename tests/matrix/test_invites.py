"""Who may ask the bot in."""

from __future__ import annotations

import pytest
from nio import RoomInviteResponse

from bot.matrix.invites import Doorkeeper, read_invitations
from bot.matrix.memory import Invitation
from tests.matrix.conftest import Town

ALLOWED = frozenset({"kommun.example"})


@pytest.mark.parametrize(
    ("sender", "room", "rooms", "expected"),
    [
        ("@anna:kommun.example", "!a:x", (), True),
        ("@anna:other.example", "!a:x", (), False),
        ("@anna:kommun.example.evil", "!a:x", (), False),
        ("@anna", "!a:x", (), False),
        ("kommun.example", "!a:x", (), False),
        ("@anna:kommun.example", "!a:x", ("!b:x",), False),
        ("@anna:kommun.example", "!b:x", ("!b:x",), True),
        ("@anna:other.example", "!b:x", ("!b:x",), False),
    ],
)
def test_the_doorkeeper(sender: str, room: str, rooms: tuple[str, ...], expected: bool) -> None:
    door = Doorkeeper(ALLOWED, frozenset(rooms))
    assert door.lets_in(Invitation(room, sender, direct=False)) is expected


def test_invitations_are_read_from_the_sync() -> None:
    def member(**changes: object) -> dict[str, object]:
        event: dict[str, object] = {
            "type": "m.room.member",
            "state_key": "@bot:x",
            "sender": "@anna:x",
            "content": {"membership": "invite", "is_direct": True},
        }
        return event | changes

    sections = {
        "invite": {
            "!direct:x": {"invite_state": {"events": [member()]}},
            "!team:x": {"invite_state": {"events": [member(content={"membership": "invite"})]}},
            "!others:x": {"invite_state": {"events": [member(state_key="@someone:x")]}},
            "!broken:x": {"invite_state": {"events": [None, {}, member(content=None)]}},
            "!worse:x": {"invite_state": {"events": 7}},
            "!worst:x": None,
        }
    }
    assert read_invitations(sections, "@bot:x") == (
        Invitation("!direct:x", "@anna:x", direct=True),
        Invitation("!team:x", "@anna:x", direct=False),
    )
    assert read_invitations({"invite": []}, "@bot:x") == ()


@pytest.mark.server
async def test_an_invitation_from_elsewhere_is_declined(town: Town) -> None:
    anna, bot = await town.person(), town.bot(allowed_servers=("another.example",))
    room = await anna.open_room(bot.user_id)
    await anna.until(lambda: bot.user_id not in anna.client.rooms[room].users)


@pytest.mark.server
async def test_only_the_rooms_of_the_settings_are_joined(town: Town) -> None:
    anna = await town.person()
    room = await anna.open_room()
    bot, other = town.bot(allowed_rooms=(room,)), await anna.open_room()
    for place in (room, other):
        answer = await anna.client.room_invite(place, bot.user_id)
        assert isinstance(answer, RoomInviteResponse)
    await anna.joined(room, bot.user_id)
    await anna.until(lambda: bot.user_id not in anna.client.rooms[other].users)


@pytest.mark.server
async def test_what_was_said_before_the_bot_came_is_not_answered(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.open_room(encrypted=False)
    for number in range(3):
        await anna.ask(room, f"innan {number}")
    await anna.client.room_invite(room, bot.user_id)
    await anna.joined(room, bot.user_id)
    await anna.answer_to(await anna.ask(room, "efter"))
    assert [event.text for event in bot.handled] == ["efter"]


@pytest.mark.server
async def test_being_thrown_out_leaves_nothing_behind(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    await anna.answer_to(await anna.ask(room, "hej"))
    await anna.client.room_kick(room, bot.user_id)
    await anna.until(lambda: bot.user_id not in anna.client.rooms[room].users)
    await anna.ask(room, "utan boten")
    await anna.client.room_invite(room, bot.user_id)
    await anna.joined(room, bot.user_id)
    await anna.answer_to(await anna.ask(room, "igen"))
    assert [event.text for event in bot.handled] == ["hej", "igen"]
