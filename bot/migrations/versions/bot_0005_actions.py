"""What people have taken on to do."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0005"
down_revision = "bot_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("origin", sa.String(64), nullable=False),
        sa.Column("event", sa.String(255)),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True)),
    )
    op.create_index("action_owner", "action", ["owner", "state"])
    op.create_index("action_room", "action", ["room", "state"])
