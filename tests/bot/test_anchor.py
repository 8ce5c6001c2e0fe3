"""The anchor follows the log, and does not follow where the log was tampered with."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from bot import anchor
from bot.audit import BOT, START, Head, head, record
from bot.outbox import Outbox
from bot.scheduler import Scheduler
from bot.skill import UserError
from bot.state import audit
from tests.clock import FakeClock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / anchor.FILE


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def scheduler(engine: Engine, file: Path, clock: FakeClock) -> Scheduler:
    scheduler = Scheduler(engine, Outbox(engine), [anchor.job(file)], clock)
    scheduler.tick()
    return scheduler


def note(engine: Engine, clock: FakeClock) -> Head:
    with engine.begin() as tx:
        record(tx, clock.now(), BOT, "lesson.validated", "lesson:1")
        return head(tx)


def test_it_follows_and_is_logged_for_those_who_keep_logs_elsewhere(
    engine: Engine,
    file: Path,
    clock: FakeClock,
    scheduler: Scheduler,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    assert anchor.read(file) == Head(0, START)
    for _ in range(2):
        now = note(engine, clock)
        clock.forward(seconds=1)
        scheduler.tick()
        assert anchor.read(file) == now
        assert anchor.written(now) in caplog.text
    assert file.stat().st_mode & 0o777 == 0o600
    assert scheduler.tick() == 0


def test_it_stays_where_it_was_when_rows_are_gone(
    engine: Engine, file: Path, clock: FakeClock, scheduler: Scheduler
) -> None:
    note(engine, clock)
    before = note(engine, clock)
    clock.forward(seconds=1)
    scheduler.tick()
    with engine.begin() as tx:
        tx.execute(delete(audit).where(audit.c.seq == 2))
    clock.forward(minutes=2)
    assert scheduler.tick() == 0
    note(engine, clock)
    note(engine, clock)
    clock.forward(minutes=2)
    assert scheduler.tick() == 0, "nor when new rows take their place"
    assert anchor.read(file) == before
    with engine.connect() as tx, pytest.raises(UserError, match=r"audit\.cut-off"):
        anchor.follow(tx, file)


@pytest.mark.parametrize("text", ["", "7", "x:y", "1:" + "g" * 64, "-1:" + "0" * 64, "\0\xff"])
def test_what_is_no_anchor_is_not_taken_for_one(file: Path, text: str) -> None:
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(UserError, match=r"audit\.bad-anchor"):
        anchor.read(file)
