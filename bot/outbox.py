"""The only way out. A message is queued in the transaction that gave rise to it and sent
afterwards, with a transaction id made from its key, so that sending it again after a
crash is the same message to the server."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine, RowMapping, select, update

from bot.db import insert_new
from bot.skill import Attachment, Message
from bot.state import outbox

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(seconds=30)
"""A server that is back after an hour has the answers within half a minute."""


@dataclass(frozen=True)
class Outgoing:
    """A message whose turn it is to be sent."""

    id: int
    key: str
    to: str
    text: str
    thread: str | None
    reply_to: str | None
    edits: str | None
    """The event id of the message that this one replaces."""
    mentions: tuple[str, ...]
    attachment: Attachment | None
    created: datetime
    attempts: int

    @property
    def transaction(self) -> str:
        """The transaction id: the same for the same key, today and after a crash."""
        return "lotsen-" + hashlib.sha256(self.key.encode()).hexdigest()[:40]


class Unsent(Exception):
    """A transport could not send. `permanent` means that trying again will not help."""

    def __init__(
        self, code: str, *, retry_after: timedelta | None = None, permanent: bool = False
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.permanent = permanent


class Transport(Protocol):
    """What carries messages to people: Matrix, a terminal, or a fake."""

    async def send(self, out: Outgoing) -> str:
        """Send and return the event id; raises Unsent."""


class Outbox:
    """What is to go out over one channel ("matrix" or "console")."""

    def __init__(self, engine: Engine, channel: str = "matrix") -> None:
        self._channel = channel
        self._engine = engine
        self._reader = engine.execution_options(reading=True)

    def put(self, tx: Connection, messages: Sequence[Message], now: datetime) -> None:
        """Queue messages in the caller's transaction; a key already queued is left as it is."""
        for message in messages:
            insert_new(tx, outbox, _row(message, now) | {"channel": self._channel})

    def due(self, now: datetime) -> tuple[Outgoing, ...]:
        """What may be sent now, oldest first.

        A recipient whose oldest waiting message is not due yet, or edits one that is not out
        yet, is left out from there on: so the order in a room holds also when a message has
        to be tried again.
        """
        ready: list[Outgoing] = []
        held: set[str] = set()
        with self._reader.connect() as tx:
            for row in self._waiting(tx):
                target = _event_of(tx, row["edits"])
                unsent_target = row["edits"] is not None and target is None
                if row["to"] in held or row["due"] > now or unsent_target:
                    held.add(row["to"])
                    continue
                ready.append(_outgoing(row, target))
        return tuple(ready)

    def next_due(self) -> datetime | None:
        """When the first recipient's oldest waiting message may be tried; None if none waits."""
        oldest: dict[str, datetime] = {}
        with self._reader.connect() as tx:
            for row in self._waiting(tx):
                oldest.setdefault(row["to"], row["due"])
        return min(oldest.values(), default=None)

    def sent(self, id: int, event: str) -> None:
        """The message is out as `event`; its text is forgotten here."""
        self._close(id, state="sent", event=event, failure=None)

    def failed(self, out: Outgoing, error: Unsent, now: datetime) -> None:
        """Try again later, with growing pauses; give up only where it cannot help."""
        if error.permanent:
            self._close(out.id, state="failed", event=None, failure=error.code)
            return
        delay = error.retry_after or min(FIRST_DELAY * 2 ** min(out.attempts, 12), LONGEST_DELAY)
        values = {"due": now + delay, "attempts": out.attempts + 1, "failure": error.code}
        with self._engine.begin() as tx:
            tx.execute(update(outbox).where(outbox.c.id == out.id).values(values))

    def _waiting(self, tx: Connection) -> Sequence[RowMapping]:
        mine = (outbox.c.channel == self._channel) & (outbox.c.state == "waiting")
        return tx.execute(select(outbox).where(mine).order_by(outbox.c.id)).mappings().all()

    def _close(self, id: int, **values: str | None) -> None:
        emptied = {"text": "", "attachment": None}
        with self._engine.begin() as tx:
            tx.execute(update(outbox).where(outbox.c.id == id).values(values | emptied))


def _event_of(tx: Connection, key: str | None) -> str | None:
    if key is None:
        return None
    return tx.scalar(select(outbox.c.event).where(outbox.c.key == key))


def key_of(tx: Connection, event: str) -> str | None:
    """The key of the message that went out as `event`; None if it is not ours."""
    return tx.scalar(select(outbox.c.key).where(outbox.c.event == event))


def _row(message: Message, now: datetime) -> dict[str, object]:
    attachment = message.attachment
    return {
        "key": message.key,
        "to": message.to,
        "text": message.text,
        "thread": message.thread,
        "reply_to": message.reply_to,
        "edits": message.edits,
        "mentions": json.dumps(message.mentions),
        "attachment_name": attachment.name if attachment else None,
        "attachment_type": attachment.media_type if attachment else None,
        "attachment": attachment.data if attachment else None,
        "created": now,
        "due": now,
        "attempts": 0,
        "state": "waiting",
    }


def _outgoing(row: RowMapping, edits: str | None) -> Outgoing:
    attachment = None
    if row["attachment_name"] is not None:
        attachment = Attachment(row["attachment_name"], row["attachment_type"], row["attachment"])
    return Outgoing(
        id=row["id"],
        key=row["key"],
        to=row["to"],
        text=row["text"],
        thread=row["thread"],
        reply_to=row["reply_to"],
        edits=edits,
        mentions=tuple(json.loads(row["mentions"])),
        attachment=attachment,
        created=row["created"],
        attempts=row["attempts"],
    )
