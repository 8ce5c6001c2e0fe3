"""The whole way, over two homeservers: a sentence in a governing document becomes a prompt, a
reflection, a theme, a lesson, a decision, an action, a verified change, a changed document and a
new answer, and each step can be traced from the last."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nio import RoomMessagesResponse, UploadResponse
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.config import (
    KnowledgeSettings,
    MatrixSettings,
    ReflectionSettings,
    RoleSettings,
    RoomSettings,
    Settings,
)
from bot.journal import Journal
from bot.matrix.client import MatrixBot
from bot.outbox import Outbox
from bot.scheduler import ticking
from bot.wiring import build, permissions
from knowledge.model import Embedder, Principal
from tests.clock import FakeClock
from tests.matrix.conftest import PASSWORD, Town
from tests.matrix.federation import FederatedServer
from tests.matrix.person import Person

pytestmark = [pytest.mark.server, pytest.mark.model, pytest.mark.timeout(400)]

# Behind the homeservers' time, so that whatever the bot has to say is due for its connection.
MONDAY = datetime(2025, 3, 3, 7, tzinfo=UTC)

BEFORE = """---
titel: Rutin för bakjour
status: beslutad
beslutsdatum: 2024-05-02
---

# Rutin för bakjour

## När bakjouren rings

Bakjouren rings tidigast klockan 23.
"""
AFTER = """---
titel: Rutin för bakjour
status: beslutad
beslutsdatum: 2025-03-12
---

# Rutin för bakjour

## När bakjouren rings

Bakjouren rings från klockan 20, enligt lärdom 1.
"""
TEMPLATE = """
names = ["bakjour"]

[sv]
title = "Bakjouren"
intro = "I Rutin för bakjour står: Bakjouren rings tidigast klockan 23."

[en]
title = "On call"

