"""The library: what is known from documents. The only door to it.

Each step is derived from the one before by difference: files → documents and chunks → embeddings
→ vectors and keywords. So an ingest that is interrupted goes on where it was, and whatever is
lost of the later steps is made again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from knowledge.chunk import chunk
from knowledge.confidence import rerank
from knowledge.index import Hit, Index, QuestionVector
from knowledge.ingested import Change, FileOutcome, IngestReport, left_aside
from knowledge.model import (
    Chunk,
    Document,
    Embedder,
    IndexMismatch,
    KnowledgeError,
    Metadata,
    Passage,
    Unreadable,
)
from knowledge.read import Reader
from knowledge.records import DocumentInfo, Quotable
from knowledge.scan import digest, scan, storable
from knowledge.screening import check_document, check_name
from knowledge.store import Store
from knowledge.validity import in_force
from knowledge.vectors import OpenVectors

__all__ = ["Change", "DocumentInfo", "FileOutcome", "IngestReport", "Library", "SearchResult"]

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
_BATCH = 64
"""Passages embedded between two commits: about a second's work."""
_LOOKED_INTO = 10
"""Of the nearest passages, those that are ordered by what they say."""


@dataclass(frozen=True)
class SearchResult:
    """Passages, best first, and codes of what does not work as it should."""

    passages: tuple[Passage, ...]
    degraded: tuple[str, ...] = ()


