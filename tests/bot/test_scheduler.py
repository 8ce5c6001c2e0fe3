"""What is due is done once, whatever happens."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    select,
    update,
)

from bot.outbox import Outbox
from bot.scheduler import Scheduler, ticking
from bot.skill import Job, Message, Nowhere, Outside, RunSlot, Slot, SlowJob
from tests.clock import FakeClock

rang = Table("rang", MetaData(), Column("id", Integer, primary_key=True), Column("hour", Integer))


class Bell:
    """Rings at every full hour."""

    def __init__(self) -> None:
        self.broken = False
        self.times: list[datetime] = []

    def due(self, tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        hour = after.replace(minute=0, second=0, microsecond=0)
        hours = (hour + timedelta(hours=n) for n in range(1, 100))
        return [Slot(at) for at in hours if after < at <= until]

    def ring(self, tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        tx.execute(insert(rang).values(hour=slot.at.hour))
        if self.broken:
            raise RuntimeError("hemligt")
        self.times.append(slot.at)
        return [Message("!torget:x.org", "Dong", key=f"bell:{slot.at}")]


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def scheduler(engine: Engine, bell: Bell, clock: FakeClock) -> Scheduler:
    rang.metadata.create_all(engine)
    scheduler = Scheduler(engine, Outbox(engine), [Job("bell", bell.due, bell.ring)], clock)
    scheduler.tick()
    return scheduler


def said(engine: Engine, clock: FakeClock) -> list[datetime]:
    return [out.created for out in Outbox(engine).due(clock.now())]


def test_a_slot_is_done_when_its_time_has_come_and_once(
    engine: Engine, scheduler: Scheduler, clock: FakeClock
) -> None:
    assert scheduler.tick() == 0
    clock.forward(minutes=30)
    assert scheduler.tick() == 1
    assert scheduler.tick() == 0
    assert said(engine, clock) == [datetime(2026, 11, 25, 2, tzinfo=UTC)]


def test_what_was_missed_while_the_bot_was_down_is_done_as_of_its_time(
    engine: Engine, scheduler: Scheduler, bell: Bell, clock: FakeClock
) -> None:
    clock.forward(hours=3)
    again = Scheduler(engine, Outbox(engine), [Job("bell", bell.due, bell.ring)], clock)
    assert again.tick() == 3
    assert [at.hour for at in said(engine, clock)] == [2, 3, 4]


def test_two_processes_do_a_slot_once(
    engine: Engine, scheduler: Scheduler, bell: Bell, clock: FakeClock
) -> None:
    clock.forward(hours=1)

    def due_for_both(tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        slots = bell.due(tx, after, until)
        scheduler.tick()  # the other process is a moment faster
        return slots

    slow = Scheduler(engine, Outbox(engine), [Job("bell", due_for_both, bell.ring)], clock)
    slow.tick()
    assert len(bell.times) == 1


def test_one_that_fails_leaves_nothing_behind_and_is_tried_again(
    engine: Engine,
    scheduler: Scheduler,
    bell: Bell,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bell.broken = True
    clock.forward(hours=1)
    assert scheduler.tick() == 0
    assert "RuntimeError" in caplog.text
    assert "hemligt" not in caplog.text
    with engine.connect() as tx:
        assert tx.execute(select(rang)).all() == []
    bell.broken = False
    assert scheduler.tick() == 0, "not again at once"
    clock.forward(minutes=1)
    assert scheduler.tick() == 1
    assert bell.times == [datetime(2026, 11, 25, 2, tzinfo=UTC)]


def test_a_job_that_fails_does_not_stop_the_others(engine: Engine, clock: FakeClock) -> None:
    rang.metadata.create_all(engine)
    bell = Bell()

    def fail(tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        raise RuntimeError

    jobs = [Job("broken", fail, bell.ring), Job("bell", bell.due, bell.ring)]
    scheduler = Scheduler(engine, Outbox(engine), jobs, clock)
    scheduler.tick()
    clock.forward(hours=1)
    assert scheduler.tick() == 1


def test_a_quiet_night_writes_nothing_but_once_an_hour(
    engine: Engine, scheduler: Scheduler, clock: FakeClock
) -> None:
    with engine.connect() as tx:
        before = tx.exec_driver_sql("PRAGMA data_version").scalar()
        for _ in range(100):
            clock.forward(seconds=1)
            scheduler.tick()
        assert tx.exec_driver_sql("PRAGMA data_version").scalar() == before


def test_a_slow_job_waits_for_others_before_its_transaction(
    engine: Engine, clock: FakeClock
) -> None:
    rang.metadata.create_all(engine)
    bell = Bell()

    class There(Nowhere):
        def members(self, room: str) -> tuple[str, ...]:
            with engine.begin() as other:  # nothing is locked meanwhile
                other.execute(insert(rang).values(hour=99))
            return ("@anna:x",)

    def prepare(tx: Connection, slot: Slot, outside: Outside) -> RunSlot:
        (who,) = outside.members("!r:x")
        return lambda tx, slot, now: [Message(who, "Dong", key=f"bell:{slot.at}")]

    job = SlowJob("bell", bell.due, prepare)
    scheduler = Scheduler(engine, Outbox(engine), [job], clock, outside=There())
    scheduler.tick()
    clock.forward(hours=1)
    assert scheduler.tick() == 1
    assert [out.to for out in Outbox(engine).due(clock.now())] == ["@anna:x"]


def test_a_slow_job_holds_up_no_reminder(engine: Engine, bell: Bell) -> None:
    rang.metadata.create_all(engine)
    outbox, clock, free = Outbox(engine), FakeClock(), threading.Event()

    def prepare(tx: Connection, slot: Slot, outside: Outside) -> RunSlot:
        free.wait(30)
        return lambda tx, slot, now: []

    jobs = [SlowJob("slow", bell.due, prepare), Job("bell", bell.due, bell.ring)]
    rung = threading.Event()
    scheduler = Scheduler(engine, outbox, jobs, clock, rung.set)
    scheduler.tick()
    clock.forward(hours=1)
    try:
        with ticking(scheduler):
            assert rung.wait(20)
            free.set()
    finally:
        free.set()


def test_what_was_deleted_is_gone_from_the_disk_within_a_minute(
    engine: Engine, scheduler: Scheduler, clock: FakeClock, tmp_path: Path
) -> None:
    words = Table("words", MetaData(), Column("text", String))
    words.metadata.create_all(engine)
    with engine.begin() as tx:
        tx.execute(insert(words).values(text="hemligt" * 5000))
    with engine.begin() as tx:
        tx.execute(update(words).values(text=""))
    assert any(b"hemligt" in path.read_bytes() for path in tmp_path.iterdir())
    clock.forward(minutes=1)
    scheduler.tick()
    assert not any(b"hemligt" in path.read_bytes() for path in tmp_path.iterdir())
