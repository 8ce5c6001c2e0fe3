"""What the bot does by itself, at its time. apscheduler only wakes; what is due and what has
been done stands in the database.

Each slot is one transaction: the claim, what the job wrote and what it says. Whoever claims a
slot that another process has done gets nothing, so a slot is done once, whatever happens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Connection, Engine, delete, select

from bot.clock import Clock
from bot.db import forget_deleted, insert_new, upsert
from bot.dispatch import where
from bot.outbox import Outbox
from bot.skill import Job, Nowhere, Outside, RunSlot, Slot, SlowJob
from bot.state import claimed, job_done

log = logging.getLogger(__name__)

SECONDS = 1
AGAIN = timedelta(minutes=1)
"""How long a slot waits whose job failed."""
TIDIED_EVERY = timedelta(minutes=1)
REMEMBERED = timedelta(days=400)
"""How long claims are kept: longer than any job looks back."""


class Scheduler:
    """Does what is due."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        jobs: Sequence[Job | SlowJob],
        clock: Clock,
        queued: Callable[[], None] = lambda: None,
        outside: Outside | None = None,
    ) -> None:
        """`queued` is called when there is something new to send; slow jobs read `outside`."""
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._outbox = outbox
        self._jobs = tuple(jobs)
        self._clock = clock
        self._queued = queued
        self._outside = outside or Nowhere()
        self._tidied = clock.now()
        self._resting: dict[tuple[str, Slot], datetime] = {}
        """Slots whose job failed, and when they are tried again."""

    def tick(self) -> int:
        """Do all that is due now; returns how many slots were done."""
        return self.tick_quick() + self.tick_slow()

    def tick_quick(self) -> int:
        """Do what waits for nobody."""
        now = self._clock.now()
        done = sum(self._look_after(job, now) for job in self._jobs if isinstance(job, Job))
        if now - self._tidied >= TIDIED_EVERY:
            forget_deleted(self._engine)
            self._tidied = now
        return done

    def tick_slow(self) -> int:
        """Do what waits for others or computes for long; may go on beside the quick ones."""
        now = self._clock.now()
        return sum(self._look_after(job, now) for job in self._jobs if isinstance(job, SlowJob))

    def _look_after(self, job: Job | SlowJob, now: datetime) -> int:
        try:
            return self._do_due(job, now)
        except Exception as error:  # the next tick tries again; the other jobs go on
            log.error("job %s: %s", job.name, where(error))  # noqa: TRY400
            return 0

    def _do_due(self, job: Job | SlowJob, now: datetime) -> int:
        with self._reader.connect() as tx:
            after = tx.scalar(select(job_done.c.until).where(job_done.c.job == job.name))
            slots = [slot for slot in job.due(tx, after or now, now) if not _done(tx, job, slot)]
        done = [self._try(job, slot, now) for slot in slots if self._may_try(job, slot, now)]
        # A slot that failed keeps the mark where it is, so that it is listed again.
        if after is None or (len(done) == len(slots) and all(done) and (done or _old(after, now))):
            self._mark(job, now)
        return sum(done)

    def _may_try(self, job: Job | SlowJob, slot: Slot, now: datetime) -> bool:
        return self._resting.get((job.name, slot), now) <= now

    def _try(self, job: Job | SlowJob, slot: Slot, now: datetime) -> bool:
        try:
            self._do(job, slot, now)
        except Exception as error:  # one slot that fails must not stop the others
            log.error("job %s: %s", job.name, where(error))  # noqa: TRY400
            self._resting[job.name, slot] = now + AGAIN
            return False
        self._resting.pop((job.name, slot), None)
        return True

    def _do(self, job: Job | SlowJob, slot: Slot, now: datetime) -> None:
        run = job.run if isinstance(job, Job) else self._prepared(job, slot)
        with self._engine.begin() as tx:
            row = {"job": job.name, "item": slot.item, "at": slot.at}
            if not insert_new(tx, claimed, row):
                return
            messages = run(tx, slot, now)
            # Queued as of its time: what goes out late says so by itself.
            self._outbox.put(tx, messages, min(slot.at, now))
        if messages:
            self._queued()

    def _prepared(self, job: SlowJob, slot: Slot) -> RunSlot:
        with self._reader.connect() as tx:
            return job.prepare(tx, slot, self._outside)

    def _mark(self, job: Job | SlowJob, now: datetime) -> None:
        with self._engine.begin() as tx:
            upsert(tx, job_done, "job", {"job": job.name, "until": now})
            old = (claimed.c.job == job.name) & (claimed.c.at < now - REMEMBERED)
            tx.execute(delete(claimed).where(old))


@contextmanager
def ticking(scheduler: Scheduler) -> Iterator[None]:
    """Tick every second, beside the rest; no slow job holds up a reminder."""
    waking = BackgroundScheduler(daemon=True)
    for tick in (scheduler.tick_quick, scheduler.tick_slow):
        waking.add_job(tick, "interval", seconds=SECONDS, max_instances=1, coalesce=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    waking.start()
    try:
        yield
    finally:
        waking.shutdown(wait=True)


def _done(tx: Connection, job: Job | SlowJob, slot: Slot) -> bool:
    this = (claimed.c.job == job.name) & (claimed.c.item == slot.item) & (claimed.c.at == slot.at)
    return tx.scalar(select(claimed.c.job).where(this)) is not None


def _old(mark: datetime, now: datetime) -> bool:
    """Marks are moved once an hour where nothing happens: no write a second on a quiet night."""
    return now - mark >= timedelta(hours=1)
