"""What the library's tables give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.model import Chunk, KnowledgeError, Metadata


@dataclass(frozen=True)
class State:
    """Where the library stands; `version` grows with every change."""

    identity: str
    version: int
    fingerprint: str | None
    """The model whose vectors are the library's; None before the first."""


@dataclass(frozen=True)
class DocumentInfo:
    """What is known about a document, without its text."""

    file: str
    metadata: Metadata
    ingested_at: datetime
    passages: int
    path: str
    """Where the file lies, absolute; empty for what came from no file."""
    digest: str
    """Hash of the file as it was last read; empty where it never could be."""
    error: KnowledgeError | None = None
    """Why the file as it now stands could not be read; the passages are from before that."""


@dataclass(frozen=True)
class ChunkRow:
    """What the caches need of a chunk."""

    key: str
    file: str
    index_text: str
    embeddings: tuple[str, ...]
    """Keys of the embeddings of its windows."""


@dataclass(frozen=True)
class Quotable:
    """A stored chunk, its document's metadata, and what the source says at that place."""

    chunk: Chunk
    file: str
    metadata: Metadata
    source: str
