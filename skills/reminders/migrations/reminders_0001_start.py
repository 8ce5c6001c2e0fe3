"""What is to be reminded of."""

import sqlalchemy as sa
from alembic import op

revision = "reminders_0001"
down_revision = None
branch_labels = ("reminders",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("made_by", sa.String(255), nullable=False),
        sa.Column("to", sa.String(255), nullable=False),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("recurrence", sa.Text, nullable=False),
        sa.Column("next", sa.DateTime(timezone=True)),
        sa.Column("ack_minutes", sa.Integer),
        sa.Column("escalate_to", sa.String(255), nullable=False),
        sa.Column("rang", sa.DateTime(timezone=True)),
        sa.Column("rung", sa.Integer, nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("next", "to", "event"):
        op.create_index(f"reminder_{column}", "reminder", [column])
    op.create_table(
        "reminder_coming",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reminder", sa.Integer, nullable=False, index=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
