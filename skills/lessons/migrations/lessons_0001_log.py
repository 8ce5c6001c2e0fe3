"""The log of lessons: lessons, their history, where they are shown, and milestones."""

import sqlalchemy as sa
from alembic import op

revision = "lessons_0001"
down_revision = None
branch_labels = ("lessons",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(64), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16)),
        sa.Column("observation", sa.Text, nullable=False),
        sa.Column("discussion", sa.Text, nullable=False),
        sa.Column("conclusion", sa.Text, nullable=False),
        sa.Column("recommendation", sa.Text, nullable=False),
        sa.Column("need", sa.Text, nullable=False),
        sa.Column("risks", sa.Text, nullable=False),
        sa.Column("consequences", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("need_group", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("principal", sa.String(16)),
        sa.Column("timing", sa.String(16)),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("teller", sa.Text, nullable=False),
        sa.Column("direction", sa.String(16)),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("decided", sa.Date),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("criterion", sa.Text, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("verified", sa.Date),
        sa.Column("verifier", sa.String(255), nullable=False),
        sa.Column("recheck", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("instead", sa.Integer),
        sa.Column("recurrences", sa.Integer, nullable=False),
        sa.Column("diary_number", sa.Text, nullable=False),
        sa.Column("decided_formally", sa.Boolean, nullable=False),
        sa.Column("secrecy_checked", sa.Date),
        sa.Column("keep_until", sa.Date),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255)),
        sqlite_autoincrement=True,
    )
    op.create_index("lesson_event", "lesson", ["event"])
    op.create_index("lesson_state", "lesson", ["state", "since"])
    op.create_table(
        "lesson_history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("who", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255)),
        sa.Column("words", sa.Text),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.UniqueConstraint("lesson", "number"),
        sqlite_autoincrement=True,
    )
    op.create_index("lesson_history_event", "lesson_history", ["event"])
    op.create_table(
        "lesson_milestone",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(64), nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(255)),
    )
    op.create_table(
        "lesson_post",
        sa.Column("lesson", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255)),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
    )
    op.create_table(
        "lesson_spread",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson", sa.Integer, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged", sa.DateTime(timezone=True)),
        sa.Column("feedback", sa.Text, nullable=False),
        sa.Column("event", sa.String(255)),
        sa.UniqueConstraint("lesson", "recipient"),
    )
    op.create_table(
        "lesson_vector",
        sa.Column("lesson", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(255), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
