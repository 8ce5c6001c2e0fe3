"""What is old goes, what is not stays, and both can be told beforehand and afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, delete, func, select

from bot import audit
from bot.cli import main
from bot.db import UtcDateTime
from bot.journal import Incoming, Journal, mark_handled
from bot.outbox import Outbox
from bot.retention import UnknownClass, job, periods
from bot.scheduler import Scheduler
from bot.skill import Kept, Message, Skill
from bot.state import journal, outbox
from bot.texts import texts
from tests.clock import START, FakeClock
from tests.talk import ZONE

leaf = Table(
    "leaf",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
)


def count(tx: Connection, before: datetime) -> int:
    return tx.scalar(select(func.count()).where(leaf.c.at < before)) or 0


def purge(tx: Connection, before: datetime) -> int:
    return tx.execute(delete(leaf).where(leaf.c.at < before)).rowcount


TREE = Skill("tree", kept=(Kept("leaves", 30, "kept.events", count, purge),), texts=texts)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def leaves(engine: Engine) -> Engine:
    """Leaves of 10, 20, … 60 days."""
    leaf.metadata.create_all(engine)
    with engine.begin() as tx:
        for age in range(10, 61, 10):
            tx.execute(leaf.insert().values(at=START - timedelta(days=age)))
    return engine


def ages(engine: Engine) -> list[int]:
    with engine.connect() as tx:
        return sorted((START - at).days for at in tx.scalars(select(leaf.c.at)))


def scheduler(engine: Engine, clock: FakeClock, days: int = 30) -> Scheduler:
    classes = periods([TREE], {"leaves": days})
    made = Scheduler(engine, Outbox(engine), [job(classes, ZONE)], clock)
    made.tick()
    return made


def noted(engine: Engine) -> Sequence[str]:
    with engine.connect() as tx:
        found = audit.entries(tx, START, START + timedelta(days=9000))
    return [one.what for one in found if one.action == "retention.purged"]


def test_the_old_goes_at_night_and_it_is_noted(leaves: Engine, clock: FakeClock) -> None:
    night = scheduler(leaves, clock)
    assert ages(leaves) == [10, 20, 30, 40, 50, 60], "not by day"
    clock.forward(hours=2)
    night.tick()
    assert ages(leaves) == [10, 20]
    assert noted(leaves) == ["leaves:4"]
    clock.forward(days=1)
    night.tick()
    assert noted(leaves) == ["leaves:4"], "nothing gone, nothing noted"


def test_the_settings_change_a_period(leaves: Engine, clock: FakeClock) -> None:
    night = scheduler(leaves, clock, days=55)
    clock.forward(hours=2)
    night.tick()
    assert ages(leaves) == [10, 20, 30, 40, 50]


def test_nights_that_were_missed_are_made_up_for_by_one(leaves: Engine, clock: FakeClock) -> None:
    night = scheduler(leaves, clock)
    clock.forward(days=15)
    night.tick()
    assert ages(leaves) == [10]
    assert noted(leaves) == ["leaves:5"]


def test_a_class_that_cannot_be_purged_keeps_no_other_waiting(
    leaves: Engine, clock: FakeClock
) -> None:
    def fail(tx: Connection, before: datetime) -> int:
        raise RuntimeError

    broken = Skill("b", kept=(Kept("broken", 1, "kept.events", count, fail),), texts=texts)
    classes = periods([broken, TREE], {})
    night = Scheduler(leaves, Outbox(leaves), [job(classes, ZONE)], clock)
    night.tick()
    clock.forward(hours=2)
    night.tick()
    assert ages(leaves) == [10, 20]


def test_a_period_for_nothing_names_the_nearest() -> None:
    with pytest.raises(UnknownClass, match=r"retention.leafs: no such class; did you mean leaves"):
        periods([TREE], {"leafs": 3})


def test_the_log_is_kept_longest() -> None:
    days = {one.name: one.days for one in periods([], {})}
    assert max(days, key=lambda name: days[name]) == "audit"


def test_events_and_messages_that_still_wait_are_never_old(
    engine: Engine, clock: FakeClock
) -> None:
    at = START - timedelta(days=2000)
    events = [
        Incoming(f"${n}", "!r:x", "@a:x", at, "message", "hej", private=False, mentioned=True)
        for n in range(2)
    ]
    Journal(engine).record(events, "s")
    box = Outbox(engine)
    with engine.begin() as tx:
        mark_handled(tx, "$0")
        box.put(tx, [Message("!r:x", "svar", key=f"k{n}") for n in range(2)], at)
    (first, _) = box.due(START)
    box.sent(first.id, "$out")
    night = scheduler(engine, clock)
    clock.forward(hours=2)
    with engine.connect() as tx:
        old = {one.name: one.count(tx, one.before(START)) for one in periods([], {})}
    assert old == {"events": 1, "sent": 1, "unreadable": 0, "audit": 0}
    leaf.metadata.create_all(engine)
    night.tick()
    with engine.connect() as tx:
        assert tx.scalars(select(journal.c.event)).all() == ["$1"]
        assert tx.scalars(select(outbox.c.key)).all() == ["k1"]


def test_what_replaces_a_purged_message_stands_by_itself(engine: Engine) -> None:
    box = Outbox(engine)
    with engine.begin() as tx:
        box.put(tx, [Message("!r:x", "ny", key="new", edits="purged")], START)
    (out,) = box.due(START)
    assert out.edits is None


def test_the_log_goes_last_and_stays_whole(engine: Engine, clock: FakeClock) -> None:
    with engine.begin() as tx:
        for _ in range(3):
            audit.record(tx, clock.now(), audit.BOT, "lesson.validated", "lesson:1")
    night = scheduler(engine, clock)
    clock.forward(days=3651)
    night.tick()
    with engine.connect() as tx:
        assert audit.broken_at(tx, audit.head(tx)) is None
        found = audit.entries(tx, START, clock.now() + timedelta(days=1))
    assert [one.action for one in found] == ["audit.purged", "retention.purged"]


def test_a_dry_run_tells_every_class_and_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOTSEN_CONFIG", raising=False)
    (tmp_path / "config.toml").write_text("[retention]\nevents = 400\n")
    assert main(["retention", "--json"]) == 0
    classes = {one["name"]: one for one in json.loads(capsys.readouterr().out)["classes"]}
    assert classes["events"]["days"] == 400
    assert classes["audit"]["days"] == 3650
    assert all(len(one["basis"]) > 30 for one in classes.values())
    assert main(["retention"]) == 0
    assert "events: 400 dagar, 0 att ta bort" in capsys.readouterr().out
    (tmp_path / "config.toml").write_text("[retention]\nevent = 400\n")
    assert main(["retention"]) == 2
    assert "did you mean events" in capsys.readouterr().err
