"""The library's tables. `knowledge/migrations` makes the same ones, step by step."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

library = Table(
    "library",
    metadata,
    # One row. Every writer changes it first, so writers take turns on any database.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(255)),
)

documents = Table(
    "document",
    metadata,
    Column("file", Text, primary_key=True),
    # Where the file lies, absolute; empty for what came from no file.
    Column("path", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("metadata", JSON, nullable=False),
    # ISO 8601 in UTC, because SQLite would forget the zone.
    Column("ingested_at", String(40), nullable=False),
    Column("failure", String(64)),
    Column("failure_details", JSON(none_as_null=True)),
)

chunks = Table(
    "chunk",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("file", Text, ForeignKey("document.file"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("place", JSON, nullable=False),
    Column("index_text", Text, nullable=False),
    # The header of a table, where the text is a row of it.
    Column("context", Text, nullable=False, server_default=""),
)

# The parts of a chunk that are embedded each by itself.
windows = Table(
    "chunk_window",
    metadata,
    Column("chunk", String(64), ForeignKey("chunk.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("embedding", String(64), nullable=False, index=True),
)

embeddings = Table(
    "embedding",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("fingerprint", String(255), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
