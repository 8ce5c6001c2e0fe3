"""The bot's own tables, as they were at the start."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0001"
down_revision = None
branch_labels = ("bot",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("event", sa.String(255), nullable=False, unique=True),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("sender", sa.String(255), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("mentioned", sa.Boolean, nullable=False),
        sa.Column("thread", sa.String(255)),
        sa.Column("relates", sa.String(255)),
        sa.Column("media", sa.Text),
        sa.Column("handled", sa.Boolean, nullable=False),
    )
    op.create_index("journal_waiting", "journal", ["channel", "handled", "seq"])
    op.create_table(
        "sync_state",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("key", sa.String(512), nullable=False, unique=True),
        sa.Column("to", sa.String(255), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("thread", sa.String(255)),
        sa.Column("reply_to", sa.String(255)),
        sa.Column("edits", sa.String(512)),
        sa.Column("mentions", sa.Text, nullable=False),
        sa.Column("attachment_name", sa.String(255)),
        sa.Column("attachment_type", sa.String(255)),
        sa.Column("attachment", sa.LargeBinary),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("failure", sa.String(64)),
        sa.Column("event", sa.String(255)),
    )
    op.create_index("outbox_waiting", "outbox", ["channel", "state", "id"])
    op.create_table(
        "member",
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("language", sa.String(2)),
    )
    op.create_table(
        "private_room",
        sa.Column("member", sa.String(255), primary_key=True),
        sa.Column("room", sa.String(255), nullable=False),
    )
