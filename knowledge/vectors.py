"""Vectors near a question. The only file that knows chromadb.

What lies here is a cache of the embeddings in SQL, so it may be lost, thrown away and filled
again. Chroma on disk bears one process only, so the one that holds a lock on its folder uses it,
and any other beside it compares exactly, in memory, with what SQL holds.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from knowledge.model import KnowledgeError, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

log = logging.getLogger(__name__)

BATCH = 5_000
"""Vectors added at a time; Chroma on disk takes 5,461."""
_SEARCH_WIDTH = 400
"""HNSW's ef: finds 99.9 % of the nearest 200 among 100,000 in 7 ms, Chroma's 100 fewer."""


class VectorsLost(KnowledgeError):
    """The store cannot be reached or is broken; the embeddings in SQL are whole."""


class VectorStore(Protocol):
    """Vectors of length 1 under keys; a key's vector never changes."""

    def keys(self) -> frozenset[str]:
        """Every key that has a vector here."""

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Take in at most BATCH vectors, (len(keys), dimensions); known keys do no harm."""

    def remove(self, keys: Collection[str]) -> None:
        """Forget keys; unknown ones do no harm."""

    def nearest(self, vector: Vectors, count: int) -> Mapping[str, float]:
        """At most `count` keys with their cosines, the nearest first."""

    def clear(self) -> None:
        """Forget everything, also what is broken."""

    def close(self) -> None:
        """Let go of files and locks."""


OpenVectors = Callable[[str], VectorStore]
"""Opens the store of one name. A name belongs to one library and one model."""


def open(url: str, folder: Path) -> OpenVectors:
    """How to open vectors at the Chroma server `url`, or where it is empty, under `folder`.

    Nothing is opened yet; the opening raises VectorsLost where the server is out of reach.
    """

    def opening(name: str) -> VectorStore:
        if url:
            return _Chroma(_server(url), name)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock(folder / "lock")
        return ExactVectors() if lock is None else _embedded(folder / "chroma", name, lock)

    return opening


def space(library: str, fingerprint: str) -> str:
    """The name of the vectors that a library has from a model: 3 to 63 characters for Chroma."""
    return f"lotsen-{library[:16]}-{hashlib.sha256(fingerprint.encode()).hexdigest()[:16]}"


class ExactVectors:
    """All vectors in memory, compared one by one: 100,000 of 384 dimensions take 10 ms."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Replaced whole, so that a search in another thread sees either the old or the new.
        self._held: tuple[list[str], Vectors] = ([], np.empty((0, 0), np.float32))

    def keys(self) -> frozenset[str]:
        """Every key that has a vector here."""
        return frozenset(self._held[0])

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Take in vectors, (len(keys), dimensions)."""
        with self._lock:
            held, matrix = self._held
            known = frozenset(held)
            new = [row for row, key in enumerate(keys) if key not in known]
            if new:
                parts = [matrix, vectors[new]] if held else [vectors[new]]
                self._held = ([*held, *(keys[row] for row in new)], np.concatenate(parts))

    def remove(self, keys: Collection[str]) -> None:
        """Forget keys."""
        with self._lock:
            held, matrix = self._held
            kept = [row for row, key in enumerate(held) if key not in keys]
            self._held = ([held[row] for row in kept], matrix[kept])

    def nearest(self, vector: Vectors, count: int) -> Mapping[str, float]:
        """At most `count` keys with their cosines, the nearest first."""
        held, matrix = self._held
        if not held:
            return {}
        similarities = matrix @ vector
        count = min(count, len(held))
        best = np.argpartition(-similarities, count - 1)[:count]
        best = best[np.argsort(-similarities[best], kind="stable")]
        return {held[row]: float(similarities[row]) for row in best}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held = ([], np.empty((0, 0), np.float32))

    def close(self) -> None:
        """Nothing is held open."""


class _Chroma:
    """A collection in Chroma, on disk or at a server."""

    def __init__(self, client: ClientAPI, name: str, lock: int | None = None) -> None:
        self._client = client
        self._name = name
        self._lock = lock
        self._collection = self._open()

    def _open(self) -> Any:
        with _chroma():
            return self._client.get_or_create_collection(
                self._name,
                embedding_function=None,
                configuration={"hnsw": {"space": "ip", "ef_search": _SEARCH_WIDTH}},
            )

    def keys(self) -> frozenset[str]:
        """Every key that has a vector here."""
        with _chroma():
            return frozenset(self._collection.get(include=[])["ids"])

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Take in vectors, (len(keys), dimensions)."""
        with _chroma():
            self._collection.upsert(ids=list(keys), embeddings=vectors)

    def remove(self, keys: Collection[str]) -> None:
        """Forget keys."""
        leaving = list(keys)
        with _chroma():
            for start in range(0, len(leaving), BATCH):
                self._collection.delete(ids=leaving[start : start + BATCH])

    def nearest(self, vector: Vectors, count: int) -> Mapping[str, float]:
        """At most `count` keys with their cosines, the nearest first."""
        with _chroma():
            found = self._collection.query(
                query_embeddings=[vector], n_results=count, include=["distances"]
            )
        # Chroma's distance in the space "ip" is 1 - inner product.
        cosines = (1 - distance for distance in found["distances"][0])
        return dict(zip(found["ids"][0], cosines, strict=True))

    def clear(self) -> None:
        """Forget everything, also what is broken."""
        with _chroma():
            self._client.delete_collection(self._name)
        self._collection = self._open()

    def close(self) -> None:
        """Let go of the connection, and of the folder's lock."""
        self._client.close()
        if self._lock is not None:
            os.close(self._lock)


def _lock(path: Path) -> int | None:
    """Take the lock for as long as the process lives or until closed; None where it is taken."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _embedded(folder: Path, name: str, lock: int) -> _Chroma:
    try:
        client = _on_disk(folder)
    except VectorsLost:
        log.warning("the vectors on disk are broken; they are made again from the database")
        shutil.rmtree(folder)
        client = _on_disk(folder)
    with _chroma():
        for other in client.list_collections():
            # Another model's: of no use to anyone, since one process has the folder.
            if other.name != name:
                client.delete_collection(other.name)
    return _Chroma(client, name, lock)


def _on_disk(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    try:
        with _chroma():
            return chromadb.PersistentClient(folder, _settings())
    except VectorsLost:
        # Chroma would hand out the broken client again.
        SharedSystemClient.clear_system_cache()
        raise


def _server(url: str) -> ClientAPI:
    import chromadb

    address = urlsplit(url)
    secure = address.scheme == "https"
    with _chroma():
        return chromadb.HttpClient(
            host=address.hostname or "localhost",
            port=address.port or (443 if secure else 8000),
            ssl=secure,
            settings=_settings(),
        )


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


@contextmanager
def _chroma() -> Iterator[None]:
    """Chroma's many ways to fail, as one."""
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    try:
        yield
    except (ChromaError, HTTPError, ValueError) as error:
        # ValueError is what its client raises where no server answers.
        raise VectorsLost("library.no-vectors") from error
