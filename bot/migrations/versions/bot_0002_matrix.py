"""What the Matrix connection has to remember over a restart."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0002"
down_revision = "bot_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "undecrypted",
        sa.Column("event", sa.String(255), primary_key=True),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("sender", sa.String(255), nullable=False),
        sa.Column("session", sa.String(255), nullable=False),
        sa.Column("arrived", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hinted", sa.Boolean, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_table(
        "invite",
        sa.Column("room", sa.String(255), primary_key=True),
        sa.Column("sender", sa.String(255), nullable=False),
        sa.Column("direct", sa.Boolean, nullable=False),
    )
