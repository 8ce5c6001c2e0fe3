"""Which message holds the minutes of a meeting, and whether they are to be replaced."""

import sqlalchemy as sa
from alembic import op

revision = "meeting_0002"
down_revision = "meeting_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_minutes",
        sa.Column("meeting", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("stale", sa.Boolean, nullable=False),
    )
