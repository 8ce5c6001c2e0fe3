"""The house as it is put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.skill import UserError
from bot.wiring import App, build, database
from tests.fakes import FakeEmbedder


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with build(Settings(data_dir=tmp_path / "data"), embedder=FakeEmbedder()) as app:
        yield app


def test_no_two_commands_share_a_word(app: App) -> None:
    commands = [command for skill in app.skills for command in skill.commands]
    words = Counter(word for one in commands for word in (one.name, *one.aliases))
    assert [word for word, times in words.items() if times > 1] == []
    spoken = Counter(word for one in commands for word in one.spoken)
    assert [word for word, times in spoken.items() if times > 1] == []


def test_every_command_has_its_line_of_help(app: App) -> None:
    for skill in app.skills:
        assert skill.texts is not None, skill.name
        for command in skill.commands:
            assert skill.texts.has(command.help), command.name


def test_every_retention_class_is_named_once_and_has_its_reason(app: App) -> None:
    kept = [(skill, one) for skill in app.skills for one in skill.kept]
    assert len({one.name for _, one in kept}) == len(kept)
    for skill, one in kept:
        assert skill.texts is not None
        assert skill.texts.has(one.basis), one.name


def test_every_job_has_a_name_of_its_own(app: App) -> None:
    jobs = [job.name for skill in app.skills for job in skill.jobs]
    assert len(set(jobs)) == len(jobs)


def test_a_database_from_a_newer_version_is_left_alone_and_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    engine = database(settings)
    with engine.begin() as tx:
        tx.exec_driver_sql("INSERT INTO alembic_version VALUES ('bot_9999')")
    with pytest.raises(UserError, match=r"database\.newer"):
        database(settings)
