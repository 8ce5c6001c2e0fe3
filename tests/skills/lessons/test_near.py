"""Lessons that are like a text are found, soon and by meaning too."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine, insert, select

from bot.skill import Slot
from knowledge.model import Embedder, KnowledgeError
from skills.lessons import near, store, tables
from skills.lessons.index import Index
from skills.lessons.model import Lesson, State
from skills.lessons.near import Neighbours
from skills.lessons.store import Mark
from skills.lessons.tables import metadata
from tests.clock import START
from tests.fakes import DIMENSIONS, FakeEmbedder

EMBEDDER = FakeEmbedder()
TEXTS = {
    1: "Bakjouren ringdes för sent på natten",
    2: "Nycklarna låg kvar i bilen",
    3: "Larmen testades inte före helgen",
}


def index(vectors: bool = True) -> Index:
    held = Index()
    for id, text in TEXTS.items():
        held.put(id, text, EMBEDDER.question(text) if vectors else None)
    return held


@pytest.mark.parametrize("vectors", [True, False])
@pytest.mark.parametrize(
    ("text", "first"),
    [("bakjour i natt", 1), ("nycklarna i bil", 2), ("TESTA LARMET", 3), ("larm på helgen", 3)],
)
def test_the_nearest_comes_first(text: str, first: int, vectors: bool) -> None:
    vector = EMBEDDER.question(text) if vectors else None
    assert index(vectors).nearest(text, vector, 1) == [first]


def test_a_lesson_that_changes_is_found_by_its_new_words() -> None:
    held = index()
    held.put(1, "Kylskåpet var varmt", EMBEDDER.question("Kylskåpet var varmt"))
    assert held.nearest("bakjouren eller bilen", None, 1) == [2]
    assert held.nearest("kylskåp", None, 1) == [1]


def test_among_some_and_in_an_empty_log() -> None:
    assert index().nearest("larm", None, 3, among=[1, 2, 99]) in ([1, 2], [2, 1])
    assert index().nearest("larm", None, 3, among=[]) == []
    assert Index().nearest("larm", None, 3) == []
    assert len(index().nearest("", EMBEDDER.question(""), 3)) == 3


def record(engine: Engine, text: str, **changes: object) -> Lesson:
    new = replace(store.blank(START, title=text, observation=text), **changes)  # type: ignore[arg-type]
    with engine.begin() as tx:
        return store.add(tx, new, Mark("record", "", START))


def make_meanings(engine: Engine, neighbours: Neighbours) -> int:
    """What the scheduler would do."""
    job, done = neighbours.job, 0
    with engine.connect() as tx:
        slots = job.due(tx, START, START)
    for slot in slots:
        with engine.connect() as tx:
            run = job.prepare(tx, slot, None)  # type: ignore[arg-type]
        with engine.begin() as tx:
            run(tx, Slot(START), START)
        done += 1
    return done


def test_closed_ones_and_drafts_are_not_shown_as_near(engine: Engine) -> None:
    metadata.create_all(engine)
    neighbours = Neighbours(lambda: EMBEDDER)
    open_ = record(engine, "Bakjouren ringdes för sent", state=State.VALIDATED)
    for state in (State.DRAFT, State.REJECTED, State.DUPLICATE, State.ARCHIVED):
        record(engine, "Bakjouren ringdes för sent", state=state)
    with engine.begin() as tx:
        assert neighbours.nearest(tx, "bakjouren") == (open_,)
        assert neighbours.nearest(tx, "bakjouren", besides=open_.id) == ()


def test_meanings_are_made_once_and_again_where_the_words_or_the_model_changed(
    engine: Engine,
) -> None:
    metadata.create_all(engine)
    neighbours = Neighbours(lambda: EMBEDDER)
    one = record(engine, "Bakjouren ringdes för sent", state=State.VALIDATED)
    assert make_meanings(engine, neighbours) == 1
    assert make_meanings(engine, neighbours) == 0
    with engine.begin() as tx:
        changed = replace(one, observation="Kylskåpet var varmt")
        store.change(tx, one, changed, Mark("fill", "", START))
        assert neighbours.search(tx, "kylskåp", [one.id], 3)
    assert make_meanings(engine, neighbours) == 1
    other = Neighbours(lambda: FakeEmbedder("fake-2"))
    assert make_meanings(engine, other) == 1


def test_without_a_model_words_are_enough(engine: Engine) -> None:
    def none() -> Embedder:
        raise KnowledgeError("model.not-found", model="x")

    metadata.create_all(engine)
    neighbours = Neighbours(none)
    one = record(engine, "Bakjouren ringdes för sent", state=State.VALIDATED)
    record(engine, "Nycklarna låg i bilen", state=State.VALIDATED)
    assert make_meanings(engine, neighbours) == 0
    with engine.begin() as tx:
        assert neighbours.nearest(tx, "bakjour")[0] == one


WORDS = (
    "natt larm bakjour nyckel bil sjuksköterska hemtjänst läkemedel skåp rond möte rutin "
    "överlämning telefon journal dörr kyla vikarie schema patient oro tillit ansvar helg"
).split()


@pytest.mark.long
def test_of_five_thousand_lessons_only_the_changed_are_read_again(engine: Engine) -> None:
    metadata.create_all(engine)
    chance = random.Random(1)
    texts = [" ".join(chance.choices(WORDS, k=40)) for _ in range(5000)]
    meanings = np.random.default_rng(1).normal(size=(5000, DIMENSIONS)) / DIMENSIONS**0.5
    with engine.begin() as tx:
        tx.execute(insert(tables.lesson), [_row(n, text) for n, text in enumerate(texts, 1)])
        tx.execute(insert(tables.history), [_line(n) for n in range(1, 5001)])
        tx.execute(insert(tables.vector), [_vector(n, one) for n, one in enumerate(meanings, 1)])
    neighbours = Neighbours(lambda: EMBEDDER)
    with engine.begin() as tx:
        started = time.perf_counter()
        neighbours.nearest(tx, "larm i natt")  # the first one reads them all
        reading_all = time.perf_counter() - started
        ids = list(tx.scalars(select(tables.lesson.c.id)))
    times = []
    for count in range(9):
        record(engine, f"Bakjouren ringdes för sent {count}", state=State.VALIDATED)
        with engine.begin() as tx:
            started = time.perf_counter()
            found = neighbours.nearest(tx, texts[count])
            times.append(time.perf_counter() - started)
            assert len(found) == near.NEAREST
            started = time.perf_counter()
            neighbours.search(tx, "larm i natt", ids, near.NEAREST)
            times.append(time.perf_counter() - started)
    median = sorted(times)[len(times) // 2]
    print(f"5,000 lessons: {median * 1000:.0f} ms, the first time {reading_all * 1000:.0f} ms")
    assert median < reading_all / 2


def _row(id: int, text: str) -> dict[str, object]:
    new = replace(store.blank(START, title=text[:40], observation=text), state=State.VALIDATED)
    return store.plain(new) | {"id": id, "version": 1}


def _line(id: int) -> dict[str, object]:
    line = {"lesson": id, "number": 1, "at": START, "step": "record", "state": "validated"}
    return line | {"who": "", "digest": "", "seal": ""}


def _vector(id: int, meaning: NDArray[np.float64]) -> dict[str, object]:
    vector = {"lesson": id, "version": 1, "fingerprint": EMBEDDER.fingerprint}
    return vector | {"vector": meaning.astype(np.float32).tobytes()}
