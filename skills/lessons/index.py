"""An index of lessons by their words and meaning that can be changed one lesson at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.fuse import fuse
from knowledge.keywords import K1, B
from knowledge.model import Vectors
from knowledge.swedish import grams, words


@dataclass(frozen=True)
class _Counts:
    """The pieces of words of a text."""

    text: str
    columns: NDArray[np.int64]
    """Of the distinct ones."""
    times: NDArray[np.float32]
    length: int
    """Of all, repeated as they are."""


@dataclass(frozen=True)
class _Assembled:
    """The index in the form that is searched."""

    ids: NDArray[np.int64]
    weights: sparse.csr_matrix
    """(lessons, pieces): BM25's share of each piece, without its rarity."""
    rarity: NDArray[np.float64]
    vectors: Vectors
    """(lessons, dimensions); zeros where there is none yet."""
    with_vector: NDArray[np.bool_]


@dataclass
class Index:
    """Lessons by number. Not safe to share between threads without a lock."""

    _columns: dict[str, int] = field(default_factory=dict)
    _counts: dict[int, _Counts] = field(default_factory=dict)
    _vectors: dict[int, Vectors] = field(default_factory=dict)
    _assembled: _Assembled | None = None

    def put(self, id: int, text: str, vector: Vectors | None) -> None:
        """Add a lesson, or change it; the vector has length 1. Without a vector the one that the
        lesson has stays as long as its text does."""
        known = self._counts.get(id)
        if known and known.text == text and vector is None:
            return  # most changes are steps of the life cycle, which are not in the text
        self._assembled = None
        pieces = Counter(piece for word in words(text) for piece in grams(word))
        columns = [self._columns.setdefault(one, len(self._columns)) for one in pieces]
        times = np.fromiter(pieces.values(), np.float32, len(pieces))
        self._counts[id] = _Counts(text, np.array(columns, np.int64), times, pieces.total())
        self._vectors.pop(id, None)
        if vector is not None:
            self._vectors[id] = vector

    def nearest(
        self, text: str, vector: Vectors | None, count: int, among: Collection[int] | None = None
    ) -> list[int]:
        """The numbers of the lessons that are nearest to a text, the nearest first.

        Without `vector` by words alone. Those that share neither words nor meaning come last.
        """
        if not self._counts:
            return []
        held = self._assembled = self._assembled or self._assemble()
        lexical = self._lexical(held, text)
        # Those not embedded yet stand where the middle stands.
        dense = None
        if vector is not None and held.with_vector.any():
            dense = held.vectors @ vector
            dense[~held.with_vector] = dense[held.with_vector].mean()
        scores = fuse(dense, lexical)
        if among is not None:
            scores[~np.isin(held.ids, list(among))] = -np.inf
        best = np.argsort(-scores, kind="stable")[:count]
        return [int(held.ids[row]) for row in best if scores[row] > -np.inf]

    def _lexical(self, held: _Assembled, text: str) -> NDArray[np.float64]:
        """The share of the text's pieces that each lesson holds, by BM25, 0 to 1."""
        asked = np.zeros(held.weights.shape[1])
        unknown = 0
        for piece, times in Counter(p for word in words(text) for p in grams(word)).items():
            column = self._columns.get(piece)
            if column is None:
                unknown += times
            else:
                asked[column] += times * held.rarity[column]
        most = asked.sum() + unknown * np.log1p(2 * len(held.ids) + 1)
        found: NDArray[np.float64] = held.weights @ asked
        return found / most if most else found

    def _assemble(self) -> _Assembled:
        ids, held = list(self._counts), list(self._counts.values())
        columns = np.concatenate([one.columns for one in held])
        times = np.concatenate([one.times for one in held])
        sizes = np.array([len(one.columns) for one in held])
        ends = np.concatenate([[0], np.cumsum(sizes)])
        lengths = np.array([one.length for one in held])
        relative = lengths / max(lengths.mean(), 1)
        held_back = np.repeat((K1 * (1 - B + B * relative)).astype(np.float32), sizes)
        present = np.bincount(columns, minlength=len(self._columns))
        shape = (len(ids), len(self._columns))
        width = next((len(one) for one in self._vectors.values()), 0)
        nothing = np.zeros(width, np.float32)
        return _Assembled(
            ids=np.array(ids),
            weights=sparse.csr_matrix((times / (times + held_back), columns, ends), shape),
            rarity=np.log1p((len(ids) - present + 0.5) / (present + 0.5)),
            vectors=np.stack([self._vectors.get(id, nothing) for id in ids]),
            with_vector=np.array([id in self._vectors for id in ids]),
        )
