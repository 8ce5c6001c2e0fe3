"""The library's tables, as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "knowledge_0001"
down_revision = None
branch_labels = ("knowledge",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "library",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("identity", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(255)),
    )
    op.create_table(
        "document",
        sa.Column("file", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("ingested_at", sa.String(40), nullable=False),
        sa.Column("failure", sa.String(64)),
        sa.Column("failure_details", sa.JSON),
    )
    op.create_table(
        "chunk",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("file", sa.Text, sa.ForeignKey("document.file"), nullable=False, index=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("index_text", sa.Text, nullable=False),
    )
    op.create_table(
        "chunk_window",
        sa.Column("chunk", sa.String(64), sa.ForeignKey("chunk.key"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("embedding", sa.String(64), nullable=False, index=True),
    )
    op.create_table(
        "embedding",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(255), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
