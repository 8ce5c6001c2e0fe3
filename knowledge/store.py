"""SQL, where the library's truth lives: documents, chunks and their embeddings.

Embeddings hang on what was embedded (a hash of a window's text), not on where it stands, so a
passage that is moved, or whose document is read again, is not embedded again. Everything else
that a search uses (vectors in Chroma, keywords in memory) is a cache of these tables.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    Select,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from knowledge.model import Chunk, Document, KnowledgeError, Metadata, Place, Unreadable, Vectors
from knowledge.records import ChunkRow, DocumentInfo, Quotable, State
from knowledge.tables import chunks, documents, embeddings, library, metadata, windows
from knowledge.windows import windows as cut

__all__ = ["Store", "embedding_key", "metadata"]

_METADATA = TypeAdapter(Metadata)
_PLACE = TypeAdapter(Place)
_ROW = 1
_PARAMETERS = 5_000
"""Values in one statement: well under SQLite's 32,766 and PostgreSQL's 65,535."""


def embedding_key(text: str) -> str:
    """What an embedding hangs on: SHA-256 of the text embedded, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class Store:
    """Reads and writes the library's tables; every writing method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # On SQLite a reader that says so waits for no writer.
        self._reading = engine.execution_options(reading=True)

    def state(self) -> State:
        """Where the library stands now."""
        with self._reading.connect() as tx:
            row = tx.execute(select(library)).one_or_none()
        return State(row.identity, row.version, row.fingerprint) if row else State("", 0, None)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents in the order of their keys, failed files among them."""
        counts = select(chunks.c.file, func.count().label("n")).group_by(chunks.c.file).subquery()
        columns = [column for column in documents.c if column is not documents.c.text]
        query = (
            select(*columns, func.coalesce(counts.c.n, 0).label("passages"))
            .outerjoin(counts, counts.c.file == documents.c.file)
            .order_by(documents.c.file)
        )
        with self._reading.connect() as tx:
            return tuple(_info(row._mapping) for row in tx.execute(query))

    def headings(self, file: str) -> tuple[str, ...]:
        """The headings over a document's chunks, each once, in reading order."""
        query = select(chunks.c.place).where(chunks.c.file == file).order_by(chunks.c.start)
        with self._reading.connect() as tx:
            places = [_PLACE.validate_python(place) for place in tx.scalars(query)]
        return tuple(dict.fromkeys(heading for place in places for heading in place.headings))

    def put(
        self, entries: Iterable[tuple[Document, Sequence[Chunk]]], now: datetime, path: str = ""
    ) -> None:
        """Store documents with their chunks in place of what was known about those files."""
        with self._writing() as tx:
            for document, parts in entries:
                _delete(tx, [document.file])
                _insert(tx, document, parts, now, path)

    def fail(self, file: str, path: str, error: KnowledgeError, now: datetime) -> None:
        """Note that a file cannot be read; what was read from it before stays."""
        failure = {"failure": error.code, "failure_details": error.details}
        with self._writing() as tx:
            at_file = documents.c.file == file
            if tx.execute(update(documents).where(at_file).values(failure)).rowcount:
                return
            empty = Document(file, "", (), Metadata(title=file))
            _insert(tx, empty, (), now, path)
            tx.execute(update(documents).where(at_file).values(failure))

    def remove(self, files: Sequence[str]) -> None:
        """Forget documents and their chunks."""
        with self._engine.begin() as tx:
            self.forget(tx, files)

    def forget(self, tx: Connection, files: Sequence[str]) -> None:
        """The same within a transaction of the caller's."""
        _raise_version(tx)
        _delete(tx, files)

    def chunks(self) -> tuple[ChunkRow, ...]:
        """Every chunk, document by document in reading order."""
        order = (chunks.c.file, chunks.c.start)
        of_chunk: dict[str, list[str]] = {}
        with self._reading.connect() as tx:
            parts = select(windows.c.chunk, windows.c.embedding)
            for key, embedding in tx.execute(parts.order_by(windows.c.chunk, windows.c.number)):
                of_chunk.setdefault(key, []).append(embedding)
            query = select(chunks.c.key, chunks.c.file, chunks.c.index_text).order_by(*order)
            return tuple(
                ChunkRow(key, file, text, tuple(of_chunk.get(key, ())))
                for key, file, text in tx.execute(query)
            )

    def quotable(self, keys: Sequence[str]) -> dict[str, Quotable]:
        """The chunks that are still there, by key, each beside its place in the source."""
        length = chunks.c.end - chunks.c.start
        source = func.substr(documents.c.text, chunks.c.start + 1, length).label("source")
        query = (
            select(chunks, documents.c.metadata, source)
            .join(documents, documents.c.file == chunks.c.file)
            .where(chunks.c.key.in_(keys))
        )
        with self._reading.connect() as tx:
            return {row.key: _quotable(row._mapping) for row in tx.execute(query)}

    def unembedded(self, fingerprint: str) -> dict[str, str]:
        """Texts of windows that the model has not embedded yet, by embedding key."""
        done = exists().where(
            embeddings.c.key == windows.c.embedding, embeddings.c.fingerprint == fingerprint
        )
        query = select(windows.c.embedding, windows.c.text).where(~done)
        with self._reading.connect() as tx:
            return {row.embedding: row.text for row in tx.execute(query)}

    def embed(self, fingerprint: str, keys: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors (len(keys), dimensions) made by the model `fingerprint`."""
        with self._writing() as tx:
            # Another process may have embedded the same meanwhile.
            there = set(tx.scalars(_at(fingerprint, keys)))
            rows = [
                {"key": key, "fingerprint": fingerprint, "vector": vector.tobytes()}
                for key, vector in zip(keys, vectors.astype("<f4"), strict=True)
                if key not in there
            ]
            if rows:
                tx.execute(insert(embeddings), rows)

    def vectors(self, fingerprint: str, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of `keys` that the model has made, each (dimensions,)."""
        found: dict[str, Vectors] = {}
        with self._reading.connect() as tx:
            for batch in _batches(keys):
                query = _at(fingerprint, batch).add_columns(embeddings.c.vector)
                found |= {key: np.frombuffer(blob, "<f4") for key, blob in tx.execute(query)}
        return found

    def settle(self, fingerprint: str) -> None:
        """Make `fingerprint` the library's model and drop embeddings no longer used."""
        used = exists().where(windows.c.embedding == embeddings.c.key)
        with self._writing() as tx:
            tx.execute(update(library).values(fingerprint=fingerprint))
            tx.execute(delete(embeddings).where((embeddings.c.fingerprint != fingerprint) | ~used))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as tx:
            _raise_version(tx)
            yield tx


def _raise_version(tx: Connection) -> None:
    """First in every writing transaction, so that writers take turns on any database."""
    if not tx.execute(update(library).values(version=library.c.version + 1)).rowcount:
        row = {"id": _ROW, "identity": uuid.uuid4().hex, "version": 1}
        tx.execute(insert(library).values(row))


def _at(fingerprint: str, keys: Sequence[str]) -> Select[str]:
    return select(embeddings.c.key).where(
        embeddings.c.fingerprint == fingerprint, embeddings.c.key.in_(keys)
    )


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _PARAMETERS):
        yield keys[start : start + _PARAMETERS]


