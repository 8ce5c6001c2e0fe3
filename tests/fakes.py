"""Stand-ins for the slow parts, shared by the tests."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from knowledge.fold import fold
from knowledge.model import Vectors

DIMENSIONS = 256


class FakeEmbedder:
    """Texts that share words, or parts of words, get vectors that lie near each other."""

    def __init__(self, fingerprint: str = "fake-1") -> None:
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def documents(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.question(text) for text in texts], np.float32).reshape(-1, DIMENSIONS)

    def question(self, text: str) -> Vectors:
        vector = np.zeros(DIMENSIONS, np.float32)
        vector[0] = 0.1  # so that an empty text has a direction too
        for word in fold(text).split():
            for start in range(max(1, len(word) - 4)):
                part = word[start : start + 5].encode("utf-8", "replace")
                vector[zlib.crc32(part) % DIMENSIONS] += 1
        return vector / np.linalg.norm(vector)
