"""Finds chunks: dense and lexical search propose candidates, fused on the same footing.

What only one side proposes gets its score from the other too: the cosines that the vector store
did not give come from SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.caches import Caches, Snapshot
from knowledge.dense import Dense
from knowledge.fuse import fuse
from knowledge.model import Vectors
from knowledge.records import DocumentInfo
from knowledge.store import Store
from knowledge.vectors import OpenVectors

POOL = 200
"""Candidates from each side."""

Rows = NDArray[np.int64]
Visible = Callable[[tuple[DocumentInfo, ...]], Collection[str]]
"""Which files a search may answer from."""


@dataclass(frozen=True)
class QuestionVector:
    """A question as a model sees it."""

    vector: Vectors
    fingerprint: str
    """The model that made the vector."""


@dataclass(frozen=True)
class Hit:
    """A chunk found, by its key."""

    key: str
    document: DocumentInfo
    score: float
    signals: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """Hits, best first, and codes of what does not work as it should."""

    hits: tuple[Hit, ...]
    degraded: tuple[str, ...]


class Index:
    """Searches the library as SQL has it now. May be used by several threads at once."""

    def __init__(self, store: Store, open_vectors: OpenVectors) -> None:
        self._caches = Caches(store, open_vectors)

    def search(
        self, question: str, vector: QuestionVector | None, visible: Visible, limit: int
    ) -> Found:
        """The best `limit` chunks of the files that `visible` picks.

        Without its vector, the question is searched for by words alone.
        """
        snapshot = self._caches.current(vector.fingerprint if vector else None)
        allowed = _allowed(snapshot, visible)
        lexical = snapshot.keywords.scores(question)
        rows = _best(lexical, allowed)
        cosines = None
        if snapshot.dense and vector:
            near = _nearest(snapshot, snapshot.dense, vector.vector, allowed)
            rows = np.union1d(rows, _rows(snapshot, near, allowed)[:POOL])
            cosines = _cosines(snapshot, snapshot.dense, vector.vector, rows, near)
        scores = fuse(cosines, lexical[rows])
        order = np.argsort(-scores, kind="stable")[:limit]
        hits = tuple(
            Hit(
                key=snapshot.keys[rows[at]],
                document=snapshot.documents[snapshot.owners[rows[at]]],
                score=float(scores[at]),
                signals=_signals(cosines, lexical, rows, at),
            )
            for at in order
        )
        return Found(hits, snapshot.degraded)

    def rebuild(self, fingerprint: str) -> None:
        """Throw the caches away and make them again from SQL."""
        self._caches.rebuild(fingerprint)

    def warm(self, vector: QuestionVector | None) -> None:
        """Bring the caches up to SQL ahead of the first search."""
        self._caches.current(vector.fingerprint if vector else None)

    def close(self) -> None:
        """Let go of files, locks and threads."""
        self._caches.close()


def _allowed(snapshot: Snapshot, visible: Visible) -> NDArray[np.bool_]:
    files = visible(snapshot.documents)
    return np.array([one.file in files for one in snapshot.documents], np.bool_)[snapshot.owners]


def _best(scores: NDArray[np.floating], allowed: NDArray[np.bool_]) -> Rows:
    """The POOL rows with the highest scores above 0, of those allowed."""
    rows = np.flatnonzero(allowed & (scores > 0))
    if len(rows) <= POOL:
        return rows
    return rows[np.argpartition(-scores[rows], POOL - 1)[:POOL]]


def _nearest(
    snapshot: Snapshot, dense: Dense, vector: Vectors, allowed: NDArray[np.bool_]
) -> Mapping[str, float]:
    """The nearest windows: POOL, or more where fewer than half of those are allowed."""
    count = POOL
    near = dense.nearest(vector, count)
    while len(_rows(snapshot, near, allowed)) < POOL // 2 and count < len(snapshot.rows):
        count *= 4
        near = dense.nearest(vector, count)
    return near


def _rows(snapshot: Snapshot, embeddings: Iterable[str], allowed: NDArray[np.bool_]) -> Rows:
    """The allowed rows of some windows, in the order of the windows."""
    rows = [row for key in embeddings for row in snapshot.rows.get(key, ()) if allowed[row]]
    return np.array(rows, np.int64)


def _cosines(
    snapshot: Snapshot, dense: Dense, vector: Vectors, rows: Rows, near: Mapping[str, float]
) -> NDArray[np.float64] | None:
    """The cosine of each row's nearest window; the lowest for those not embedded yet.

    A row that has a window in `near` has its nearest one there. None if nothing is embedded.
    """
    windows = [snapshot.embeddings[row] for row in rows]
    far = {key for keys in windows if near.keys().isdisjoint(keys) for key in keys}
    known = {**near, **dense.cosines(vector, far)}
    if not known:
        return None
    lowest = min(known.values())
    return np.array(
        [max((known.get(key, lowest) for key in keys), default=lowest) for keys in windows]
    )


def _signals(
    cosines: NDArray[np.floating] | None, lexical: NDArray[np.floating], rows: Rows, at: int
) -> dict[str, float]:
    signals = {"lexical": float(lexical[rows[at]])}
    return signals if cosines is None else signals | {"dense": float(cosines[at])}
