"""When rooms meet, the meetings, and what was said to keep."""

import sqlalchemy as sa
from alembic import op

revision = "meeting_0001"
down_revision = None
branch_labels = ("meeting",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_plan",
        sa.Column("room", sa.String(255), primary_key=True),
        sa.Column("recurrence", sa.Text, nullable=False),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(255), nullable=False, index=True),
        sa.Column("thread", sa.String(255), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phase", sa.Integer, nullable=False),
        sa.Column("phase_until", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "meeting_note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(255), nullable=False, index=True),
        sa.Column("meeting", sa.Integer),
        sa.Column("phase", sa.Integer),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("event", sa.String(255), nullable=False, unique=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True)),
    )
