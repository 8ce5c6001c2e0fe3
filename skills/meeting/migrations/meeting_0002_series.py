"""A room may meet by several series, and by a calendar file that waits for a yes."""

import sqlalchemy as sa
from alembic import op

revision = "meeting_0002"
down_revision = "meeting_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("meeting_plan", "meeting_plan_before")
    op.create_table(
        "meeting_plan",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(255), nullable=False, index=True),
        sa.Column("recurrence", sa.Text, nullable=False),
        sa.Column("proposed", sa.String(255)),
    )
    op.execute(
        "INSERT INTO meeting_plan (room, recurrence) "
        "SELECT room, recurrence FROM meeting_plan_before ORDER BY room"
    )
    op.drop_table("meeting_plan_before")