def _delete(tx: Connection, files: Sequence[str]) -> None:
    for batch in _batches(files):
        leaving = select(chunks.c.key).where(chunks.c.file.in_(batch))
        tx.execute(delete(windows).where(windows.c.chunk.in_(leaving)))
        tx.execute(delete(chunks).where(chunks.c.file.in_(batch)))
        tx.execute(delete(documents).where(documents.c.file.in_(batch)))


def _insert(
    tx: Connection, document: Document, parts: Sequence[Chunk], now: datetime, path: str
) -> None:
    row = {
        "file": document.file,
        "path": path,
        "digest": document.digest,
        "text": document.text,
        "metadata": _METADATA.dump_python(document.metadata, mode="json"),
        "ingested_at": now.astimezone(UTC).isoformat(),
    }
    tx.execute(insert(documents).values(row))
    if parts:
        tx.execute(insert(chunks), [_chunk_row(document, part) for part in parts])
        tx.execute(insert(windows), [row for part in parts for row in _window_rows(part)])


def _chunk_row(document: Document, part: Chunk) -> dict[str, Any]:
    return {
        "key": part.key,
        "file": document.file,
        "start": part.start,
        "end": part.end,
        "text": part.text,
        "place": _PLACE.dump_python(part.place, mode="json"),
        "index_text": part.index_text,
        "context": part.context,
    }


def _window_rows(part: Chunk) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(cut(part.index_text)):
        yield {
            "chunk": part.key,
            "number": number,
            "text": text,
            "embedding": embedding_key(text),
        }


def _info(row: RowMapping) -> DocumentInfo:
    failure = row["failure"]
    return DocumentInfo(
        file=row["file"],
        metadata=_METADATA.validate_python(row["metadata"]),
        ingested_at=datetime.fromisoformat(row["ingested_at"]),
        passages=row["passages"],
        path=row["path"],
        digest=row["digest"],
        error=Unreadable(failure, **row["failure_details"]) if failure else None,
    )


def _quotable(row: RowMapping) -> Quotable:
    part = Chunk(
        start=row["start"],
        end=row["end"],
        text=row["text"],
        place=_PLACE.validate_python(row["place"]),
        index_text=row["index_text"],
        key=row["key"],
        context=row["context"],
    )
    return Quotable(part, row["file"], _METADATA.validate_python(row["metadata"]), row["source"])
