"""What every vector store promises, whatever it is made of."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from bot.demo.homeserver import free_port
from knowledge import vectors
from knowledge.model import Vectors
from knowledge.vectors import ExactVectors, VectorsLost, VectorStore

Reopen = Callable[[str], VectorStore]


def unit(*rows: tuple[float, ...]) -> Vectors:
    matrix = np.array(rows, np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.float32)


THREE = unit((1, 0, 0), (0.9, 0.1, 0), (0, 0, 1))


@pytest.fixture(params=["exact", "chroma"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    store = ExactVectors() if request.param == "exact" else vectors.open("", tmp_path)("lotsen-a")
    assert isinstance(store, ExactVectors) == (request.param == "exact")
    yield store
    store.close()


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.keys() == frozenset()
    assert list(store.nearest(THREE[0], 5)) == []


def test_the_nearest_come_first(store: VectorStore) -> None:
    store.add(["a", "b", "c"], THREE)
    assert list(store.nearest(THREE[1], 2)) == ["b", "a"]
    assert next(iter(store.nearest(THREE[2], 9))) == "c"
    assert len(store.nearest(THREE[2], 9)) == 3


def test_the_cosines_are_told(store: VectorStore) -> None:
    store.add(["a", "b", "c"], THREE)
    found = store.nearest(THREE[1], 3)
    assert found == pytest.approx(
        {key: float(THREE[1] @ THREE[row]) for row, key in enumerate("abc")}
    )


def test_known_keys_may_be_added_again(store: VectorStore) -> None:
    store.add(["a", "b"], THREE[:2])
    store.add(["b", "c"], THREE[1:])
    assert store.keys() == {"a", "b", "c"}
    assert len(store.nearest(THREE[0], 9)) == 3


def test_what_is_removed_is_not_found(store: VectorStore) -> None:
    store.add(["a", "b", "c"], THREE)
    store.remove({"a", "unknown"})
    assert store.keys() == {"b", "c"}
    assert "a" not in store.nearest(THREE[0], 9)
    store.remove({"b", "c"})
    assert list(store.nearest(THREE[0], 9)) == []
    store.add(["a"], THREE[:1])
    assert list(store.nearest(THREE[0], 9)) == ["a"]


def test_cleared_it_takes_vectors_of_other_dimensions(store: VectorStore) -> None:
    store.add(["a", "b", "c"], THREE)
    store.clear()
    assert store.keys() == frozenset()
    store.add(["a"], unit((1, 0)))
    assert list(store.nearest(unit((1, 0))[0], 1)) == ["a"]


def test_a_whole_batch_fits(store: VectorStore) -> None:
    many = np.random.default_rng(1).normal(size=(vectors.BATCH, 8)).astype(np.float32)
    store.add([str(row) for row in range(vectors.BATCH)], many)
    assert len(store.keys()) == vectors.BATCH
    store.remove(store.keys())
    assert store.keys() == frozenset()


def test_chroma_keeps_its_vectors_until_another_model_comes(tmp_path: Path) -> None:
    opening = vectors.open("", tmp_path)
    store = opening("lotsen-a")
    store.add(["a", "b", "c"], THREE)
    store.close()
    store = opening("lotsen-a")
    assert store.keys() == {"a", "b", "c"}
    store.close()
    opening("lotsen-b").close()
    store = opening("lotsen-a")
    assert store.keys() == frozenset()
    store.close()


def test_broken_files_are_made_anew(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"broken" * 1000)
    store = vectors.open("", tmp_path)("lotsen-a")
    store.add(["a"], THREE[:1])
    assert store.keys() == {"a"}
    store.close()


def test_a_server_out_of_reach_is_told() -> None:
    with pytest.raises(VectorsLost):
        vectors.open("http://127.0.0.1:9", Path("unused"))("lotsen-a")


def test_names_are_apart_for_each_library_and_model() -> None:
    names = {vectors.space("a" * 32, "x"), vectors.space("b" * 32, "x"), vectors.space("a", "y")}
    assert len(names) == 3
    assert all(3 <= len(name) <= 63 for name in names)


def _hold(folder: Path, pipe: Connection) -> None:
    store = vectors.open("", folder)("lotsen-a")
    store.add(["a"], THREE[:1])
    pipe.send(type(store).__name__)
    pipe.recv()
    store.close()


def test_two_processes_never_share_the_files(tmp_path: Path) -> None:
    here, there = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=_hold, args=(tmp_path, there))
    other.start()
    assert here.recv() != "ExactVectors"
    beside = vectors.open("", tmp_path)("lotsen-a")
    assert isinstance(beside, ExactVectors)
    here.send("enough")
    other.join()
    after = vectors.open("", tmp_path)("lotsen-a")
    assert not isinstance(after, ExactVectors)
    assert after.keys() == {"a"}
    after.close()


@pytest.mark.server
def test_a_chroma_server_keeps_the_same_promises(tmp_path: Path) -> None:
    port = free_port()
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--path", tmp_path, "--port", str(port), "--host", "127.0.0.1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        store = _patiently(vectors.open(f"http://127.0.0.1:{port}", Path("unused")))
        store.add(["a", "b", "c"], THREE)
        assert list(store.nearest(THREE[1], 2)) == ["b", "a"]
        store.remove({"a"})
        assert store.keys() == {"b", "c"}
        server.kill()
        server.wait()
        with pytest.raises(VectorsLost):
            store.nearest(THREE[1], 2)
    finally:
        server.kill()
        server.wait()


def _patiently(opening: Reopen) -> VectorStore:
    for _ in range(100):
        try:
            return opening("lotsen-a")
        except VectorsLost:
            time.sleep(0.2)
    raise AssertionError("the server never came up")
