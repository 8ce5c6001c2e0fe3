"""The audit log: whatever is done to it afterwards shows."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot import state
from bot.audit import (
    BOT,
    START,
    Head,
    broken_at,
    entries,
    forget,
    head,
    of_person,
    older,
    people,
    purge,
    record,
)
from bot.db import connect
from bot.state import audit, pseudonym

NOW = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
EVA, LARS = "@eva:kommun.example", "@lars:region.example"


@pytest.fixture
def log(engine: Engine) -> Engine:
    """Six rows, an hour apart."""
    with engine.begin() as tx:
        for number in range(6):
            who = EVA if number % 2 else LARS
            record(tx, NOW + timedelta(hours=number), who, "lesson.validated", f"lesson:{number}")
    return engine


def test_a_row_says_when_who_what_and_no_name(log: Engine) -> None:
    with log.connect() as tx:
        first, second = entries(tx, NOW, NOW + timedelta(hours=2))
        assert (first.seq, first.at, first.action, first.what) == (
            1,
            NOW,
            "lesson.validated",
            "lesson:0",
        )
        assert people(tx) == {first.who: LARS, second.who: EVA}
        assert broken_at(tx) is None
        assert broken_at(tx, head(tx)) is None


def test_the_same_person_has_one_pseudonym_and_none_when_forgotten(log: Engine) -> None:
    with log.begin() as tx:
        assert of_person(tx, EVA) == 3
        before = {one.who for one in entries(tx, NOW, NOW + timedelta(days=1))}
        assert len(before) == 2
        forget(tx, EVA)
        assert list(people(tx).values()) == [LARS]
        assert of_person(tx, EVA) == 0
        assert broken_at(tx, head(tx)) is None
        record(tx, NOW, EVA, "role.given", "role:3")
        assert set(people(tx)) - before, "a new name, not to be joined with the old"


@pytest.mark.parametrize(
    ("action", "what"),
    [
        ("Lesson validated", "lesson:1"),
        ("lesson", "lesson:1"),
        ("lesson.validated", "Berit ramlade i natt"),
        ("lesson.validated", EVA),
        ("lesson.validated", "lesson:" + "a" * 65),
        ("lesson.validated", "lesson:é"),
        ("lesson.validated", ""),
    ],
)
def test_words_and_names_are_turned_away(engine: Engine, action: str, what: str) -> None:
    with engine.begin() as tx, pytest.raises(ValueError):
        record(tx, NOW, BOT, action, what)


def _swap(tx: Connection) -> None:
    tx.execute(update(audit).where(audit.c.seq == 3).values(seq=99))
    tx.execute(update(audit).where(audit.c.seq == 4).values(seq=3))
    tx.execute(update(audit).where(audit.c.seq == 99).values(seq=4))


TAMPERED: list[tuple[str, Callable[[Connection], object], int]] = [
    (
        name,
        lambda tx, name=name, value=value: tx.execute(  # type: ignore[misc]
            update(audit).where(audit.c.seq == 3).values({name: value})
        ),
        3,
    )
    for name, value in {
        "at": "ingen tid",
        "who": BOT,
        "action": "lesson.rejected",
        "what": "lesson:9",
        "hash": "0" * 64,
    }.items()
]
TAMPERED += [
    ("number", lambda tx: tx.execute(update(audit).where(audit.c.seq == 3).values(seq=30)), 3),
    ("order", _swap, 3),
    ("a row gone", lambda tx: tx.execute(delete(audit).where(audit.c.seq == 3)), 3),
    ("the start gone", lambda tx: tx.execute(delete(audit).where(audit.c.seq < 3)), 1),
    ("the end gone", lambda tx: tx.execute(delete(audit).where(audit.c.seq > 3)), 4),
    ("all gone", lambda tx: tx.execute(delete(audit)), 1),
    (
        "a false purge",
        lambda tx: tx.execute(
            update(audit).where(audit.c.seq == 3).values(action="audit.purged", what="audit:x:y")
        ),
        3,
    ),
]


@pytest.mark.parametrize(("name", "tamper", "row"), TAMPERED, ids=[one[0] for one in TAMPERED])
def test_what_is_done_to_it_shows(
    log: Engine, name: str, tamper: Callable[[Connection], object], row: int
) -> None:
    with log.begin() as tx:
        anchor = head(tx)
        tamper(tx)
        assert broken_at(tx, anchor) == row


def test_a_chain_made_anew_shows_against_the_anchor(log: Engine) -> None:
    with log.begin() as tx:
        anchor = head(tx)
        tx.execute(delete(audit).where(audit.c.seq > 2))
        for number in range(7):
            record(tx, NOW, BOT, "lesson.rejected", f"lesson:{number}")
        assert broken_at(tx) is None
        assert broken_at(tx, anchor) == 6


def test_what_is_old_goes_and_the_log_says_where_it_begins(log: Engine) -> None:
    moment = NOW + timedelta(hours=4)
    with log.begin() as tx:
        anchor = head(tx)
        assert older(tx, moment) == 4
        assert purge(tx, moment, NOW + timedelta(days=1)) == 4
        assert broken_at(tx, anchor) is None
        assert purge(tx, moment, NOW + timedelta(days=1)) == 0
        assert purge(tx, NOW + timedelta(days=2), NOW + timedelta(days=2)) == 3
        assert [one.action for one in entries(tx, NOW, NOW + timedelta(days=9))] == ["audit.purged"]
        assert broken_at(tx, head(tx)) is None
        tx.execute(delete(audit))
        assert broken_at(tx) is None, "without an anchor an empty log looks new"
        assert broken_at(tx, anchor) == 1


def test_an_empty_log_is_whole(engine: Engine) -> None:
    with engine.connect() as tx:
        assert head(tx) == Head(0, START)
        assert broken_at(tx, Head(0, START)) is None


def test_a_rollback_leaves_no_hole(log: Engine) -> None:
    with log.connect() as tx:
        record(tx, NOW, BOT, "never.happened", "lesson:1")
        tx.rollback()
        record(tx, NOW, BOT, "document.confirmed", "document:1")
        tx.commit()
        assert broken_at(tx) is None


def _append(folder: str, count: int) -> None:
    engine = connect("", Path(folder))
    for number in range(count):
        with engine.begin() as tx:
            record(tx, NOW, f"@p{number % 3}:x.org", "lesson.validated", f"lesson:{number}")


def test_two_processes_make_one_chain(tmp_path: Path) -> None:
    engine = connect("", tmp_path)
    state.metadata.create_all(engine)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_append, args=(str(tmp_path), 30)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    with engine.connect() as tx:
        assert head(tx).count == 60
        assert broken_at(tx, head(tx)) is None
        assert len(tx.execute(select(pseudonym)).all()) == 3


def test_a_row_put_in_by_hand_shows(log: Engine) -> None:
    with log.begin() as tx:
        values = {"seq": 7, "at": "x", "who": BOT, "action": "a.b", "what": "c", "hash": "0" * 64}
        tx.execute(insert(audit).values(values))
        assert broken_at(tx) == 7
