"""The tables of the log."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.db import UtcDateTime

metadata = MetaData()

# A lesson as it stands; the columns are the fields of skills.lessons.model.Lesson.
lesson = Table(
    "lesson",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String(64), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("made", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(16)),
    Column("observation", Text, nullable=False),
    Column("discussion", Text, nullable=False),
    Column("conclusion", Text, nullable=False),
    Column("recommendation", Text, nullable=False),
    Column("need", Text, nullable=False),
    Column("risks", Text, nullable=False),
    Column("consequences", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("need_group", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("principal", String(16)),
    Column("timing", String(16)),
    Column("source", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("teller", Text, nullable=False),
    Column("direction", String(16)),
    Column("decision", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("decided", Date),
    Column("owner", String(255), nullable=False),
    Column("due", Date),
    Column("criterion", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("verified", Date),
    Column("verifier", String(255), nullable=False),
    Column("recheck", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("instead", Integer),
    Column("recurrences", Integer, nullable=False),
    Column("diary_number", Text, nullable=False),
    Column("decided_formally", Boolean, nullable=False),
    Column("secrecy_checked", Date),
    Column("keep_until", Date),
    Column("author", String(255), nullable=False),
    Column("room", String(255), nullable=False),
    Column("event", String(255)),
    Index("lesson_state", "state", "since"),
    Index("lesson_event", "event"),
    # A number that was once given is never given again.
    sqlite_autoincrement=True,
)

# Every change of a lesson, in its order; nothing is ever changed here but for words that were
# taken back, and a person who is forgotten.
history = Table(
    "lesson_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lesson", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("step", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    # Empty where it was the bot, or someone who is forgotten. Not under the seal: the audit log
    # holds who did what, under a pseudonym.
    Column("who", String(255), nullable=False),
    Column("event", String(255)),
    # JSON: what was written. None once it was taken back.
    Column("words", Text),
    # What the words come to, so that the seal holds without them.
    Column("digest", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    UniqueConstraint("lesson", "number"),
    Index("lesson_history_event", "event"),
    sqlite_autoincrement=True,
)

# Where a lesson stands in the log room.
post = Table(
    "lesson_post",
    metadata,
    Column("lesson", Integer, primary_key=True),
    # Empty where the message is lost.
    Column("room", String(255), nullable=False),
    # The key of the message.
    Column("key", String(255), nullable=False),
    # None until it is out.
    Column("event", String(255)),
    # The version of the lesson that is shown, and up to where its history is told.
    Column("shown", Integer, nullable=False),
    Column("told", Integer, nullable=False),
)

# To whom a lesson was given, and what came of it.
spread = Table(
    "lesson_spread",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lesson", Integer, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("room", String(255), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("acknowledged", UtcDateTime),
    Column("feedback", Text, nullable=False),
    # The event whose words the feedback repeats.
    Column("event", String(255)),
    UniqueConstraint("lesson", "recipient"),
)

# What a lesson means, for the search. A cache: what is missing is made again.
vector = Table(
    "lesson_vector",
    metadata,
    Column("lesson", Integer, primary_key=True),
    # The version of the lesson, and the model, that it was made of.
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(255), nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

# Etappmål: what is to be reached, and by when.
milestone = Table(
    "lesson_milestone",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String(64), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due", Date),
    Column("source", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    # The event whose words it repeats.
    Column("event", String(255)),
)

# What has been brought up by itself: a lesson, and the room or the document that it was for.
brought = Table(
    "lesson_brought",
    metadata,
    Column("lesson", Integer, primary_key=True, autoincrement=False),
    Column("place", String(255), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
