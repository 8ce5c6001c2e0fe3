"""What an attacker tries in real rooms."""

from __future__ import annotations

import pytest

from bot.clock import SystemClock
from bot.skill import Message
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person

pytestmark = pytest.mark.server


async def prompt(bot: EchoBot, anna: Person, team: str, number: int) -> None:
    """The bot has something to say to whom it heard first; a word in the team's room wakes it."""
    with bot.engine.begin() as tx:
        message = Message(to=bot.handled[0].sender, text=f"Fråga {number}", key=f"prompt:{number}")
        bot.outbox.put(tx, [message], SystemClock().now())
    await anna.answer_to(await anna.ask(team, "väck utkorgen"))


def said_to(person: Person, bot: EchoBot, text: str) -> str | None:
    """The room where the bot has said this to a person."""
    rooms = {place for place, event in person.events if event.sender == bot.user_id}
    found = [
        room for room in rooms if text in [one["body"] for one in person.heard(room, bot.user_id)]
    ]
    return found[0] if found else None


async def test_a_third_in_a_private_room_ends_its_being_private(town: Town) -> None:
    anna, bengt, bot = await town.person(), await town.person("bengt"), town.bot()
    mallory = await town.person("mallory")
    team = await anna.make_room(bot.user_id, bengt.user)
    await bengt.joined(team, bengt.user)
    await bengt.answer_to(await bengt.ask(team, "hej"))
    await prompt(bot, anna, team, 1)
    await bengt.until(lambda: said_to(bengt, bot, "Fråga 1") is not None)
    room = said_to(bengt, bot, "Fråga 1")
    assert room is not None
    await bengt.answer_to(await bengt.ask(room, "bra"))
    assert bot.handled[-1].private

    await bengt.client.room_invite(room, mallory.user)
    await bengt.joined(room, mallory.user)
    await prompt(bot, anna, team, 2)
    await bengt.until(lambda: said_to(bengt, bot, "Fråga 2") is not None)
    assert said_to(bengt, bot, "Fråga 2") != room

    await bengt.answer_to(await bengt.ask(room, "vad har jag svarat?"))
    assert not bot.handled[-1].private
    await prompt(bot, anna, team, 3)
    await bengt.until(lambda: said_to(bengt, bot, "Fråga 3") is not None)
    assert said_to(bengt, bot, "Fråga 3") == said_to(bengt, bot, "Fråga 2")
    await mallory.quiet()
    assert all("Fråga" not in one["body"] for one in mallory.heard(room, bot.user_id))


async def test_a_room_called_private_is_private_only_with_two(town: Town) -> None:
    anna, mallory, bot = await town.person(), await town.person("mallory"), town.bot()
    spoofed = await mallory.make_room(bot.user_id, anna.user, is_direct=True, encrypted=False)
    await anna.joined(spoofed, anna.user)
    await anna.answer_to(await anna.ask(spoofed, "hej"))
    assert not bot.handled[-1].private

    with bot.engine.begin() as tx:
        message = Message(to=anna.user, text="Bara till dig", key="prompt:1")
        bot.outbox.put(tx, [message], SystemClock().now())
    await anna.answer_to(await anna.ask(spoofed, "väck utkorgen"))
    await anna.until(lambda: said_to(anna, bot, "Bara till dig") is not None)
    assert said_to(anna, bot, "Bara till dig") != spoofed
    await mallory.quiet()
    assert said_to(mallory, bot, "Bara till dig") is None
