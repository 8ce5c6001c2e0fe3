"""The contract of a skill: a value that gets all it may touch and returns messages.

A skill never sends, reads no clock and opens no connection. What it writes through
`Context.tx` and the messages it returns are committed together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from bot.texts import Catalogue


class Role(IntEnum):
    """What a person may do; a higher role may all that a lower one may."""

    STRANGER = 0
    STAFF = 1
    TEAM_LEAD = 2
    PROCESS_LEADER = 3
    ADMIN = 4


class UserError(Exception):
    """Bad input from a person: `code` names a sentence in the catalogues, with the mend in it."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Attachment:
    """A file to send along."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Poll:
    """A question with options to pick one of. Everyone in the room sees who picked what."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """Something to say. A key is queued once, ever, so saying it again is harmless."""

    to: str
    """A room id, or a person's Matrix id for their private room."""
    text: str
    """Markdown; the plain body and the HTML are made from it."""
    key: str
    thread: str | None = None
    """The event that the thread hangs on."""
    reply_to: str | None = None
    """The event that this answers."""
    edits: str | None = None
    """The key of an earlier message that this one replaces."""
    mentions: tuple[str, ...] = ()
    attachment: Attachment | None = None
    reactions: tuple[str, ...] = ()
    """Emoji that the bot puts below it, as buttons; each needs a command beside it."""
    poll: Poll | None = None
    """Shown in place of the text, which clients without polls show instead."""
    redacts: str | None = None
    """An event to take away; nothing is said then. Dropped where the bot lacks the power."""
    about: str | None = None
    """The event whose words this repeats: where that is taken away, this goes too."""


class Outside(Protocol):
    """What may be read beyond what was said to the bot.

    Each waits for others; a skill asks before it touches its transaction.
    """

    def file(self, media: str) -> bytes:
        """A file that came in, decrypted; raises UserError."""

    def text(self, room: str, event: str) -> str | None:
        """The words of any message in a room; None if there are none or they may not be kept."""

    def stands(self, room: str, event: str) -> bool:
        """Whether a message is still there, and not taken away."""

    def members(self, room: str) -> tuple[str, ...]:
        """The people who are in a room, the bot left out."""


class Nowhere:
    """An Outside where nothing is to be had: a terminal."""

    def file(self, media: str) -> bytes:
        """Raises UserError."""
        raise UserError("file.not-now")

    def text(self, room: str, event: str) -> str | None:
        """No words."""
        return None

    def stands(self, room: str, event: str) -> bool:
        """Nothing is known to be gone."""
        return True

    def members(self, room: str) -> tuple[str, ...]:
        """Nobody."""
        return ()


@dataclass(frozen=True)
class Context:
    """All that a skill may touch while it handles one event."""

    member: str
    """The Matrix id of the person who wrote."""
    role: Role
    room: str
    private: bool
    """True where only this person and the bot are."""
    event: str
    thread: str | None
    now: datetime
    """Aware, in the team's time zone."""
    language: str
    """"sv" or "en"."""
    tx: Connection
    outside: Outside = field(default_factory=Nowhere, repr=False)
    replies_to: str | None = None
    """The event that a message was written as a reply to."""
    target: str | None = None
    """What a reaction, a vote or an edit belongs to; replies hang on that, not on the event."""
    _said: list[None] = field(default_factory=list, repr=False, compare=False)

    def reading(self) -> Connection:
        """A connection that only reads, for a skill that asks others who write in a transaction
        of their own, or that looks up much: `tx` keeps all who write waiting from its first use."""
        return self.tx.engine.execution_options(reading=True).connect()

    def reply(
        self, text: str, *, mentions: Sequence[str] = (), reactions: Sequence[str] = ()
    ) -> Message:
        """A message in the thread of what was asked, keyed so that it is said once."""
        self._said.append(None)
        return Message(
            to=self.room,
            text=text,
            key=f"reply:{self.event}:{len(self._said)}",
            thread=self.thread or self.target or self.event,
            reply_to=self.target or self.event,
            mentions=tuple(mentions),
            reactions=tuple(reactions),
        )


@dataclass(frozen=True)
class Slot:
    """A moment at which something is due; `item` tells apart what is due at the same moment."""

    at: datetime
    item: str = ""


Run = Callable[[Context, str], Sequence[Message]]
Listen = Callable[[Context, str], Sequence[Message] | None]
React = Callable[[Context, str, str], Sequence[Message] | None]
FileCame = React
"""Gets the name of the file and its `media`, for `Context.outside`."""
Edited = React
"""Gets the event that was edited and its new text."""
RoomMoved = Callable[[Connection, str, str], None]
Redacted = Callable[[Connection, str], None]
RunSlot = Callable[[Connection, Slot, datetime], Sequence[Message]]


@dataclass(frozen=True)
class Command:
    """A word after "!": Swedish first, aliases beside it."""

    name: str
    run: Run
    help: str
    """The key of its line of help in the catalogues."""
    role: Role = Role.STAFF
    aliases: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    """Words that call it without "!" where a colon follows: "lärdom: vi ringde för sent"."""


@dataclass(frozen=True)
class Job:
    """Something done by itself, each slot once, ever.

    `due` lists the slots in (after, until], where everything up to `after` has been done; a
    job with rows of its own lists what they say is undone up to `until`. `run` does one.
    """

    name: str
    due: Callable[[Connection, datetime, datetime], Sequence[Slot]]
    run: RunSlot


@dataclass(frozen=True)
class SlowJob:
    """A job that waits for others or computes for long.

    `prepare` does that before the slot's transaction: it reads, and returns what is then run
    in it, which must see for itself that what was read still holds.
    """

    name: str
    due: Callable[[Connection, datetime, datetime], Sequence[Slot]]
    prepare: Callable[[Connection, Slot, Outside], RunSlot]


@dataclass(frozen=True)
class Personal:
    """What a skill keeps about people. Both get a Matrix id."""

    shown: Callable[[Connection, str], Mapping[str, Sequence[str]]]
    """Lines under the catalogue keys of their headings."""
    forget: Callable[[Connection, str], Sequence[str]]
    """Delete or make anonymous; the catalogue keys of sentences on what stays, and why."""


@dataclass(frozen=True)
class Kept:
    """A kind of thing that is kept for a time: how long, and on what ground."""

    name: str
    """The setting under `[retention]` that changes the period."""
    days: int
    """The period where nothing else is set."""
    basis: str
    """The catalogue key of the reason for it."""
    count: Callable[[Connection, datetime], int]
    """How many would go that are older than a moment."""
    purge: Callable[[Connection, datetime], int]
    """Remove them; returns how many."""


@dataclass(frozen=True)
class Skill:
    """A capability. The hooks that return messages return None for "not mine"."""

    name: str
    commands: tuple[Command, ...] = ()
    jobs: tuple[Job | SlowJob, ...] = ()
    listen: Listen | None = None
    on_reaction: React | None = None
    on_poll: React | None = None
    """Gets the poll's event and the number of the option picked, from "1"."""
    on_file: FileCame | None = None
    on_edit: Edited | None = None
    on_redaction: Redacted | None = None
    """Gets the event whose words are to be forgotten."""
    on_room_moved: RoomMoved | None = None
    """Gets the old and the new room of an upgrade; may be called twice for the same."""
    personal: Personal | None = None
    kept: tuple[Kept, ...] = ()
    migrations: Path | None = None
    texts: Catalogue | None = None
    """Where the sentences of its UserErrors and lines of help are."""
