"""The lexical side of a search: BM25 over pieces of words, in a sparse matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.question import is_english, written
from knowledge.swedish import grams, words

K1, B = 1.2, 0.75
"""How soon a repeated piece stops counting, and how much a long passage is held back."""
LONGEST = 2_000
"""Characters of a question that are read."""

Scores = NDArray[np.float32]


class Keywords:
    """Scores all passages for a question. Unchangeable, so safe to share between threads."""

    def __init__(self, texts: Sequence[str]) -> None:
        cutter = _Cutter()
        rows = [cutter.row(text) for text in texts]
        self._columns = cutter.columns
        counts = _matrix(rows, len(self._columns))
        present = np.bincount(counts.indices, minlength=len(self._columns))
        self._count = len(texts)
        self._rarity = self._idf(present).astype(np.float32)
        self._weights = self._weighted(counts).tocsc()

    def scores(self, question: str) -> Scores:
        """How much of the question each passage holds, 0 to 1: (passages,).

        BM25 (Robertson and Zaragoza, 2009) in Lucene's form, divided by what a passage would
        get that holds every piece of the question over and over. So the scores of a small
        library and a large one can be compared.
        """
        plain = question[:LONGEST]
        said = chain(*written(plain, english=is_english(plain)))
        asked = Counter(piece for word in said for piece in grams(word))
        found = np.zeros(self._count, np.float32)
        most = 0.0
        for piece, times in asked.items():
            column = self._columns.get(piece)
            if column is None:
                most += times * float(self._idf(0))
                continue
            most += times * float(self._rarity[column])
            start, end = self._weights.indptr[column : column + 2]
            found[self._weights.indices[start:end]] += times * self._weights.data[start:end]
        return found / np.float32(most) if most else found

    def _idf(self, present: NDArray[np.int64] | int) -> NDArray[np.float64]:
        return np.log1p((self._count - present + 0.5) / (np.asarray(present) + 0.5))

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Counts to BM25's weights, in place."""
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        relative = lengths / lengths.mean() if lengths.any() else lengths
        holding_back = np.repeat(K1 * (1 - B + B * relative), np.diff(counts.indptr))
        counts.data = self._rarity[counts.indices] * counts.data / (counts.data + holding_back)
        return counts.astype(np.float32)


class _Cutter:
    """Numbers the pieces of words; most words come back, so each is cut once."""

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self._known: dict[str, NDArray[np.int32]] = {}

    def row(self, text: str) -> NDArray[np.int32]:
        """The columns of all pieces of a text, repeated as they are."""
        cut = [self._word(word) for word in words(text)]
        return np.concatenate(cut) if cut else np.empty(0, np.int32)

    def _word(self, word: str) -> NDArray[np.int32]:
        known = self._known.get(word)
        if known is None:
            columns = self.columns
            known = np.array([columns.setdefault(g, len(columns)) for g in grams(word)], np.int32)
            self._known[word] = known
        return known


def _matrix(rows: Sequence[NDArray[np.int32]], width: int) -> sparse.csr_matrix:
    """(passages, pieces): how often each piece stands in each passage."""
    columns, times = [np.empty(0, np.int32)], [np.empty(0, np.float32)]
    for row in rows:
        distinct, counts = np.unique(row, return_counts=True)
        columns.append(distinct)
        times.append(counts.astype(np.float32))
    ends = np.cumsum([len(part) for part in columns])
    parts = (np.concatenate(times), np.concatenate(columns), ends)
    return sparse.csr_matrix(parts, (len(rows), width))
