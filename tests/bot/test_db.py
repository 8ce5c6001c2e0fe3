"""The database leaves no trace of what was deleted, and lets its writers take turns."""

from __future__ import annotations

import gc
import statistics
import threading
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, text, update

from bot.db import forget_deleted
from bot.state import action
from tests.clock import START

WORDS = "mannen i det gula huset"


def test_words_that_were_deleted_are_in_no_file(engine: Engine, tmp_path: Path) -> None:
    row = {"owner": "", "room": "!r", "origin": "room", "made": START, "state": "open"}
    with engine.begin() as tx:
        for number in range(300):
            tx.execute(insert(action).values({**row, "id": number, "text": WORDS * 40}))
    with engine.begin() as tx:
        tx.execute(delete(action).where(action.c.id > 0))
        tx.execute(update(action).values(text=""))
    forget_deleted(engine)
    files = list(tmp_path.iterdir())
    assert len(files) > 1
    for file in files:
        assert WORDS.encode() not in file.read_bytes(), file.name
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_one_who_writes_all_the_time_keeps_nobody_waiting(engine: Engine) -> None:
    turns, enough, passed = count(), threading.Event(), []
    last = [0]

    def write_on() -> None:
        while not enough.is_set():
            with engine.begin() as tx:
                tx.execute(update(action).values(text=""))
                last[0] = next(turns)

    busy = threading.Thread(target=write_on)
    busy.start()
    try:
        for _ in range(30):
            before = last[0]
            with engine.begin():
                passed.append(last[0] - before)
    finally:
        enough.set()
        busy.join()
    # The machine may stop either of them for a while, but not most of the times.
    assert statistics.median(passed) <= 3


def test_a_turn_is_given_back_whatever_happens(engine: Engine) -> None:
    with suppress(ZeroDivisionError), engine.begin():
        raise ZeroDivisionError
    with pytest.raises(Exception, match="no such table"), engine.begin() as tx:
        tx.execute(text("SELECT * FROM nowhere"))
    with engine.connect() as tx:
        tx.execute(text("SELECT 1"))
        tx.invalidate()
    forgotten = engine.connect()
    forgotten.execute(text("SELECT 1"))
    del forgotten
    gc.collect()
    with engine.connect() as tx:
        tx.execute(update(action).values(text=""))
        tx.rollback()
        tx.execute(update(action).values(text=""))
        tx.commit()
    assert _can_write(engine)


def test_a_turn_ends_with_its_transaction(engine: Engine) -> None:
    with engine.connect() as kept:
        for end in (kept.commit, kept.rollback):
            kept.execute(text("SELECT 1"))
            end()
            assert _can_write(engine)


def test_who_only_reads_waits_for_no_turn(engine: Engine) -> None:
    with engine.begin(), engine.execution_options(reading=True).connect() as reading:
        assert reading.scalar(text("SELECT 1")) == 1


def _can_write(engine: Engine) -> bool:
    with engine.begin() as tx:
        return tx.scalar(text("SELECT 1")) == 1
