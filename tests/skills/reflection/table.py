"""A team around the table: the skill put together with a fake model."""

from __future__ import annotations

from sqlalchemy import Engine

from bot.outbox import Outgoing
from bot.permissions import server_of
from bot.skill import Skill
from knowledge.model import Principal
from skills.reflection.skill import Team, skill
from skills.reflection.tables import metadata
from skills.reflection.template import load
from tests.clock import FakeClock
from tests.fakes import FakeEmbedder
from tests.talk import ANNA, EVA, LARS, SERVERS, TEA, ZONE, Talk

ELSEWHERE = "Det står i rutinen."
BO, KIM = "@bo:region.example", "@kim:kommun.example"
ALL = (ANNA, BO, EVA, KIM, LARS, TEA)
PRINCIPALS = {"kommun.example": Principal.MUNICIPALITY, "region.example": Principal.REGION}


def reflection() -> Skill:
    team = Team(ZONE, "sv", lambda person: server_of(person) in SERVERS, PRINCIPALS)
    return skill(team, load(), FakeEmbedder)


def others() -> Skill:
    """Stands for all that answers questions: it takes whatever is left to it."""
    return Skill("others", listen=lambda context, text: [context.reply(ELSEWHERE)])


def table(engine: Engine, clock: FakeClock | None = None) -> Talk:
    """Six people, two of them team leads or more, and the bot, on a Wednesday night."""
    metadata.create_all(engine)
    talk = Talk(engine, [reflection(), others()], clock=clock)
    talk.world.people = ALL
    return talk


def start(talk: Talk, line: str) -> None:
    """A round is made in the team's room, and confirmed."""
    (proposed,) = talk.say(f"!runda {line}", TEA)
    (on,) = talk.react("✅", proposed, TEA)
    assert "Nu är rundan igång" in on.text


def answer(talk: Talk, person: str, *texts: str) -> list[Outgoing]:
    """A person writes one thing after the other in their private room."""
    return [out for text in texts for out in talk.whisper(text, person)]
