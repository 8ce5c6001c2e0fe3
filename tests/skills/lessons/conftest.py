"""A team with a log room, that talks about what it learns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from knowledge.model import Principal
from skills.actions import skill as actions
from skills.lessons import skill as lessons
from skills.lessons.fields import Tags
from skills.lessons.skill import Team
from skills.lessons.tables import metadata
from tests.fakes import FakeEmbedder
from tests.talk import EVA, ZONE, Talk

LOG = "!log:kommun.example"
COUNTY = "!lan:lan.example"
TEAM = Team(
    zone=ZONE,
    language="sv",
    name="Team Fjällbjörken",
    leaders=(EVA,),
    log_room=LOG,
    tags=Tags(areas=("hemsjukvård", "sjukstuga")),
    principals={"kommun.example": Principal.MUNICIPALITY, "region.example": Principal.REGION},
    recipients={"LSG": COUNTY, "Grannkommunen": ""},
)


def talk_of(engine: Engine, team: Team = TEAM) -> Talk:
    """People and a bot with lessons and actions."""
    metadata.create_all(engine)
    embedder = FakeEmbedder()
    return Talk(
        engine,
        [
            lessons.skill(team, lambda: embedder),
            actions.skill(lambda context: lessons.origin(context) or "room", ZONE, "sv"),
        ],
    )


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return talk_of(engine)


@pytest.fixture
def quiet(engine: Engine) -> Talk:
    """Without a log room."""
    return talk_of(engine, replace(TEAM, log_room=""))
