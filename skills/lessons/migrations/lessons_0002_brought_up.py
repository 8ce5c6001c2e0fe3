"""Where lessons have been brought up, so that each is said once."""

import sqlalchemy as sa
from alembic import op

revision = "lessons_0002"
down_revision = "lessons_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson_brought",
        sa.Column("lesson", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.String(255), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
