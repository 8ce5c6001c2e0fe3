from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db import connect
from knowledge import caches, tables
from knowledge.index import POOL, Found, Index, QuestionVector
from knowledge.keywords import Keywords
from knowledge.model import Chunk, Document, Metadata, Place, Vectors
from knowledge.records import DocumentInfo
from knowledge.store import Store
from knowledge.vectors import ExactVectors, VectorsLost
from tests.fakes import FakeEmbedder

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MODEL = FakeEmbedder()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    engine = connect("", tmp_path)
    tables.metadata.create_all(engine)
    return Store(engine)


@pytest.fixture
def index(store: Store) -> Iterator[Index]:
    index = Index(store, lambda name: ExactVectors())
    yield index
    index.close()


def fill(store: Store, **documents: Sequence[str]) -> None:
    """Store documents, named by the keywords, whose lines are their chunks, and embed them."""
    store.put([(_document(file, lines)) for file, lines in documents.items()], NOW)
    waiting = store.unembedded(MODEL.fingerprint)
    if waiting:
        store.embed(MODEL.fingerprint, list(waiting), MODEL.documents(list(waiting.values())))
    store.settle(MODEL.fingerprint)


def _document(file: str, lines: Sequence[str]) -> tuple[Document, list[Chunk]]:
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    chunks = [
        Chunk(start, start + len(line), line, Place(), line, f"{file}-{number}")
        for number, (start, line) in enumerate(zip(starts, lines, strict=True))
    ]
    return Document(file, text, (), Metadata()), chunks


def everything(documents: tuple[DocumentInfo, ...]) -> set[str]:
    return {one.file for one in documents}


def ask(index: Index, text: str, limit: int = 5, only: set[str] | None = None) -> Found:
    vector = QuestionVector(MODEL.question(text), MODEL.fingerprint)
    visible = everything if only is None else lambda documents: only
    return index.search(text, vector, visible, limit)


def keys(found: Found) -> list[str]:
    return [hit.key for hit in found.hits]


def test_an_empty_library_finds_nothing(index: Index) -> None:
    assert ask(index, "larm") == Found((), ())


def test_the_best_come_first_with_what_spoke_for_them(store: Store, index: Index) -> None:
    fill(store, a=["Frukost serveras.", "Larm besvaras av nattpatrullen."], b=["Bilar bokas."])
    found = ask(index, "Vem besvarar larm?")
    assert keys(found)[0] == "a-1"
    assert found.degraded == ()
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    best = found.hits[0]
    exact = float(
        MODEL.documents(["Larm besvaras av nattpatrullen."])[0]
        @ MODEL.question("Vem besvarar larm?")
    )
    assert best.signals["dense"] == pytest.approx(exact, abs=1e-5)
    assert best.document.file == "a"


def test_words_alone_will_do(store: Store, index: Index) -> None:
    fill(store, a=["Frukost serveras.", "Larm besvaras av nattpatrullen."])
    found = index.search("nattpatrullen", None, everything, 5)
    assert keys(found)[0] == "a-1"
    assert found.degraded == ("no-dense-index",)


def test_the_same_words_are_found_at_every_place(store: Store, index: Index) -> None:
    fill(store, a=["Larm besvaras."], b=["Larm besvaras."], c=["Bilar bokas."])
    assert set(keys(ask(index, "larm besvaras", limit=2))) == {"a-0", "b-0"}


def test_a_long_passage_is_as_near_as_its_nearest_part(store: Store, index: Index) -> None:
    padding = " ".join(f"Här står något annat, nummer {number}." for number in range(40))
    fill(store, a=[f"Rubrik {padding} Larm besvaras. {padding}"], b=["Bilar bokas."])
    (best, *_) = ask(index, "larm besvaras").hits
    whole = float(MODEL.question(padding) @ MODEL.question("larm besvaras"))
    assert best.key == "a-0"
    assert best.signals["dense"] > whole


def test_only_what_may_be_seen_is_found_however_far_it_lies(store: Store, index: Index) -> None:
    crowd = [f"Larm besvaras av patrull {number}." for number in range(3 * POOL)]
    fill(store, hidden=crowd, seen=["Bilar bokas i receptionen."])
    assert keys(ask(index, "larm patrull", only={"seen"})) == ["seen-0"]
    assert keys(ask(index, "larm patrull", only=set())) == []


def test_what_is_not_embedded_yet_is_found_by_its_words(store: Store, index: Index) -> None:
    fill(store, a=["Frukost serveras."])
    store.put([_document("b", ["Larm besvaras av nattpatrullen."])], NOW)
    found = ask(index, "nattpatrullen")
    assert "b-0" in keys(found)
    assert found.degraded == ("index-behind",)
    fill(store, c=["Bilar bokas."])
    assert ask(index, "nattpatrullen").degraded == ()


def test_a_question_does_not_wait_long_for_newer_caches(
    store: Store, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, a=["Larm besvaras."])
    assert keys(ask(index, "larm")) == ["a-0"]
    ready = threading.Event()

    def slow(texts: Sequence[str]) -> Keywords:
        ready.wait(10)
        return Keywords(texts)

    monkeypatch.setattr(caches, "Keywords", slow)
    monkeypatch.setattr(caches, "PATIENCE", 0.05)
    fill(store, b=["Larm ringer."])
    behind = ask(index, "larm")
    assert (keys(behind), behind.degraded) == (["a-0"], ("index-behind",))
    ready.set()
    while ask(index, "larm").degraded:
        time.sleep(0.01)
    assert set(keys(ask(index, "larm"))) == {"a-0", "b-0"}


class Fragile(ExactVectors):
    """Breaks when told to."""

    broken = False

    def nearest(self, vector: Vectors, count: int) -> Mapping[str, float]:
        if self.broken:
            raise VectorsLost("library.no-vectors")
        return super().nearest(vector, count)

    def keys(self) -> frozenset[str]:
        if self.broken:
            raise VectorsLost("library.no-vectors")
        return super().keys()

    def clear(self) -> None:
        if self.broken:
            raise VectorsLost("library.no-vectors")
        super().clear()


def test_a_vector_store_that_is_lost_is_done_without(store: Store) -> None:
    fragile = Fragile()
    index = Index(store, lambda name: fragile)
    fill(store, a=["Larm besvaras."], b=["Bilar bokas."])
    assert keys(ask(index, "larm"))[0] == "a-0"
    fragile.broken = True
    assert keys(ask(index, "bilar"))[0] == "b-0"
    fill(store, c=["Frukost serveras."])
    assert keys(ask(index, "frukost"))[0] == "c-0"
    assert ask(index, "frukost").degraded == ()
    index.close()


def test_a_vector_store_that_cannot_be_opened_is_done_without(store: Store) -> None:
    def unreachable(name: str) -> ExactVectors:
        raise VectorsLost("library.no-vectors")

    index = Index(store, unreachable)
    fill(store, a=["Larm besvaras."])
    assert keys(ask(index, "larm")) == ["a-0"]
    index.rebuild(MODEL.fingerprint)
    assert keys(ask(index, "larm")) == ["a-0"]
    index.close()
