"""A lesson from a tap to the log room, in sealed rooms on a real homeserver."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.clock import SystemClock
from bot.dispatch import Dispatch
from bot.journal import Incoming
from bot.permissions import Permissions
from bot.scheduler import Scheduler, ticking
from bot.skill import Role
from skills.lessons import skill as lessons
from skills.lessons.skill import Team
from skills.lessons.tables import metadata
from tests.fakes import FakeEmbedder
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person

pytestmark = pytest.mark.server

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@contextmanager
def learning(bot: EchoBot, leader: str, log_room: str) -> Iterator[None]:
    """The bot keeps a log of lessons, by itself too."""
    metadata.create_all(bot.engine)
    team = Team(zone=STOCKHOLM, language="sv", leaders=(leader,), log_room=log_room)
    skills = [lessons.skill(team, FakeEmbedder)]
    rules = Permissions(
        frozenset({bot.user_id.partition(":")[2]}), {Role.PROCESS_LEADER: (leader,)}
    )
    dispatch = Dispatch(bot.engine, bot.outbox, skills, rules, SystemClock(), STOCKHOLM, "sv")
    connection = bot._bot
    assert connection is not None

    def handle(incoming: Incoming) -> None:
        bot.handled.append(incoming)
        dispatch.handle(incoming, bot.outside)

    bot.handle = handle
    jobs = [job for skill in skills for job in skill.jobs]
    clock = SystemClock()
    with ticking(Scheduler(bot.engine, bot.outbox, jobs, clock, connection.wake)):
        yield


async def tap(person: Person, room: str, event: str, sign: str) -> None:
    relation = {"rel_type": "m.annotation", "event_id": event, "key": sign}
    await person.send(room, "m.reaction", {"m.relates_to": relation})


def said(person: Person, room: str, bot: EchoBot) -> list[dict[str, Any]]:
    return person.heard(room, bot.user_id)


async def test_a_tap_becomes_a_lesson_that_lives_in_the_log_room(town: Town) -> None:
    eva, anna, bot = await town.person("eva"), await town.person("anna"), town.bot()
    log = await eva.make_room(bot.user_id)
    room = await anna.make_room(bot.user_id)
    with learning(bot, eva.user, log):
        told = await anna.ask(room, "Vi ringde bakjouren först när det var akut.")
        await tap(anna, room, told, "💡")
        await anna.until(lambda: bool(said(anna, room, bot)))
        assert "Antecknat som lärdom 1" in said(anna, room, bot)[-1]["body"]

        await eva.until(lambda: len(said(eva, log, bot)) == 2)
        post, thread = said(eva, log, bot)
        assert "Vi ringde bakjouren först när det var akut" in post["body"]
        assert "antecknad" in thread["body"]
        root = thread["m.relates_to"]["event_id"]
        assert thread["m.relates_to"]["rel_type"] == "m.thread"

        await eva.ask(log, "!validera 1", bot.user_id)
        await eva.until(lambda: any("m.new_content" in one for one in said(eva, log, bot)))
        edit = next(one for one in said(eva, log, bot) if "m.new_content" in one)
        assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": root}
        assert "granskad" in edit["m.new_content"]["body"]

        # Nothing is lost, so nothing is posted again.
        answer = await eva.answer_to(await eva.ask(log, "!lärdomslogg", bot.user_id))
        assert "Borta ur loggrummet: 0" in answer["body"]

        # The message goes away in the room: the log is put back without doubles.
        await eva.client.room_redact(log, root)
        await asyncio.sleep(1)
        answer = await eva.answer_to(await eva.ask(log, "!lärdomslogg", bot.user_id))
        assert "Borta ur loggrummet: 1" in answer["body"]
        await eva.until(lambda: len(posts(eva, log, bot)) == 2)
        await eva.quiet()
        assert len(posts(eva, log, bot)) == 2


async def test_also_what_the_bot_has_said_can_become_a_lesson(town: Town) -> None:
    anna, bot = await town.person("anna"), town.bot()
    room = await anna.make_room(bot.user_id)
    with learning(bot, anna.user, ""):
        question = await anna.ask(room, "!etappmål", bot.user_id)
        answer = await anna.reply_to(question)
        await tap(anna, room, answer.event_id, "💡")
        await anna.until(lambda: len(said(anna, room, bot)) == 2)
        assert "Antecknat som lärdom 1" in said(anna, room, bot)[-1]["body"]


def posts(person: Person, room: str, bot: EchoBot) -> list[dict[str, Any]]:
    """What was posted of the lesson, edits and its thread left out."""
    heard = said(person, room, bot)
    return [one for one in heard if one["body"].startswith("Lärdom 1:")]
