"""A document is dropped in a sealed room, confirmed by a button, and answers where it may."""

from __future__ import annotations

import asyncio
import io
from zoneinfo import ZoneInfo

import pytest
from nio import UploadResponse

from bot.clock import SystemClock
from bot.dispatch import Dispatch
from bot.journal import Incoming
from bot.owners import Owners
from bot.permissions import Permissions
from bot.scopes import Scopes
from bot.skill import Role
from knowledge import tables
from knowledge.assistant import Assistant, RegisterFile
from knowledge.library import Library
from knowledge.vectors import ExactVectors
from skills.ask import skill as ask
from skills.ask import store as asked
from skills.ask.curation import Curation
from skills.documents import skill as documents
from skills.documents import store as dropped
from tests.fakes import FakeEmbedder
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person

pytestmark = pytest.mark.server

PLAN = """---
titel: Plan för Granbacken
status: beslutad
rum: ledning
---

# Plan för Granbacken

Larm på Granbacken besvaras inom 45 minuter.
""".encode()
QUESTION = "inom hur många minuter besvaras larm på Granbacken?"


def employ(bot: EchoBot, leader: str, admin_room: str) -> Library:
    """Let the bot answer and take in documents, with a model that needs no loading."""
    for metadata in (tables.metadata, asked.metadata, dropped.metadata):
        metadata.create_all(bot.engine)
    library = Library(bot.engine, FakeEmbedder, lambda name: ExactVectors())
    zone, owners = ZoneInfo("Europe/Stockholm"), Owners({}, (leader,))
    scopes = Scopes({admin_room: ["ledning"]})
    register = RegisterFile(bot.data_dir / "none.toml")
    skills = [
        ask.skill(Assistant(library, register), Curation(library), owners, scopes, zone, "sv"),
        documents.skill(library, bot.data_dir, admin_room, scopes, owners, zone, "sv"),
    ]
    server = bot.user_id.partition(":")[2]
    rules = Permissions(frozenset({server}), {Role.PROCESS_LEADER: (leader,)})
    dispatch = Dispatch(bot.engine, bot.outbox, skills, rules, SystemClock(), zone, "sv")

    def handle(incoming: Incoming) -> None:
        bot.handled.append(incoming)
        dispatch.handle(incoming, bot.outside)

    bot.handle = handle
    return library


async def drop(person: Person, room: str) -> str:
    answer, keys = await person.client.upload(
        io.BytesIO(PLAN), "text/markdown", "plan.md", encrypt=True, filesize=len(PLAN)
    )
    assert isinstance(answer, UploadResponse)
    place = {"file": keys | {"url": answer.content_uri}}
    content = {"msgtype": "m.file", "body": "plan.md", "info": {"size": len(PLAN)}}
    return await person.send(room, "m.room.message", content | place)


async def test_a_dropped_file_counts_when_confirmed_and_only_where_it_may(town: Town) -> None:
    eva, anna, bot = await town.person("eva"), await town.person("anna"), town.bot()
    leaders = await eva.make_room(bot.user_id)
    library = employ(bot, eva.user, leaders)

    shown = await eva.reply_to(await drop(eva, leaders))
    assert "Plan för Granbacken" in shown.body
    assert library.documents() == ()

    tick = {"rel_type": "m.annotation", "event_id": shown.event_id, "key": "✅"}
    await eva.send(leaders, "m.reaction", {"m.relates_to": tick})
    await eva.until(lambda: any("svarar jag ur" in said["body"] for said in heard(eva, bot)))
    assert [one.file for one in library.documents()] == ["0001/plan.md"]

    # In private it is seen by whoever is in the leaders' room, and by nobody else.
    for person, sees in ((eva, True), (anna, False)):
        alone = await person.make_room(bot.user_id)
        answer = await person.answer_to(await person.ask(alone, QUESTION))
        assert ("45 minuter" in answer["body"]) is sees
    await asyncio.to_thread(library.close)


def heard(person: Person, bot: EchoBot) -> list[dict[str, object]]:
    rooms = list(person.client.rooms)
    return [said for room in rooms for said in person.heard(room, bot.user_id)]