[[question]]
sv = "Hur blir det för er på natten?"
en = "How is that for you at night?"
"""
QUESTION = "när rings bakjouren?"
REFLECTIONS = (
    "Vi ringer bakjouren för sent på natten.",
    "Bakjouren rings för sent, först när det är akut.",
    "På natten ringer vi bakjouren alldeles för sent.",
    "Det blir för sent när vi väntar med att ringa bakjouren.",
    "Vi borde ringa bakjouren tidigare på natten, nu blir det för sent.",
)


@dataclass
class Team:
    """Seven people of two organisations, their bot and their clock."""

    eva: Person
    """Process leader, kommun."""
    tea: Person
    """Team lead, region."""
    lars: Person
    everyone: list[Person]
    room: str
    admin: str
    log: str
    bot: str
    clock: FakeClock
    documents: Path

    def heard(self, person: Person, room: str) -> list[dict[str, Any]]:
        return person.heard(room, self.bot)

    async def ask(self, person: Person, room: str, text: str) -> str:
        """Say something to the bot; the words of its answer."""
        return str((await person.answer_to(await person.ask(room, text, self.bot)))["body"])

    async def shown(self, person: Person, room: str, words: str) -> tuple[str, str]:
        """Wait for a message with these words; its id and what it says."""
        found: list[tuple[str, str]] = []

        def is_there() -> bool:
            found[:] = [
                (event.event_id, str(event.source["content"]["body"]))
                for place, event in person.events
                if place == room and event.sender == self.bot and words in _body(event.source)
            ]
            return bool(found)

        await person.until(is_there)
        return found[-1]

    async def privately(self, person: Person, words: str) -> str:
        """Wait for a private message with these words; the room. It is looked for as clients
        do, back in the room: it may have come before the invitation was accepted."""
        async with asyncio.timeout(60):
            while True:
                for room in set(person.client.rooms) - {self.room, self.admin, self.log}:
                    page = await person.client.room_messages(room, "", limit=20)
                    said = page.chunk if isinstance(page, RoomMessagesResponse) else []
                    if any(words in _body(event.source) for event in said):
                        return room
                await asyncio.sleep(0.3)


def _body(source: dict[str, Any]) -> str:
    return str(source.get("content", {}).get("body", ""))


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[FederatedServer]]:
    servers = [FederatedServer(tmp_path_factory.mktemp(name)) for name in ("kommun", "region")]
    with ThreadPoolExecutor() as pool:
        list(pool.map(FederatedServer.start, servers))
        yield servers
        list(pool.map(FederatedServer.stop, servers))


@pytest.fixture
async def team(
    servers: list[FederatedServer], tmp_path: Path, bundled: Embedder
) -> AsyncIterator[Team]:
    async with AsyncExitStack() as doors:
        towns = [Town(server, tmp_path) for server in servers]
        for town in towns:
            doors.push_async_callback(town.go_home)
        kommun, region = towns
        people = [await kommun.person(name) for name in ("eva", "anna", "kim", "mia", "per")]
        people += [await region.person(name) for name in ("tea", "lars")]
        eva, tea, lars = people[0], people[5], people[6]
        bot = kommun.account("lotsen")
        clock, documents = FakeClock(MONDAY), tmp_path / "documents"
        documents.mkdir()
        (documents / "bakjour-2024.md").write_text(BEFORE)
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates" / "bakjour.toml").write_text(TEMPLATE)
        # The rooms are named in the settings, so they are there before the bot.
        room, admin, log = [await eva.open_room(bot) for _ in range(3)]
        for place, guests in ((room, people[1:]), (admin, [tea]), (log, people[1:])):
            await eva.gather(place, *guests)
        settings = Settings(
            data_dir=tmp_path / "data",
            matrix=MatrixSettings(
                homeserver=servers[0].url,
                user_id=bot,
                password=SecretStr(PASSWORD),
                allowed_servers=tuple(server.name for server in servers),
            ),
            roles=RoleSettings(process_leader=(eva.user,), team_lead=(tea.user,)),
            rooms=RoomSettings(admin=admin, log=log),
            principals={
                servers[0].name: Principal.MUNICIPALITY,
                servers[1].name: Principal.REGION,
            },
            reflection=ReflectionSettings(templates=(tmp_path / "templates",)),
            knowledge=KnowledgeSettings(
                documents=(documents,), responsibilities=tmp_path / "responsibilities.toml"
            ),
        )
        settings.data_dir.mkdir()
        app = doors.enter_context(build(settings, clock=clock, embedder=bundled))
        app.library.ingest([documents], now=clock.now())
        outbox = Outbox(app.engine)
        dispatch = app.dispatch(outbox, permissions(settings), (bot, "Lotsen"))
        connection = MatrixBot(
            settings.matrix,
            settings.data_dir,
            app.engine,
            Journal(app.engine, concerns=dispatch.concerns),
            outbox,
            dispatch.handle,
            SystemClock(),
            skills=app.skills,
        )
        stop = asyncio.Event()
        running = asyncio.create_task(connection.run(stop))
        scheduler = app.scheduler(outbox, connection.wake, connection.outside)
        doors.enter_context(ticking(scheduler))
        for one in people:
            await one.joined(room, bot)
            await one.joined(log, bot)
        yield Team(eva, tea, lars, people, room, admin, log, bot, clock, documents)
        stop.set()
        await running


async def test_from_a_sentence_to_a_new_answer(team: Team) -> None:
    room, eva, tea, lars = team.room, team.eva, team.tea, team.lars

    # The governing document answers, with its source.
    answer = await team.ask(lars, room, QUESTION)
    assert "Bakjouren rings tidigast klockan 23." in answer
    assert "Rutin för bakjour" in answer

    # Its sentence becomes a prompt, and five of seven reflect on it.
    draft = await tea.ask(
        room, "!runda Bakjour idag 13:00, mall bakjour, svar inom 2 dagar, med namn", team.bot
    )
    assert "13:00" in (await tea.answer_to(draft))["body"]
    assert "igång" in await team.ask(tea, room, "!runda ja")
    team.clock.forward(hours=6)
    for person, words in zip(team.everyone, REFLECTIONS, strict=False):
        place = await team.privately(person, "I Rutin för bakjour står: Bakjouren rings tidigast")
        assert "Tack" in (await person.answer_to(await person.ask(place, words)))["body"]

    # The reflections become a theme, and the theme a lesson.
    team.clock.forward(days=1, hours=23, minutes=1)
    _, summary = await team.shown(eva, room, "5 av 7")
    assert "Det här kom fram" in summary
    proposal, _ = await team.shown(lars, room, "Förslag till lärdom")
    bulb = {"rel_type": "m.annotation", "event_id": proposal, "key": "💡"}
    await lars.send(room, "m.reaction", {"m.relates_to": bulb})
    await team.shown(lars, room, "Antecknat som lärdom 1")
    card = await team.ask(lars, room, "!lärdom 1")
    assert "ett tema i en runda" in card
    posted, _ = await team.shown(eva, team.log, "Lärdom 1")
    assert posted, "the shared log has it"

    # The lesson becomes a decision, the decision an action, and the action is done.
    await team.ask(eva, room, "!validera 1")
    await team.ask(tea, room, "!riktning 1 justera")
    await team.ask(eva, room, "!lärdom 1 kriterium: inga sena samtal")
    decided = f"!besluta 1 systemledningen: ändra rutinen {lars.user} senast 12 mars"
    assert "Beslutet om lärdom 1 är antecknat" in await team.ask(eva, room, decided)
    assert "ändra rutinen" in await team.ask(lars, room, "!åtgärder")

    # The document is changed: the new version is dropped, recognised and confirmed.
    team.clock.forward(days=7)
    shown = await eva.reply_to(await _drop(eva, team.admin))
    assert "Ersätter" in shown.body
    tick = {"rel_type": "m.annotation", "event_id": shown.event_id, "key": "✅"}
    await eva.send(team.admin, "m.reaction", {"m.relates_to": tick})
    await team.shown(eva, team.admin, "svarar jag ur")
    assert "är klar" in await team.ask(lars, room, "!åtgärd klar 1")
    assert "genomförd" in await team.ask(lars, room, "!genomförd 1")

    # The change is verified by another than its owner, and the lesson tells the whole way.
    team.clock.forward(days=30)
    assert "hjälpt" in await team.ask(tea, room, "!verifiera 1 ja inga sena samtal i mars")
    card = await team.ask(lars, room, "!lärdom 1")
    for step in ("ett tema i en runda", "systemledningen", "ändra rutinen", "sena samtal i mars"):
        assert step in card

    # And the same question has a new answer, which names the lesson it comes from.
    answer = await team.ask(lars, room, QUESTION)
    assert "Bakjouren rings från klockan 20, enligt lärdom 1." in answer
    assert "tidigast klockan 23" not in answer


async def _drop(person: Person, room: str) -> str:
    data = AFTER.encode()
    answer, keys = await person.client.upload(
        io.BytesIO(data), "text/markdown", "bakjour-2025.md", encrypt=True, filesize=len(data)
    )
    assert isinstance(answer, UploadResponse)
    file = keys | {"url": answer.content_uri}
    content = {"msgtype": "m.file", "body": "bakjour-2025.md", "info": {"size": len(data)}}
    return await person.send(room, "m.room.message", content | {"file": file})