class Library:
    """Documents in, passages out. May be used by several threads and processes at once.

    Neither the embedder nor the vectors are opened before they are needed.
    """

    def __init__(
        self, engine: Engine, embedder: Callable[[], Embedder], vectors: OpenVectors
    ) -> None:
        self._store = Store(engine)
        self._index = Index(self._store, vectors)
        self._load_embedder = embedder
        self._loaded: Embedder | None = None
        self._loading = threading.Lock()
        self._holding: tuple[tuple[DocumentInfo, ...], date, frozenset[str]] | None = None

    def version(self) -> int:
        """A number that grows with every change of the library."""
        return self._store.state().version

    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents, files that could not be read among them."""
        return self._store.documents()

    def headings(self, file: str) -> tuple[str, ...]:
        """The headings of a document that have text below them, in reading order."""
        return self._store.headings(file)

    def ingest(
        self, paths: Sequence[Path], progress: Progress | None = None, *, now: datetime
    ) -> IngestReport:
        """Take in files and folders; what is gone from a folder is forgotten.

        A file that cannot be read is reported, and what was read from it before stays.
        Raises IndexMismatch where the library is another model's, and KnowledgeError where the
        model cannot be loaded, in both cases before anything is changed.
        """
        held = self._store.documents()
        found = scan(paths, held)
        known = {one.file: one for one in held}
        digests = {file: digest(path) for file, path in found.files.items()}
        new = [
            file
            for file, path in found.files.items()
            if not _is_unchanged(known.get(file), path, digests[file])
        ]
        if new:
            self._check_model()
        outcomes = [FileOutcome(file, Change.UNCHANGED) for file in found.files.keys() - set(new)]
        with Reader() as reader:
            for count, file in enumerate(new, 1):
                _say(progress, f"{count}/{len(new)} {file}")
                error = self._take_in(reader, file, found.files[file], digests[file], now)
                outcomes.append(FileOutcome(file, _change(file in known, error), error))
        if found.gone:
            self._store.remove(sorted(found.gone))
        self._catch_up(bool(new or found.gone), progress)
        outcomes += left_aside(found)
        return IngestReport(tuple(sorted(outcomes, key=lambda one: one.file)))

    def add(self, entries: Iterable[tuple[Document, Sequence[Chunk]]], *, now: datetime) -> None:
        """Take in documents that are read and cut already.

        Where the model is another or cannot be loaded, they are found by their words until
        `reindex` has embedded them.
        """
        self._store.put(entries, now)
        try:
            self._catch_up(True, None)
        except KnowledgeError as error:
            log.warning("documents wait to be embedded: %s", error.code)

    def forget(self, tx: Connection, files: Sequence[str]) -> None:
        """Let go of documents in a transaction of the caller's, for those that follow from it."""
        self._store.forget(tx, files)

    def reindex(self, progress: Progress | None = None) -> None:
        """Make everything again that is made from SQL: for another model, or after damage."""
        self._embed(progress)
        self._index.rebuild(self.embedder().fingerprint)

    def warm(self) -> None:
        """Load the model and the caches ahead of the first question."""
        self._index.warm(self._vector("warm"))

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        scopes: frozenset[str] | None = None,
        today: date,
    ) -> SearchResult:
        """The passages that answer a question best, from documents that hold `today`.

        `scopes` are the tags that the asker's room has; None sees every document.
        """
        if not question.strip():
            return SearchResult(())

        def visible(documents: tuple[DocumentInfo, ...]) -> frozenset[str]:
            holding = self._in_force(documents, today)
            return frozenset(
                one.file
                for one in documents
                if one.file in holding and _may_see(scopes, one.metadata)
            )

        depth = max(limit, _LOOKED_INTO)
        found = self._index.search(question, self._vector(question), visible, depth)
        stored = self._store.quotable([hit.key for hit in found.hits])
        # Asked again of what is stored now, as the index may be a moment older.
        hits = [
            hit
            for hit in found.hits
            if hit.key in stored and _may_see(scopes, stored[hit.key].metadata)
        ]
        near = [_passage(hit, stored[hit.key]) for hit in hits]
        best = rerank(question, near[:_LOOKED_INTO]) + tuple(near[_LOOKED_INTO:])
        failed = {hit.document.file for hit in hits if hit.document.error}
        stale = ("stale-document",) if any(one.file in failed for one in best[:limit]) else ()
        return SearchResult(best[:limit], (*found.degraded, *stale))

    def close(self) -> None:
        """Let go of files, locks and threads."""
        self._index.close()

    def embedder(self) -> Embedder:
        """The model, loaded when first asked for; raises KnowledgeError if it cannot be."""
        with self._loading:
            self._loaded = self._loaded or self._load_embedder()
            return self._loaded

    def _vector(self, question: str) -> QuestionVector | None:
        try:
            embedder = self.embedder()
        except KnowledgeError as error:
            log.warning("the model cannot be loaded: %s", error.code)
            return None
        return QuestionVector(embedder.question(question), embedder.fingerprint)

    def _in_force(self, documents: tuple[DocumentInfo, ...], today: date) -> frozenset[str]:
        held = self._holding
        if held is None or held[0] is not documents or held[1] != today:
            held = self._holding = (documents, today, in_force(documents, today))
        return held[2]

    def _take_in(
        self, reader: Reader, file: str, path: Path, digest: str, now: datetime
    ) -> KnowledgeError | None:
        try:
            check_name(file)
        except Unreadable as error:
            return error  # a name that may not be stored is not noted as failed either
        try:
            document = replace(reader.read(path, file), digest=digest)
            check_document(document)
            self._store.put([(document, chunk(document))], now, storable(path))
        except Unreadable as error:
            self._store.fail(file, storable(path), error, now)
            return error
        return None

    def _check_model(self) -> None:
        if self._store.state().fingerprint not in (None, self.embedder().fingerprint):
            raise IndexMismatch("library.model-changed")

    def _catch_up(self, changed: bool, progress: Progress | None) -> None:
        """Embed what still waits, also from an ingest that was interrupted."""
        fingerprint = self._store.state().fingerprint
        if fingerprint is None or self._store.unembedded(fingerprint):
            self._check_model()
            self._embed(progress)
        elif changed:
            self._store.settle(fingerprint)

    def _embed(self, progress: Progress | None) -> None:
        embedder = self.embedder()
        waiting = list(self._store.unembedded(embedder.fingerprint).items())
        for start in range(0, len(waiting), _BATCH):
            keys, texts = zip(*waiting[start : start + _BATCH], strict=True)
            self._store.embed(embedder.fingerprint, keys, embedder.documents(texts))
            _say(progress, f"¶ {min(start + _BATCH, len(waiting))}/{len(waiting)}")
        self._store.settle(embedder.fingerprint)


def _say(progress: Progress | None, text: str) -> None:
    if progress:
        progress(text)


def _is_unchanged(one: DocumentInfo | None, path: Path, digest: str) -> bool:
    if one is None or one.error or not digest:
        return False
    return (one.digest, one.path) == (digest, storable(path))


def _change(known: bool, error: KnowledgeError | None) -> Change:
    if error:
        return Change.FAILED
    return Change.CHANGED if known else Change.ADDED


def _may_see(scopes: frozenset[str] | None, metadata: Metadata) -> bool:
    return scopes is None or not metadata.scopes or not scopes.isdisjoint(metadata.scopes)


def _passage(hit: Hit, stored: Quotable) -> Passage:
    """The passage, if its words stand in the source; else the database has been tampered with."""
    if stored.source != stored.chunk.text:
        raise KnowledgeError("library.quote-differs", file=stored.file)
    return Passage(
        chunk=stored.chunk,
        file=stored.file,
        metadata=stored.metadata,
        score=hit.score,
        signals=dict(hit.signals),
    )
