"""Texts to vectors, through sentence-transformers; imported only when a model is loaded."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.model import Embedder, KnowledgeError, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"
E5_PROMPTS = {"query": "query: ", "document": "passage: "}
LONGEST = 10_000
"""Characters: more than any model here reads, and few enough to tokenise in no time."""
SAMPLE = 64
"""Numbers of each weight tensor that go into a fingerprint; training changes them all."""


def load(model: str, cache: Path) -> Embedder:
    """Load the bundled model, a model by its hub name, or one in a local folder.

    The bundled model is converted under `cache` on its first use and never asks a hub.
    Raises KnowledgeError "model.no-bundled", or "model.not-found" where `model` cannot be loaded.
    """
    return _bundled(cache) if model == BUNDLED else _other(model)


def _bundled(cache: Path) -> Embedder:
    from sentence_transformers import SentenceTransformer

    from knowledge.bundled import unpack

    folder = unpack(cache)
    # Trusted, as the only code that the folder names is this package's own.
    model = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, trust_remote_code=True
    )
    # One passage at a time: as fast as many, without their padding, and a vector never depends
    # on its neighbours through the common scale of a quantised batch.
    return SentenceEmbedder(model, folder.name, batch=1, guard=nullcontext())


def _other(name: str) -> Embedder:
    try:
        model = _downloaded(name)
    except (OSError, ValueError) as error:
        raise KnowledgeError("model.not-found", model=name) from error
    if _wants_e5_prompts(name, model.prompts):
        model.prompts = E5_PROMPTS
    # Tokenizers of transformers are not safe to share between threads without a lock.
    return SentenceEmbedder(model, _fingerprint(model), batch=32, guard=threading.Lock())


def _downloaded(name: str) -> SentenceTransformer:
    """From the disk if it is there: no wait for the hub, and no new version by surprise."""
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, local_files_only=True)
    except OSError:
        return SentenceTransformer(name)


def _wants_e5_prompts(name: str, prompts: Mapping[str, str]) -> bool:
    """E5 models need their prompts, and some are published without them."""
    short = Path(name).name.lower()
    return "e5" in short.split("-") and "instruct" not in short and not any(prompts.values())


def _fingerprint(model: SentenceTransformer) -> str:
    digest = hashlib.sha256(repr((sorted(model.prompts.items()), model.max_seq_length)).encode())
    for name, weights in model.state_dict().items():
        sample = weights.flatten()[:SAMPLE].float().cpu().numpy()
        digest.update(f"{name}{tuple(weights.shape)}".encode() + sample.tobytes())
    return digest.hexdigest()


class SentenceEmbedder:
    """An Embedder around a SentenceTransformer; safe to share between threads."""

    def __init__(
        self,
        model: SentenceTransformer,
        fingerprint: str,
        batch: int,
        guard: AbstractContextManager[object],
    ) -> None:
        self._model = model
        self._fingerprint = fingerprint
        self._batch = batch
        self._guard = guard

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""
        return self._fingerprint

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: (len(texts), dimensions), each of length 1."""
        return self._encode("document", [_readable(text) for text in texts])

    def question(self, text: str) -> Vectors:
        """Embed a question, whatever it holds: (dimensions,), of length 1."""
        vector: Vectors = self._encode("query", [_readable(text)])[0]
        return vector

    def _encode(self, kind: str, texts: list[str]) -> Vectors:
        if not texts:
            dimensions: int = self._model.get_embedding_dimension() or 0
            return np.empty((0, dimensions), np.float32)
        encode = self._model.encode_query if kind == "query" else self._model.encode_document
        with self._guard:
            vectors = encode(
                texts,
                batch_size=self._batch,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32)


def _readable(text: str) -> str:
    """Short enough, and without the lone surrogates that no tokenizer takes."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").strip()
