"""The tables of reminders."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

from bot.db import UtcDateTime

metadata = MetaData()

reminder = Table(
    "reminder",
    metadata,
    # Numbers are never used twice: a button below an old one must not press a new one.
    Column("id", Integer, primary_key=True),
    # Empty once that person is forgotten.
    Column("made_by", String(255), nullable=False),
    # A room, or a person's Matrix id.
    Column("to", String(255), nullable=False),
    Column("room", String(255), nullable=False),
    # The event whose words it repeats.
    Column("event", String(255), nullable=False),
    Column("text", Text, nullable=False),
    # As knowledge.recur writes it.
    Column("recurrence", Text, nullable=False),
    # When it comes next; empty if it does not.
    Column("next", UtcDateTime),
    # Within how long it must be acknowledged, and who is told otherwise.
    Column("ack_minutes", Integer),
    Column("escalate_to", String(255), nullable=False),
    # The time it last rang for, how often it rang for it, and when that was.
    Column("rang", UtcDateTime),
    Column("rung", Integer, nullable=False),
    Column("touched", UtcDateTime, nullable=False),
    Index("reminder_next", "next"),
    Index("reminder_to", "to"),
    Index("reminder_event", "event"),
    sqlite_autoincrement=True,
)

coming = Table(
    "reminder_coming",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reminder", Integer, nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("due", UtcDateTime, nullable=False, index=True),
    # The time it is about.
    Column("at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
