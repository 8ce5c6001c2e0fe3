"""Rounds, the times they come, who is asked, and what came out of them."""

import sqlalchemy as sa
from alembic import op

revision = "reflection_0001"
down_revision = None
branch_labels = ("reflection",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reflection_round",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("made_by", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("next", sa.DateTime(timezone=True)),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("recurrence", sa.Text, nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("answer_minutes", sa.Integer, nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
        sa.Column("anonymity", sa.String(16), nullable=False),
        sa.Column("together", sa.Boolean, nullable=False),
        sa.Column("pulse", sa.Boolean, nullable=False),
    )
    op.create_index("ix_reflection_round_next", "reflection_round", ["next"])
    op.create_index("ix_reflection_round_room", "reflection_round", ["room"])
    op.create_table(
        "reflection_participant",
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("left", sa.Boolean, nullable=False),
    )
    op.create_table(
        "reflection_occurrence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("anonymity", sa.String(16), nullable=False),
        sa.Column("together", sa.Boolean, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("asked", sa.Integer),
        sa.Column("answered", sa.Integer),
        sa.Column("pulse", sa.Float),
        sa.Column("pulse_count", sa.Integer),
        sa.UniqueConstraint("round", "at"),
    )
    op.create_index("reflection_occurrence_closing", "reflection_occurrence", ["state", "deadline"])
    op.create_table(
        "reflection_prompt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("occurrence", sa.Integer, nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True)),
        sa.Column("asked", sa.DateTime(timezone=True)),
        sa.Column("reminded", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.UniqueConstraint("occurrence", "person"),
    )
    op.create_index("reflection_prompt_due", "reflection_prompt", ["due"])
    op.create_index("reflection_prompt_person", "reflection_prompt", ["person", "state"])
    op.create_table(
        "reflection_given",
        sa.Column("prompt", sa.Integer, primary_key=True),
        sa.Column("question", sa.Integer, primary_key=True),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255), nullable=False),
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("text", sa.Text),
    )
    op.create_index("ix_reflection_given_event", "reflection_given", ["event"])
    op.create_index("ix_reflection_given_source", "reflection_given", ["source"])
    op.create_table(
        "reflection_voice",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("occurrence", sa.Integer, nullable=False),
        sa.Column("question", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("event", sa.String(255)),
        sa.Column("late", sa.Boolean, nullable=False),
    )
    op.create_index("ix_reflection_voice_event", "reflection_voice", ["event"])
    op.create_index("ix_reflection_voice_occurrence", "reflection_voice", ["occurrence"])
    op.create_table(
        "reflection_theme",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("occurrence", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
    )
    op.create_index("ix_reflection_theme_occurrence", "reflection_theme", ["occurrence"])
    op.create_table(
        "reflection_person",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("zone", sa.String(64)),
        sa.Column("hours", sa.String(16)),
        sa.Column("days", sa.String(7)),
        sa.Column("red_days", sa.Boolean),
        sa.Column("back", sa.Date),
        sa.Column("role", sa.String(64)),
    )
    op.create_table(
        "reflection_talk",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("room", sa.String(255), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
