"""Questions that were not answered well, and the answers written since."""

import sqlalchemy as sa
from alembic import op

revision = "ask_0001"
down_revision = None
branch_labels = ("ask",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("event", sa.String(255), nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("thread", sa.String(255)),
        sa.Column("choices", sa.Text, nullable=False),
        sa.Column("asker", sa.String(255)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("thumb", sa.String(4)),
    )
    op.create_table(
        "curated",
        sa.Column("question", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("answered", sa.Date, nullable=False),
        sa.Column("review", sa.Date, nullable=False),
    )
