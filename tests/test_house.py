"""The house is as it says: texts in both languages, tables as the migrations make them."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot import state
from bot.db import connect, migrate
from bot.texts import Catalogue
from bot.wiring import MIGRATIONS
from knowledge import tables
from skills.ask import store as ask
from skills.documents import store as documents
from skills.lessons import tables as lessons
from skills.meeting import store as meeting
from skills.reflection import tables as reflection
from skills.reminders import tables as reminders

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted(ROOT.glob("bot/texts")) + sorted(
    p.parent for p in ROOT.glob("skills/*/sv.toml")
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda path: path.name)
def test_every_sentence_is_there_in_both_languages(folder: Path) -> None:
    catalogue = Catalogue.beside(str(folder / "x.py"))
    assert catalogue.keys("sv") == catalogue.keys("en")
    for key in catalogue.keys("sv"):
        swedish, english = catalogue.sentence("sv", key), catalogue.sentence("en", key)
        assert fields(swedish) == fields(english), key
        assert "!" not in swedish.replace("`!", ""), f"{key}: no exclamation marks"
        assert "!" not in english.replace("`!", ""), f"{key}: no exclamation marks"


@pytest.mark.parametrize("folder", CATALOGUES[1:], ids=lambda path: path.name)
def test_every_skill_has_a_heading_in_the_help(folder: Path) -> None:
    assert Catalogue.beside(str(folder / "x.py")).has("help.title")


CODE = re.compile(
    r"(?:KnowledgeError|Unreadable|BadRegister|IndexMismatch|VectorsLost|UserError|CannotGoOn|BadRecurrence)"
    r"\(\s*\"([a-z-]+\.[a-z-]+)\""
)


def test_every_error_that_a_person_may_meet_has_its_sentence() -> None:
    known = frozenset[str]().union(*(Catalogue.beside(str(f / "x")).keys("sv") for f in CATALOGUES))
    sources = [
        p for folder in ("bot", "knowledge", "skills") for p in (ROOT / folder).rglob("*.py")
    ]
    raised = {code for path in sources for code in CODE.findall(path.read_text("utf-8"))}
    assert len(raised) > 20
    assert raised <= known


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    engine = connect("", tmp_path)
    migrate(engine, MIGRATIONS)
    migrate(engine, MIGRATIONS)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert (
            compare_metadata(
                context,
                [
                    state.metadata,
                    tables.metadata,
                    ask.metadata,
                    documents.metadata,
                    meeting.metadata,
                    lessons.metadata,
                    reminders.metadata,
                    reflection.metadata,
                ],
            )
            == []
        )
