"""Jobs done once, roles by power level, words taken back, rooms that moved."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0004"
down_revision = "bot_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journal", sa.Column("power", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column(
        "journal",
        sa.Column("can_redact", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("outbox", sa.Column("redacts", sa.String(255)))
    op.add_column("outbox", sa.Column("about", sa.String(255)))
    for column in ("event", "edits", "about"):
        op.create_index(f"outbox_{column}", "outbox", [column])
    op.create_table(
        "claimed",
        sa.Column("job", sa.String(64), primary_key=True),
        sa.Column("item", sa.String(255), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
    )
    op.create_table(
        "job_done",
        sa.Column("job", sa.String(64), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "moved_room",
        sa.Column("old", sa.String(255), primary_key=True),
        sa.Column("new", sa.String(255), nullable=False),
    )
