"""Buttons, polls and answers that take long, on a real homeserver."""

from __future__ import annotations

import time
from typing import Any

import pytest
from nio import ReactionEvent, UnknownEvent

from bot.clock import SystemClock
from bot.journal import Incoming, mark_handled, waiting
from bot.matrix import patience
from bot.outbox import over_bridge
from bot.skill import Message, Poll
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot, reply
from tests.matrix.person import Person

pytestmark = pytest.mark.server


async def test_buttons_below_an_answer_are_there_to_be_pressed(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    say(bot, Message(to=room, text="Svaret", key="a", reactions=("👍", "👎")))
    await anna.ask(room, "väck utkorgen")

    await anna.until(lambda: len(pressed(anna, bot)) == 2)
    answer = next(e for r, e in anna.events if getattr(e, "body", "") == "Svaret")
    assert pressed(anna, bot) == [(answer.event_id, "👍"), (answer.event_id, "👎")]

    relation = {"rel_type": "m.annotation", "event_id": answer.event_id, "key": "👎"}
    await anna.send(room, "m.reaction", {"m.relates_to": relation})
    await anna.until(lambda: bot.handled[-1].kind == "reaction")
    assert [event.kind for event in bot.handled].count("reaction") == 1, "not the bot's own"


async def test_a_slow_answer_takes_the_place_of_the_word_that_it_is_coming(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONG_SECONDS", 0.2)
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    bot.handle = lambda incoming: slowly(bot, incoming)

    question = await anna.ask(room, "svår fråga")
    first = await anna.reply_to(question)
    assert "Ett ögonblick" in first.body
    await anna.until(lambda: len(anna.heard(room, bot.user_id)) == 2)
    await anna.quiet()

    edit = anna.heard(room, bot.user_id)[1]
    assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": first.event_id}
    assert edit["m.new_content"]["body"] == "echo: svår fråga"
    assert len(anna.heard(room, bot.user_id)) == 2


async def test_a_slow_answer_survives_a_crash_in_the_middle(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONG_SECONDS", 0.2)
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    bot.handle = lambda incoming: time.sleep(1.5)  # dies before it has said anything
    question = await anna.ask(room, "svår fråga")
    first = await anna.reply_to(question)
    await bot.die()

    bot.handle = lambda incoming: slowly(bot, incoming)
    bot.start()
    await anna.until(lambda: len(anna.heard(room, bot.user_id)) == 2)
    await anna.quiet()
    said = anna.heard(room, bot.user_id)
    assert said[1]["m.relates_to"]["event_id"] == first.event_id
    assert len(said) == 2, "the word that it is coming is said once"


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "clear"])
async def test_votes_come_back(town: Town, encrypted: bool) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id, encrypted=encrypted)
    poll = Poll("När passar det?", ("måndag", "tisdag"))
    say(bot, Message(to=room, text="", key="p", poll=poll))
    await anna.ask(room, "väck utkorgen")
    await anna.until(lambda: bool(polls(anna)))

    relation = {"rel_type": "m.reference", "event_id": polls(anna)[0]}
    stable = {"m.selections": ["2"], "m.relates_to": relation}
    await anna.send(room, "m.poll.response", stable)
    old = {"org.matrix.msc3381.poll.response": {"answers": ["1"]}, "m.relates_to": relation}
    await anna.send(room, "org.matrix.msc3381.poll.response", old)
    await anna.until(lambda: sum(event.kind == "poll" for event in bot.handled) == 2)
    votes = [event for event in bot.handled if event.kind == "poll"]
    assert [(vote.text, vote.relates) for vote in votes] == [
        ("2", polls(anna)[0]),
        ("1", polls(anna)[0]),
    ]


def say(bot: EchoBot, message: Message) -> None:
    with bot.engine.begin() as tx:
        bot.outbox.put(tx, [message], SystemClock().now())


def slowly(bot: EchoBot, incoming: Incoming) -> None:
    """Answer as dispatch does, after a while."""
    time.sleep(1.0)
    with bot.engine.begin() as tx:
        if waiting(tx, incoming.event):
            answer = over_bridge(tx, incoming.event, [reply(incoming)], reply(incoming))
            bot.outbox.put(tx, answer, SystemClock().now())
            mark_handled(tx, incoming.event)


def pressed(person: Person, bot: EchoBot) -> list[tuple[str, str]]:
    """The bot's reactions: below which event, and which."""
    return [
        (event.reacts_to, event.key)
        for _, event in person.events
        if isinstance(event, ReactionEvent) and event.sender == bot.user_id
    ]


def polls(person: Person) -> list[Any]:
    return [
        event.event_id
        for _, event in person.events
        if isinstance(event, UnknownEvent) and event.type == "m.poll.start"
    ]
