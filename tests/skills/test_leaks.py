"""Nothing of what a room may not see comes out there, whatever is asked, in the whole house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.outbox import Outgoing
from bot.owners import Owners
from bot.scopes import Scopes
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
from tests.talk import ANNA, EVA, LARS, ROOM, ZONE, Talk, World, event_of

LEADERS = "!leaders:kommun.example"
SECRET = """---
titel: Avvecklingsplan för Granbacken
status: beslutad
huvudman: region
ägare: Regiondirektören
rum: ledning
---

# Avvecklingsplan för Granbacken

Larm besvaras inom 45 minuter när Granbacken avvecklas.
"""
OPEN = """---
titel: Rutin för larm
status: beslutad
huvudman: kommun
---

# Rutin för larm

Larm besvaras inom 15 minuter.
"""
WORDS = ("avveckl", "granback", "45", "regiondir", "hemlig")
"""Of the document and of the answer that the room must not see."""


class Rooms(World):
    """Eva is in both rooms, Anna and Lars in the team's."""

    def members(self, room: str) -> tuple[str, ...]:
        return {ROOM: (ANNA, LARS, EVA), LEADERS: (EVA,)}.get(room, ())


@pytest.fixture
def talk(engine: Engine, tmp_path: Path) -> Iterator[Talk]:
    for metadata in (tables.metadata, asked.metadata, dropped.metadata):
        metadata.create_all(engine)
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "plan.md").write_text(SECRET, "utf-8")
    (folder / "larm.md").write_text(OPEN, "utf-8")
    library = Library(engine, FakeEmbedder, lambda name: ExactVectors())
    scopes, owners = Scopes({LEADERS: ["ledning"]}), Owners({}, (EVA,))
    skills = [
        ask.skill(
            Assistant(library, RegisterFile(tmp_path / "none.toml")),
            Curation(library),
            owners,
            scopes,
            ZONE,
            "sv",
        ),
        documents.skill(library, tmp_path / "data", "", scopes, owners, ZONE, "sv"),
    ]
    talk = Talk(engine, skills)
    talk.world = Rooms()
    library.ingest([folder], now=talk.clock.now())
    # The leaders ask something that nothing answers, and Eva answers it.
    (answer,) = talk.say("var ska hemliga mötet hållas?", EVA, room=LEADERS)
    press = {"kind": "reaction", "relates": event_of(answer), "room": LEADERS}
    _, passed = talk.say("✅", EVA, **press)
    talk.whisper("Det hemliga mötet hålls i Granbacken.", EVA, thread=event_of(passed))
    yield talk
    library.close()


QUESTIONS = (
    "inom hur många minuter besvaras larm?",
    "när avvecklas boendet?",
    "avvecklingsplan",
    "larm besvaras inom",
    "var ska hemliga mötet hållas?",
    "var hålls mötet",
    "och sen?",
    "!fråga vad gäller för larm när boendet läggs ned",
    "!dokument",
    "!dokument plan",
    "!dokument 45",
    "!luckor",
    "1",
)


def heard(said: list[Outgoing]) -> str:
    return " ".join(out.text for out in said).casefold()


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_comes_out_in_the_team_room_or_in_private(talk: Talk, question: str) -> None:
    said = [
        *talk.say(question),
        *talk.say(question, LARS, thread="$q1"),
        *talk.say(question, EVA),
        *talk.whisper(question),
        *talk.say(question, LARS, room="!unknown:x"),
    ]
    own = question.casefold()
    assert [word for word in WORDS if word in heard(said) and word not in own] == []


def test_the_leaders_see_it_all_and_so_does_their_private_room(talk: Talk) -> None:
    question = "inom hur många minuter besvaras larm?"
    for where in ({"room": LEADERS}, {"room": f"!{EVA}", "private": True}):
        told = heard(talk.say(question, EVA, **where))
        assert "45 minuter" in told
        assert "15 minuter" in told
        assert "säger olika" in told
    assert "granbacken" in heard(talk.say("var hålls mötet?", EVA, room=LEADERS))
    assert "avvecklingsplan" in heard(talk.say("!dokument", EVA, room=LEADERS))


def test_a_thread_begun_by_leaders_gives_nothing_away_elsewhere(talk: Talk) -> None:
    talk.say("när avvecklas Granbacken?", EVA, room=LEADERS)
    thread = f"$q{talk._count}"
    assert "granback" not in heard(talk.say("och sen?", thread=thread))


def test_whoever_leaves_the_room_has_left_its_documents(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "när avvecklas boendet i Granbacken?"
    assert "avvecklingsplan" in heard(talk.whisper(question, EVA))
    monkeypatch.setattr(Rooms, "members", lambda self, room: (ANNA,))
    assert "avvecklingsplan" not in heard(talk.whisper(question, EVA))
