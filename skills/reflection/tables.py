"""The tables of rounds.

Of an anonymous round no answer is ever written here, only where it lies: in the private room
of the person who gave it. See `docs/anonymity.md`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.db import UtcDateTime

metadata = MetaData()

round_ = Table(
    "reflection_round",
    metadata,
    Column("id", Integer, primary_key=True),
    # Where it is summarised: a room, or a person's Matrix id.
    Column("room", String(255), nullable=False, index=True),
    Column("made_by", String(255), nullable=False),
    # The event whose words the title repeats.
    Column("event", String(255), nullable=False),
    Column("made", UtcDateTime, nullable=False),
    Column("state", String(8), nullable=False),
    # When it comes next; empty if it does not.
    Column("next", UtcDateTime, index=True),
    Column("title", Text, nullable=False),
    # A recurrence, as knowledge.recur writes it.
    Column("recurrence", Text, nullable=False),
    Column("template", String(64), nullable=False),
    Column("answer_minutes", Integer, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("anonymity", String(16), nullable=False),
    Column("together", Boolean, nullable=False),
    Column("pulse", Boolean, nullable=False),
)

# Who is asked, where it is not everyone in the room; and who has left the round.
participant = Table(
    "reflection_participant",
    metadata,
    Column("round", Integer, primary_key=True),
    Column("person", String(255), primary_key=True),
    Column("left", Boolean, nullable=False),
)

# One time that a round came, with its questions as they were then.
occurrence = Table(
    "reflection_occurrence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("deadline", UtcDateTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("anonymity", String(16), nullable=False),
    Column("together", Boolean, nullable=False),
    # JSON.
    Column("template", Text, nullable=False),
    # What came out of it; empty where it may not be told.
    Column("asked", Integer),
    Column("answered", Integer),
    Column("pulse", Float),
    Column("pulse_count", Integer),
    UniqueConstraint("round", "at"),
    Index("reflection_occurrence_closing", "state", "deadline"),
)

# That a person is asked, and how far they have come.
prompt = Table(
    "reflection_prompt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("occurrence", Integer, nullable=False),
    Column("person", String(255), nullable=False),
    Column("state", String(8), nullable=False),
    # When to ask or remind next.
    Column("due", UtcDateTime),
    Column("asked", UtcDateTime),
    Column("reminded", Integer, nullable=False),
    # The question that is to be answered.
    Column("step", Integer, nullable=False),
    UniqueConstraint("occurrence", "person"),
    Index("reflection_prompt_due", "due"),
    Index("reflection_prompt_person", "person", "state"),
)

# What a person has answered so far. Emptied when the round closes.
given = Table(
    "reflection_given",
    metadata,
    Column("prompt", Integer, primary_key=True),
    # The number of the question, from 0; one past the last is whether it may be quoted.
    Column("question", Integer, primary_key=True),
    Column("room", String(255), nullable=False),
    Column("event", String(255), nullable=False, index=True),
    # The event that holds the words as they are now: the same, or its latest edit.
    Column("source", String(255), nullable=False, index=True),
    # Empty in an anonymous round: the words stay where they were written.
    Column("text", Text),
)

# What may be read of the answers once the round has closed, in no order.
voice = Table(
    "reflection_voice",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("occurrence", Integer, nullable=False, index=True),
    Column("question", Integer, nullable=False),
    Column("text", Text, nullable=False),
    # Who is shown with it: a Matrix id, a role, or nobody.
    Column("author", String(255), nullable=False),
    # The event whose words these are; only where the author is named.
    Column("event", String(255), index=True),
    Column("late", Boolean, nullable=False),
)

theme = Table(
    "reflection_theme",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("occurrence", Integer, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("people", Integer, nullable=False),
)

# When a person may be asked, and the role they answer in.
person = Table(
    "reflection_person",
    metadata,
    Column("person", String(255), primary_key=True),
    Column("zone", String(64)),
    # "21:00-07:00"; "" for any time.
    Column("hours", String(16)),
    # Weekdays, "01234" for Monday to Friday.
    Column("days", String(7)),
    Column("red_days", Boolean),
    Column("back", Date),
    Column("role", String(64)),
)

# A round that somebody is making in a private talk, one thing at a time.
talk = Table(
    "reflection_talk",
    metadata,
    Column("person", String(255), primary_key=True),
    Column("room", String(255), nullable=False),
    # JSON: what has been said so far.
    Column("said", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
