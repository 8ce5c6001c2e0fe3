from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from bot.db import connect
from knowledge import tables
from knowledge.model import Chunk, Document, Metadata, Place, Status, Unreadable
from knowledge.store import Store, embedding_key

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    engine = connect("", tmp_path)
    tables.metadata.create_all(engine)
    return Store(engine)


def document(file: str, *parts: str, **metadata: str) -> tuple[Document, Sequence[Chunk]]:
    """A document whose parts are its chunks, one a line."""
    text = "\n".join(parts)
    chunks = []
    for part in parts:
        start = text.index(part)
        place = Place(headings=("Natt",), section="§ 1", page=2)
        index_text = f"Rubrik › {part}"
        chunks.append(
            Chunk(start, start + len(part), part, place, index_text, file + part, "Tid | Vem")
        )
    return Document(file, text, (), Metadata(**metadata), digest=f"digest of {file}"), chunks


def vectors(count: int) -> np.ndarray:
    return np.eye(count, 4, dtype=np.float32)


def count(store: Store, table: str) -> int:
    with store._engine.connect() as tx:
        return tx.scalar(select(func.count()).select_from(tables.metadata.tables[table])) or 0


def test_an_empty_library(store: Store) -> None:
    assert store.state().version == 0
    assert store.documents() == store.chunks() == ()
    assert store.unembedded("model") == store.vectors("model", ["x"]) == {}


def test_a_document_comes_back_as_it_was(store: Store) -> None:
    entry = document("a.md", "Åsa äter öl.", "Två", title="T", status=Status.DECIDED)
    store.put([entry], NOW, "/docs/a.md")
    (info,) = store.documents()
    assert (info.file, info.path, info.passages) == ("a.md", "/docs/a.md", 2)
    assert (info.metadata, info.ingested_at, info.error) == (entry[0].metadata, NOW, None)
    found = store.quotable(["a.mdTvå", "gone"])
    assert list(found) == ["a.mdTvå"]
    assert found["a.mdTvå"].chunk == entry[1][1]
    assert found["a.mdTvå"].source == "Två"


def test_places_count_characters_as_python_does(store: Store) -> None:
    store.put([document("a.md", "🙂 ǖ a\u030a", "𝔘nder")], NOW)
    assert store.quotable(["a.md𝔘nder"])["a.md𝔘nder"].source == "𝔘nder"


def test_chunks_come_in_reading_order(store: Store) -> None:
    store.put([document("b.md", "1", "2"), document("a.md", "3")], NOW)
    assert [chunk.key for chunk in store.chunks()] == ["a.md3", "b.md1", "b.md2"]


def test_every_change_raises_the_version(store: Store) -> None:
    versions = [store.state().version]
    store.put([document("a.md", "1")], NOW)
    versions.append(store.state().version)
    store.embed("model", [embedding_key("Rubrik › 1")], vectors(1))
    versions.append(store.state().version)
    store.fail("b.md", "", Unreadable("unreadable.empty"), NOW)
    versions.append(store.state().version)
    store.remove(["a.md"])
    versions.append(store.state().version)
    assert versions == sorted(set(versions))
    assert len({store.state().identity}) == 1


def test_what_is_put_again_takes_the_place_of_what_was(store: Store) -> None:
    store.put([document("a.md", "1", "2")], NOW)
    store.put([document("a.md", "2", "3")], NOW)
    assert [chunk.key for chunk in store.chunks()] == ["a.md2", "a.md3"]
    store.remove(["a.md"])
    assert count(store, "chunk") == count(store, "document") == 0


def test_embeddings_hang_on_words_and_model(store: Store) -> None:
    store.put([document("a.md", "1", "2"), document("b.md", "1")], NOW)
    waiting = store.unembedded("model")
    assert sorted(waiting.values()) == ["Rubrik › 1", "Rubrik › 2"]
    store.embed("model", list(waiting), vectors(2))
    assert store.unembedded("model") == {}
    assert len(store.unembedded("other")) == 2
    (first, second), made = list(waiting), store.vectors("model", list(waiting))
    assert np.array_equal(np.stack([made[first], made[second]]), vectors(2))
    assert store.vectors("other", [first]) == {}


def test_embedding_the_same_twice_does_no_harm(store: Store) -> None:
    store.put([document("a.md", "1")], NOW)
    keys = list(store.unembedded("model"))
    store.embed("model", keys, vectors(1))
    store.embed("model", keys, vectors(1))
    assert count(store, "embedding") == 1


def test_settling_drops_what_is_no_longer_used(store: Store) -> None:
    store.put([document("a.md", "1", "2")], NOW)
    keys = list(store.unembedded("old"))
    store.embed("old", keys, vectors(2))
    store.embed("new", keys, vectors(2))
    store.put([document("a.md", "1")], NOW)
    store.settle("new")
    assert store.state().fingerprint == "new"
    assert count(store, "embedding") == 1
    assert store.unembedded("new") == {}


def test_a_file_that_fails_keeps_what_was_read_before(store: Store) -> None:
    store.put([document("a.md", "1", title="T")], NOW)
    store.fail("a.md", "/a.md", Unreadable("unreadable.too-large", limit=50), NOW)
    (info,) = store.documents()
    assert (info.passages, info.metadata.title) == (1, "T")
    assert info.error is not None
    assert (info.error.code, info.error.details) == ("unreadable.too-large", {"limit": 50})
    store.put([document("a.md", "1")], NOW)
    assert store.documents()[0].error is None


def test_a_file_that_never_could_be_read_is_known_all_the_same(store: Store) -> None:
    store.fail("a.md", "/a.md", Unreadable("unreadable.empty"), NOW)
    store.fail("a.md", "/a.md", Unreadable("unreadable.scanned"), NOW)
    (info,) = store.documents()
    assert (info.file, info.path, info.passages) == ("a.md", "/a.md", 0)
    assert info.error is not None
    assert info.error.code == "unreadable.scanned"


def test_more_keys_than_one_statement_takes(store: Store) -> None:
    keys = [str(number) for number in range(12_000)]
    store.embed("model", keys, np.ones((12_000, 2), np.float32))
    assert len(store.vectors("model", keys)) == 12_000


def test_a_reader_waits_for_no_writer(store: Store) -> None:
    store.put([document("a.md", "1")], NOW)
    with store._engine.begin():
        assert len(store.documents()) == 1
