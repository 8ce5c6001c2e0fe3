"""People ask, the bot answers: on a real homeserver, sealed and clear."""

from __future__ import annotations

import pytest

from bot.clock import SystemClock
from bot.skill import Message
from tests.matrix.conftest import Town

pytestmark = pytest.mark.server


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "clear"])
async def test_a_question_gets_its_answer_in_the_thread(town: Town, encrypted: bool) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id, encrypted=encrypted)

    question = await anna.ask(room, "vem ansvarar i natt?", bot.user_id)
    answer = await anna.answer_to(question)

    assert answer["body"] == "echo: vem ansvarar i natt?"
    assert answer["msgtype"] == "m.text"
    assert answer["m.mentions"] == {}
    assert answer["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": question,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": question},
    }
    assert anna.unreadable == []


async def test_a_follow_up_stays_in_its_thread(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    first = await anna.ask(room, "hej")
    await anna.answer_to(first)

    thread = {"rel_type": "m.thread", "event_id": first, "is_falling_back": True}
    second = await anna.say(
        room, "och sedan?", **{"m.relates_to": thread | {"m.in_reply_to": {"event_id": first}}}
    )

    answer = await anna.answer_to(second)
    assert answer["m.relates_to"]["event_id"] == first
    assert bot.handled[-1].relates is None, "a thread's fallback is no reply"


async def test_what_the_bot_knows_of_a_message(town: Town) -> None:
    anna, bengt, bot = await town.person(), await town.person("bengt"), town.bot()
    alone = await anna.make_room(bot.user_id)
    team = await anna.make_room(bot.user_id, bengt.user)

    await anna.answer_to(await anna.ask(alone, "hej"))
    await anna.answer_to(await anna.ask(team, "hej"))
    await anna.answer_to(await anna.ask(team, "hej", bot.user_id))

    assert [(event.private, event.mentioned) for event in bot.handled] == [
        (True, False),
        (False, False),
        (False, True),
    ]


async def test_notices_edits_and_the_bots_own_words_are_no_questions(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    question = await anna.ask(room, "första")
    await anna.answer_to(question)

    await anna.send(room, "m.room.message", {"msgtype": "m.notice", "body": "från en robot"})
    await anna.say(
        room,
        "* ändrad",
        **{
            "m.new_content": {"msgtype": "m.text", "body": "ändrad"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": question},
        },
    )
    await anna.answer_to(await anna.ask(room, "sista"))

    assert [(event.kind, event.text) for event in bot.handled] == [
        ("message", "första"),
        ("edit", "ändrad"),
        ("message", "sista"),
    ]
    assert [said["body"] for said in anna.heard(room, bot.user_id)] == [
        "echo: första",
        "echo: sista",
    ]


async def test_a_reaction_arrives(town: Town) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id)
    question = await anna.ask(room, "hej")
    await anna.answer_to(question)

    relation = {"rel_type": "m.annotation", "event_id": question, "key": "👍"}
    await anna.send(room, "m.reaction", {"m.relates_to": relation})
    await anna.until(lambda: len(bot.handled) == 2)

    assert (bot.handled[1].kind, bot.handled[1].text) == ("reaction", "👍")
    assert bot.handled[1].relates == question


async def test_the_bot_writes_to_a_person_in_a_room_of_their_own(town: Town) -> None:
    anna, bengt, bot = await town.person(), await town.person("bengt"), town.bot()
    team = await anna.make_room(bot.user_id, bengt.user)
    await anna.answer_to(await anna.ask(team, "hej"))

    def ask_in_private(number: int) -> None:
        message = Message(to=bengt.user, text="**Hur** gick det?", key=f"prompt:{number}")
        with bot.engine.begin() as tx:
            bot.outbox.put(tx, [message], SystemClock().now())

    ask_in_private(1)
    ask_in_private(2)
    await anna.answer_to(await anna.ask(team, "väck utkorgen"))
    await bengt.until(lambda: len(private(bengt, bot.user_id, team)) == 2)

    (room,) = {place for place, _ in private(bengt, bot.user_id, team)}
    content = bengt.heard(room, bot.user_id)[0]
    assert content["body"] == "Hur gick det?"
    assert "<strong>Hur</strong>" in content["formatted_body"]
    assert set(bengt.client.rooms[room].users) == {bengt.user, bot.user_id}
    assert bengt.client.rooms[room].encrypted

    await bengt.answer_to(await bengt.ask(room, "bra"))
    assert bot.handled[-1].private


def private(person: object, bot: str, team: str) -> list[tuple[str, object]]:
    """What the bot has said to a person outside the team's room."""
    return [
        (room, event)
        for room, event in person.events  # type: ignore[attr-defined]
        if room != team and event.sender == bot and event.source["type"] == "m.room.message"
    ]
