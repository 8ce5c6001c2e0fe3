"""History is only ever added to, and shows when it was not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from skills.lessons import history, store, tables
from skills.lessons.model import Kind, Lesson, State
from skills.lessons.store import Mark
from skills.lessons.tables import metadata
from tests.clock import START
from tests.talk import ANNA, EVA

LINE = tables.history.c


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    metadata.create_all(engine)
    with engine.begin() as tx:
        yield tx


@pytest.fixture
def lesson(tx: Connection) -> Lesson:
    """A lesson that has been changed twice, beside another."""
    new = store.blank(START, title="Ring", observation="Vi ringde sent.", author=ANNA)
    one = store.add(tx, new, Mark("record", ANNA, START, "$1"))
    kind = replace(one, kind=Kind.RISK)
    one = store.change(tx, one, kind, Mark("fill", ANNA, START + timedelta(hours=1), "$2"))
    handed_in = replace(one, state=State.SUBMITTED)
    one = store.change(tx, one, handed_in, Mark("submit", ANNA, START + timedelta(hours=2)))
    store.add(tx, store.blank(START, title="Annat"), Mark("record", EVA, START))
    return one


def test_each_change_is_a_line(tx: Connection, lesson: Lesson) -> None:
    lines = history.of(tx, lesson.id)
    assert [(line.number, line.step, line.state) for line in lines] == [
        (1, "record", "draft"),
        (2, "fill", "draft"),
        (3, "submit", "submitted"),
    ]
    assert lines[0].words == {"title": "Ring", "observation": "Vi ringde sent."}
    assert lines[1].words == {"kind": "risk"}
    assert lesson.version == 3
    assert history.broken(tx) == ()


@pytest.mark.parametrize(
    ("number", "values"),
    [
        (1, {"words": '{"title": "Annat"}'}),
        (2, {"step": "validate"}),
        (2, {"state": "verified"}),
        (3, {"at": START}),
        (2, {"digest": "0" * 64}),
        (2, {"number": 7}),
    ],
)
def test_a_line_that_is_changed_shows(
    tx: Connection, lesson: Lesson, number: int, values: dict[str, object]
) -> None:
    this = (LINE.lesson == lesson.id) & (LINE.number == number)
    tx.execute(update(tables.history).where(this).values(values))
    assert history.broken(tx) == (lesson.id,)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_line_that_is_left_out_shows(tx: Connection, lesson: Lesson, number: int) -> None:
    tx.execute(delete(tables.history).where((LINE.lesson == lesson.id) & (LINE.number == number)))
    assert history.broken(tx) == (lesson.id,)


@pytest.mark.parametrize("values", [{"state": "verified"}, {"version": 9}])
def test_a_lesson_that_is_changed_past_its_history_shows(
    tx: Connection, lesson: Lesson, values: dict[str, object]
) -> None:
    tx.execute(update(tables.lesson).where(tables.lesson.c.id == lesson.id).values(values))
    assert history.broken(tx) == (lesson.id,)


def test_a_line_put_in_between_shows(tx: Connection, lesson: Lesson) -> None:
    row = dict(tx.execute(select(tables.history).where(LINE.number == 3)).mappings().one())
    tx.execute(insert(tables.history).values(row | {"id": None, "number": 4}))
    assert history.broken(tx) == (lesson.id,)


def test_words_that_are_taken_back_are_gone_and_the_chain_holds(
    tx: Connection, lesson: Lesson
) -> None:
    store.take_back(tx, "$1")
    after = store.find(tx, lesson.id)
    assert after is not None
    assert (after.title, after.observation, after.kind) == (store.TAKEN_BACK, "", Kind.RISK)
    everything = str(tx.execute(select(tables.history)).all())
    assert "ringde sent" not in everything
    assert history.of(tx, lesson.id)[-1].step == "take-back"
    assert history.broken(tx) == ()


def test_only_what_still_stands_is_taken_from_the_lesson(tx: Connection, lesson: Lesson) -> None:
    newer = replace(lesson, observation="Vi ringde vid ett.")
    store.change(tx, lesson, newer, Mark("fill", EVA, START + timedelta(hours=3), "$3"))
    store.take_back(tx, "$1")
    after = store.find(tx, lesson.id)
    assert after is not None
    assert after.observation == "Vi ringde vid ett."


def test_a_person_is_forgotten_and_the_chain_holds(tx: Connection, lesson: Lesson) -> None:
    owned = replace(lesson, owner=ANNA, verifier=ANNA)
    store.change(tx, lesson, owned, Mark("fill", ANNA, START + timedelta(hours=3)))
    draft = store.add(tx, store.blank(START, author=ANNA), Mark("record", ANNA, START))
    store.forget(tx, ANNA)
    assert store.find(tx, draft.id) is None
    assert store.of_person(tx, ANNA) == ()
    tables_ = str([tx.execute(select(table)).all() for table in metadata.sorted_tables])
    assert ANNA not in tables_
    assert history.broken(tx) == ()


def test_what_was_put_away_goes_after_its_time(tx: Connection, lesson: Lesson) -> None:
    away = replace(lesson, state=State.ARCHIVED, since=START)
    store.change(tx, lesson, away, Mark("archive", EVA, START))
    later = START + timedelta(days=1)
    kept = replace(away, keep_until=(START + timedelta(days=9)).date(), version=4)
    store.change(tx, replace(away, version=4), kept, Mark("fill", EVA, START))
    assert store.old(tx, later) == store.purge(tx, later) == 0
    assert store.old(tx, later + timedelta(days=9)) == 1
    assert store.purge(tx, later + timedelta(days=9)) == 1
    assert history.of(tx, lesson.id) == ()
    assert history.broken(tx) == ()
