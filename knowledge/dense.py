"""The dense side of a search: a vector store kept filled with what SQL holds."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Set

import numpy as np

from knowledge.model import Vectors
from knowledge.store import Store
from knowledge.vectors import BATCH, ExactVectors, OpenVectors, VectorsLost, VectorStore, space

log = logging.getLogger(__name__)


class Dense:
    """Vectors of one library and one model. Where the store is lost, memory takes its place."""

    def __init__(self, store: Store, fingerprint: str, open_vectors: OpenVectors) -> None:
        self._store = store
        self._fingerprint = fingerprint
        self._wanted: Set[str] = frozenset()
        try:
            self._vectors = open_vectors(space(store.state().identity, fingerprint))
        except VectorsLost:
            self._vectors = _in_memory()

    def fill(self, wanted: Set[str]) -> bool:
        """Hold the vectors of `wanted` and no others; False if some are not embedded yet."""
        self._wanted = wanted
        try:
            return self._synchronise(self._vectors)
        except VectorsLost:
            return self._mended()

    def nearest(self, vector: Vectors, count: int) -> Mapping[str, float]:
        """At most `count` embedding keys with their cosines, the nearest first."""
        try:
            return self._vectors.nearest(vector, count)
        except VectorsLost:
            self._replaced()
            return self._vectors.nearest(vector, count)

    def cosines(self, vector: Vectors, keys: Collection[str]) -> dict[str, float]:
        """How near each embedding is, from SQL; those that are not embedded yet are left out."""
        found = self._store.vectors(self._fingerprint, list(keys))
        return {key: float(one @ vector) for key, one in found.items()}

    def clear(self) -> None:
        """Forget all vectors, also what is broken of them."""
        self._vectors.clear()

    def close(self) -> None:
        """Let go of files and locks."""
        self._vectors.close()

    def _mended(self) -> bool:
        try:
            self._vectors.clear()
            return self._synchronise(self._vectors)
        except VectorsLost:
            return self._replaced()

    def _replaced(self) -> bool:
        # Filled before it is put in place, so that no search meets it empty.
        memory = _in_memory()
        complete = self._synchronise(memory)
        self._vectors.close()
        self._vectors = memory
        return complete

    def _synchronise(self, vectors: VectorStore) -> bool:
        there = vectors.keys()
        vectors.remove(there - self._wanted)
        missing = sorted(self._wanted - there)
        lacking = len(missing)
        for start in range(0, len(missing), BATCH):
            found = self._store.vectors(self._fingerprint, missing[start : start + BATCH])
            if found:
                vectors.add(list(found), np.stack(list(found.values())))
                lacking -= len(found)
        return lacking == 0


def _in_memory() -> VectorStore:
    log.warning("the vector store is lost; comparing in memory until the next start")
    return ExactVectors()
