"""What is not as it should be is said with its mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from bot import anchor, audit, backup, doctor
from bot.cli import main
from bot.config import Settings
from bot.db import connect, migrate
from bot.demo.homeserver import free_port
from bot.doctor import Doctor, State
from bot.state import audit as table
from bot.wiring import MIGRATIONS
from tests.clock import START
from tests.fakes import FakeEmbedder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(doctor, "load_embedder", lambda settings: FakeEmbedder())
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    register = tmp_path / "r.toml"
    return Settings.model_validate(
        {"data_dir": data, "knowledge": {"responsibilities": register, "documents": ()}}
    )


@pytest.fixture
def base(settings: Settings) -> Engine:
    engine = connect("", settings.data_dir)
    migrate(engine, MIGRATIONS)
    return engine


def found(settings: Settings, engine: Engine) -> dict[str, tuple[State, str]]:
    examined = Doctor(settings, engine, START).examine()
    return {one.check: (one.state, one.code) for one in examined}


def test_a_fresh_house(settings: Settings, base: Engine) -> None:
    told = found(settings, base)
    good = {name for name, (state, _) in told.items() if state is State.GOOD}
    assert good == {"files", "space", "database", "audit", "model"}
    assert told["backup"] == (State.DOUBTFUL, "doctor.no-backup")
    assert told["register"] == (State.BAD, "register.missing-file")
    assert told["homeserver"] == (State.DOUBTFUL, "doctor.no-homeserver")


def test_files_that_others_can_read(settings: Settings, base: Engine) -> None:
    keys = settings.data_dir / "matrix"
    keys.mkdir(mode=0o700)
    (keys / "session.json").touch(mode=0o644)
    (keys / "session.json").chmod(0o644)
    assert found(settings, base)["files"] == (State.BAD, "doctor.open-files")


def test_a_log_that_was_changed(settings: Settings, base: Engine) -> None:
    with base.begin() as tx:
        for number in range(3):
            audit.record(tx, START, "@eva:x", "lesson.validated", f"lesson:{number}")
        tx.execute(update(table).where(table.c.seq == 2).values(what="lesson:7"))
        backup.note(tx, START.replace(month=1))
    told = found(settings, base)
    assert told["audit"] == (State.BAD, "doctor.broken-audit")
    assert told["backup"] == (State.DOUBTFUL, "doctor.old-backup")


def test_a_log_that_was_cut_off(settings: Settings, base: Engine) -> None:
    (settings.data_dir / anchor.FILE).write_text("3:" + "0" * 64)
    assert found(settings, base)["audit"] == (State.BAD, "doctor.broken-audit")


def test_a_database_that_is_none(settings: Settings, base: Engine) -> None:
    base.dispose()
    (settings.data_dir / "lotsen.sqlite3").write_bytes(b"rubbish" * 1000)
    told = found(settings, connect("", settings.data_dir))
    assert told["database"] == (State.BAD, "doctor.failed")
    assert told["model"][0] in State
    assert len(told) == 10


def test_a_homeserver_that_is_away(settings: Settings, base: Engine) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    matrix = settings.matrix.model_copy(update={"homeserver": address})
    away = settings.model_copy(update={"matrix": matrix})
    assert found(away, base)["homeserver"] == (State.BAD, "doctor.homeserver-away")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text('data_dir = "data"\n')
    assert main(["doctor", "--config", str(config)]) == 1
    assert "lotsen ingest" in capsys.readouterr().err


@pytest.mark.model
def test_the_command_with_the_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text('data_dir = "data"\n[knowledge]\ndocuments = []\n')
    main(["documents", "--config", str(config)])
    capsys.readouterr()
    assert main(["doctor", "--json", "--config", str(config)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is False
    assert told["checks"]["database"]["state"] == "good"
