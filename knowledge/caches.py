"""The caches that a search runs on, vectors and keywords, brought up to what SQL says."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.dense import Dense
from knowledge.keywords import Keywords
from knowledge.records import DocumentInfo, State
from knowledge.store import Store
from knowledge.vectors import OpenVectors

PATIENCE = 2.0
"""Seconds that questions wait for newer caches before they make do with those there are."""


@dataclass(frozen=True)
class Snapshot:
    """The library at one version. Rows are its chunks in order; searches share it unchanged."""

    version: int
    fingerprint: str | None
    documents: tuple[DocumentInfo, ...]
    keys: tuple[str, ...]
    embeddings: tuple[tuple[str, ...], ...]
    """Of each row, one for each of its windows."""
    owners: NDArray[np.int64]
    """The number of each row's document."""
    rows: dict[str, list[int]]
    """Rows by embedding; the same words at two places share one."""
    keywords: Keywords
    dense: Dense | None
    """None where a search must go by words alone."""
    degraded: tuple[str, ...]


class Caches:
    """Keeps the newest snapshot.

    Building is left to a thread of its own: searches go on with the snapshot before, and the
    new one takes its place in a single assignment.
    """

    def __init__(self, store: Store, open_vectors: OpenVectors) -> None:
        self._store = store
        self._open_vectors = open_vectors
        self._dense: Dense | None = None
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()
        self._building: Future[Snapshot] | None = None
        self._late: Future[Snapshot] | None = None
        """The building that a question has waited for in vain; no other waits for it."""
        self._builder = ThreadPoolExecutor(1, "caches")

    def current(self, fingerprint: str | None) -> Snapshot:
        """The newest snapshot to be had within PATIENCE; the first is waited for.

        `fingerprint` is the model of the questions; without one there are words alone.
        """
        version = self._store.state().version
        snapshot = self._snapshot
        # A building under way may have begun before the newest change; the next one has not.
        for _ in range(2):
            if snapshot and snapshot.version >= version and snapshot.fingerprint == fingerprint:
                break
            newer = self._newer(fingerprint)
            try:
                snapshot = newer.result(self._patience(newer, snapshot))
            except TimeoutError:
                assert snapshot
                self._late = newer
                return replace(snapshot, degraded=(*snapshot.degraded, "index-behind"))
        assert snapshot
        return snapshot

    def rebuild(self, fingerprint: str) -> None:
        """Throw the caches away and make them again from SQL."""
        self.current(fingerprint)
        if self._dense:
            self._dense.clear()
        self._snapshot = None
        self.current(fingerprint)

    def close(self) -> None:
        """Finish what is being built, and let go of files and locks."""
        self._builder.shutdown()
        if self._dense:
            self._dense.close()

    def _patience(self, building: Future[Snapshot], before: Snapshot | None) -> float | None:
        if before is None:
            return None
        return 0 if building is self._late else PATIENCE

    def _newer(self, fingerprint: str | None) -> Future[Snapshot]:
        with self._lock:
            if self._building is None or self._building.done():
                self._building = self._builder.submit(self._build, fingerprint)
            return self._building

    def _build(self, fingerprint: str | None) -> Snapshot:
        # The version first: what is read after it is at least as new, never older.
        state = self._store.state()
        documents = self._store.documents()
        numbers = {one.file: number for number, one in enumerate(documents)}
        chunks = [chunk for chunk in self._store.chunks() if chunk.file in numbers]
        embeddings = tuple(chunk.embeddings for chunk in chunks)
        rows: dict[str, list[int]] = {}
        for row, windows in enumerate(embeddings):
            for embedding in windows:
                rows.setdefault(embedding, []).append(row)
        before = self._snapshot
        if before and before.embeddings == embeddings:
            keywords = before.keywords
        else:
            keywords = Keywords([chunk.index_text for chunk in chunks])
        dense, degraded = self._filled(state, fingerprint, rows)
        self._snapshot = Snapshot(
            version=state.version,
            fingerprint=fingerprint,
            documents=documents,
            keys=tuple(chunk.key for chunk in chunks),
            embeddings=embeddings,
            owners=np.array([numbers[chunk.file] for chunk in chunks], np.int64),
            rows=rows,
            keywords=keywords,
            dense=dense,
            degraded=degraded,
        )
        return self._snapshot

    def _filled(
        self, state: State, fingerprint: str | None, rows: dict[str, list[int]]
    ) -> tuple[Dense | None, tuple[str, ...]]:
        """The vectors if they can be used, and codes of what is amiss with them."""
        if fingerprint is None:
            return None, ("no-dense-index",)
        if not rows:
            return None, ()
        if state.fingerprint not in (None, fingerprint):
            return None, ("model-changed",)
        if self._dense is None:
            self._dense = Dense(self._store, fingerprint, self._open_vectors)
        complete = self._dense.fill(rows.keys())
        return self._dense, () if complete else ("index-behind",)
