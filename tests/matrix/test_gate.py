"""Patient data in a real room: nothing of it is stored, and it is taken away where that may be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.dispatch import Dispatch
from bot.permissions import Permissions, server_of
from bot.skill import Context, Message, Skill
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person
from tests.talk import ZONE

pytestmark = pytest.mark.server

NUMBER = "19 121212–1212"
MARKS = ("121212", "1212")


class Heard:
    """A skill that notes what reaches it, and looks outside."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.skill = Skill(
            "heard", listen=self._listen, on_edit=self._edited, on_reaction=self._look
        )

    def _listen(self, context: Context, text: str) -> Sequence[Message]:
        self.words.append(text)
        return [context.reply("Hörde")]

    def _edited(self, context: Context, event: str, text: str) -> Sequence[Message]:
        self.words.append(f"ändrat: {text}")
        return [context.reply("Ändrade")]

    def _look(self, context: Context, event: str, sign: str) -> Sequence[Message]:
        people = " ".join(context.outside.members(context.room))
        return [context.reply(f"{context.outside.text(context.room, event)} / {people}")]


def hears(bot: EchoBot) -> Heard:
    """Let a bot answer through the real dispatch."""
    heard = Heard()
    rules = Permissions(frozenset({server_of(bot.user_id)}))
    dispatch = Dispatch(
        bot.engine, bot.outbox, [heard.skill], rules, SystemClock(), ZONE, "sv", [bot.user_id]
    )
    bot.handle = lambda incoming: dispatch.handle(incoming, bot.outside)
    return heard


def stored(folder: Path) -> bytes:
    """Every byte that the bot keeps."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_what_is_stopped_is_taken_away_and_its_writer_told(town: Town) -> None:
    bot, anna = town.bot(), await town.person()
    heard = hears(bot)
    room = await anna.make_room(bot.user_id)
    await anna.client.room_put_state(
        room,
        "m.room.power_levels",
        {"users": {bot.user_id: 50}, "redact": 50},
    )
    await anna.answer_to(await anna.ask(room, "hej", bot.user_id))

    event = await anna.ask(room, f"patienten {NUMBER} ramlade", bot.user_id)
    word = await told_in_private(anna, bot, room)
    assert "personnummer" in word
    assert "tagit bort" in word
    await anna.until(lambda: event in redacted(anna))

    first = await anna.ask(room, "vem ringer jag", bot.user_id)
    await anna.reply_to(first)
    replaced = {"rel_type": "m.replace", "event_id": first}
    edit = {"msgtype": "m.text", "body": f"* {NUMBER}"}
    edit |= {"m.new_content": {"msgtype": "m.text", "body": NUMBER}, "m.relates_to": replaced}
    wrong = await anna.send(room, "m.room.message", edit)
    await anna.until(lambda: wrong in redacted(anna))

    edit |= {"m.new_content": {"msgtype": "m.text", "body": "vem ringer jag i natt"}}
    await anna.send(room, "m.room.message", edit | {"body": "* i natt"})
    await anna.until(lambda: "Ändrade" in [reply.body for reply in anna.replies(first)])
    assert heard.words == ["hej", "vem ringer jag", "ändrat: vem ringer jag i natt"]
    await bot.stop()
    assert not any(mark.encode() in stored(bot.data_dir) for mark in (NUMBER, *MARKS[:1]))


@pytest.mark.parametrize("name", [{}, {"filename": "bild.png"}], ids=["name", "caption"])
async def test_without_the_power_it_asks(town: Town, name: dict[str, str]) -> None:
    bot, anna = town.bot(), await town.person()
    hears(bot)
    room = await anna.make_room(bot.user_id, encrypted=False)
    await anna.answer_to(await anna.ask(room, "hej", bot.user_id))
    await anna.send(room, "m.room.message", {"msgtype": "m.file", "body": NUMBER} | name)
    assert "Ta bort meddelandet" in await told_in_private(anna, bot, room)


async def test_what_lies_outside_can_be_read_and_is_screened_too(town: Town) -> None:
    bot, anna, lars = town.bot(), await town.person(), await town.person("lars")
    hears(bot)
    room = await anna.make_room(bot.user_id, lars.user)
    await anna.answer_to(await anna.ask(room, "hej", bot.user_id))
    people = " ".join(sorted((anna.user, lars.user)))
    for text, seen in (("vi ringde för sent", "vi ringde för sent"), (NUMBER, None)):
        event = await lars.say(room, text)
        sign = {"rel_type": "m.annotation", "event_id": event, "key": "💡"}
        await anna.send(room, "m.reaction", {"m.relates_to": sign})
        assert (await anna.answer_to(event))["body"] == f"{seen} / {people}"


async def told_in_private(person: Person, bot: EchoBot, room: str) -> str:
    """The first thing that the bot says in another room than this."""

    def elsewhere() -> list[str]:
        return [
            event.source["content"]["body"]
            for place, event in person.events
            if place != room
            and event.sender == bot.user_id
            and event.source.get("type") == "m.room.message"
        ]

    await person.until(lambda: bool(elsewhere()))
    return elsewhere()[0]


def redacted(person: Person) -> list[str]:
    """The events that were taken away, as a person's client sees it."""
    return [event.redacts for _, event in person.events if hasattr(event, "redacts")]
