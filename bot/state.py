"""The bot's own tables: what came in, what is to go out, and whom it knows."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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
    false,
)

from bot.db import UtcDateTime

metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True),
    # "matrix" or "console": a terminal beside a running bot minds only its own.
    Column("channel", String(16), nullable=False),
    Column("event", String(255), nullable=False, unique=True),
    Column("room", String(255), nullable=False),
    Column("sender", String(255), nullable=False),
    Column("sent", UtcDateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    # Emptied as soon as the event is handled: the journal is no archive of what people said.
    Column("text", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("mentioned", Boolean, nullable=False),
    Column("thread", String(255)),
    Column("relates", String(255)),
    Column("media", Text),
    Column("power", BigInteger, nullable=False, server_default="0"),
    Column("can_redact", Boolean, nullable=False, server_default=false()),
    Column("handled", Boolean, nullable=False, default=False),
    Index("journal_waiting", "channel", "handled", "seq"),
)

sync_state = Table(
    "sync_state",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("key", String(512), nullable=False, unique=True),
    Column("to", String(255), nullable=False),
    # Text and attachment are emptied when the message is out: the room holds it then.
    Column("text", Text, nullable=False),
    Column("thread", String(255)),
    Column("reply_to", String(255)),
    Column("edits", String(512)),
    Column("mentions", Text, nullable=False),
    Column("attachment_name", String(255)),
    Column("attachment_type", String(255)),
    Column("attachment", LargeBinary),
    # JSON: the emoji below it; the question and options of a poll.
    Column("reactions", Text),
    Column("poll", Text),
    # The event to take away; the event whose words are repeated.
    Column("redacts", String(255)),
    Column("about", String(255)),
    Column("created", UtcDateTime, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("state", String(8), nullable=False, default="waiting"),
    Column("failure", String(64)),
    Column("event", String(255)),
    Index("outbox_waiting", "channel", "state", "id"),
    Index("outbox_event", "event"),
    Index("outbox_edits", "edits"),
    Index("outbox_about", "about"),
)

member = Table(
    "member",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("language", String(2)),
    # When the person was told who sees what they say.
    Column("told", UtcDateTime),
)

private_room = Table(
    "private_room",
    metadata,
    Column("member", String(255), primary_key=True),
    Column("room", String(255), nullable=False),
)

# Jobs: what has been done, so that it is done once; and up to when all is.
claimed = Table(
    "claimed",
    metadata,
    Column("job", String(64), primary_key=True),
    Column("item", String(255), primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
)

job_done = Table(
    "job_done",
    metadata,
    Column("job", String(64), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
)

# What someone has taken on to do, in a meeting, a round or for a lesson.
action = Table(
    "action",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    # Empty once its owner has asked to be forgotten.
    Column("owner", String(255), nullable=False),
    Column("due", Date),
    Column("room", String(255), nullable=False),
    # What it came from: "meeting:3", "lesson:12".
    Column("origin", String(64), nullable=False),
    # The event whose words it repeats.
    Column("event", String(255)),
    Column("made", UtcDateTime, nullable=False),
    Column("state", String(8), nullable=False),
    Column("closed", UtcDateTime),
    Index("action_owner", "owner", "state"),
    Index("action_room", "room", "state"),
)

# What changed what, each row holding on to the one before: `bot.audit` alone writes here.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    # As the text that the hash was made of.
    Column("at", String(32), nullable=False),
    Column("who", String(32), nullable=False),
    Column("action", String(64), nullable=False),
    Column("what", String(255), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("audit_at", "at"),
)

# Who stands under which name there. Deleting a row leaves nobody to find behind the name.
pseudonym = Table(
    "pseudonym",
    metadata,
    Column("person", String(255), primary_key=True),
    Column("token", String(32), nullable=False, unique=True),
)

# Where the rooms of the settings went when they were upgraded.
moved_room = Table(
    "moved_room",
    metadata,
    Column("old", String(255), primary_key=True),
    Column("new", String(255), nullable=False),
)

# Matrix: messages whose key has not come yet, as they were received.
undecrypted = Table(
    "undecrypted",
    metadata,
    Column("event", String(255), primary_key=True),
    Column("room", String(255), nullable=False),
    Column("sender", String(255), nullable=False),
    Column("session", String(255), nullable=False),
    Column("arrived", UtcDateTime, nullable=False),
    Column("hinted", Boolean, nullable=False),
    Column("source", Text, nullable=False),
)

# Matrix: invitations not yet answered.
invite = Table(
    "invite",
    metadata,
    Column("room", String(255), primary_key=True),
    Column("sender", String(255), nullable=False),
    Column("direct", Boolean, nullable=False),
)
