"""The tables, the log and the scheduler on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, select

from bot import audit, state
from bot.config import Settings
from bot.db import connect, migrate
from bot.outbox import Outbox
from bot.retention import job, periods
from bot.scheduler import Scheduler
from bot.skill import Message
from bot.state import audit as table
from bot.wiring import MIGRATIONS, build
from knowledge.library import Change
from skills.actions.skill import skill as actions
from tests.clock import START, FakeClock
from tests.fakes import FakeEmbedder
from tests.postgres import program, server
from tests.talk import ZONE, Talk

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(program("initdb") is None, reason="PostgreSQL is not installed here"),
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    pytest.importorskip("psycopg")
    with server() as url:
        yield url


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    engine = connect(url, Path())
    migrate(engine, MIGRATIONS)
    yield engine
    engine.dispose()


def test_the_migrations_make_the_bots_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in ours}
        )
        ours = set(state.metadata.tables)
        assert compare_metadata(context, state.metadata) == []


def test_those_who_append_at_once_make_one_chain(engine: Engine) -> None:
    def append(person: str) -> None:
        for number in range(40):
            with engine.begin() as tx:
                audit.record(tx, START, person, "lesson.validated", f"lesson:{number}")

    writers = [threading.Thread(target=append, args=(f"@p{n % 2}:x",)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    with engine.connect() as tx:
        assert tx.scalar(select(func.count()).select_from(table)) == 160
        assert audit.head(tx).count == 160
        assert audit.broken_at(tx, audit.head(tx)) is None
        assert sorted(audit.people(tx).values()) == ["@p0:x", "@p1:x"]


def test_what_is_old_goes_at_night_and_is_noted(engine: Engine) -> None:
    clock = FakeClock()
    box = Outbox(engine)
    with engine.begin() as tx:
        box.put(tx, [Message("!r:x", "svar", key="k")], START - timedelta(days=2000))
    (out,) = box.due(START)
    box.sent(out.id, "$out")
    night = Scheduler(engine, box, [job(periods([], {"sent": 900}), ZONE)], clock)
    night.tick()
    clock.forward(hours=2)
    night.tick()
    with engine.connect() as tx:
        assert audit.last_of(tx, "retention.purged") == "sent:1"
        assert audit.broken_at(tx, audit.head(tx)) is None


def test_people_are_answered_and_an_event_once(engine: Engine) -> None:
    talk = Talk(engine, [actions(lambda context: "room", ZONE, "sv")])
    words = "!åtgärd ring bakjouren @lars i morgon"
    assert "ring bakjouren" in talk.say(words, event="$once")[0].text
    assert talk.say(words, event="$once") == []
    assert "**1.** ring" in talk.say("!åtgärder")[0].text
    (reminder,) = talk.wait(hours=7)
    assert "I morgon" in reminder.text


def test_the_library_lives_there(url: str, tmp_path: Path) -> None:
    (tmp_path / "natt.md").write_text("# Natt\n\nNycklarna förvaras i skåpet på sjukstugan.")
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "database": {"url": url}})
    with build(settings, embedder=FakeEmbedder()) as app:
        for _ in range(2):
            report = app.library.ingest([tmp_path / "natt.md"], now=START)
        assert [one.outcome for one in report.files] == [Change.UNCHANGED]
        answer = app.assistant.ask("var förvaras nycklarna?", START.astimezone(ZONE))
    assert "skåpet" in answer.passages[0].chunk.text
