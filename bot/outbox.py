"""The only way out. A message is queued in the transaction that gave rise to it and sent
afterwards, with a transaction id made from its key, so that sending it again after a
crash is the same message to the server."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine, RowMapping, select, update

from bot.db import insert_new
from bot.late import Lateness
from bot.skill import Attachment, Message, Poll
from bot.state import outbox

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(seconds=30)
"""A server that is back after an hour has the answers within half a minute."""
RATE_LIMITED = "M_LIMIT_EXCEEDED"


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
    reactions: tuple[str, ...] = ()
    poll: Poll | None = None
    redacts: str | None = None
    """The event to take away; nothing is said then."""

    def transaction(self, part: object = 0) -> str:
        """The transaction id of a part: the same for the same key, today and after a crash."""
        return _transaction(self.key, part)


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

    def __init__(
        self, engine: Engine, channel: str = "matrix", lateness: Lateness | None = None
    ) -> None:
        """With `lateness`, what goes out late begins with a line that says so."""
        self._channel = channel
        self._lateness = lateness
        self._engine = engine
        self._reader = engine.execution_options(reading=True)

    def put(self, tx: Connection, messages: Sequence[Message], now: datetime) -> None:
        """Queue messages in the caller's transaction; a key already queued is left as it is."""
        for message in messages:
            insert_new(tx, outbox, _row(message, now) | {"channel": self._channel})

    def due(
        self, now: datetime, busy: Collection[str] = (), places: int | None = None
    ) -> tuple[Outgoing, ...]:
        """What may be sent now, oldest first, but nothing to a recipient that is `busy`.

        A recipient whose oldest waiting message is not due yet, or edits one that is not out
        yet, is left out from there on: so the order in a room holds also when a message has
        to be tried again.

        With `places`, only so many recipients are given. One where somebody waits for an
        answer is always given: who asks does not wait for what is said to others unasked.
        """
        with self._reader.connect() as tx:
            ready, asked = self._ready(tx, now, busy)
            unasked = [to for to in ready if to not in asked][:places]
            ids = [id for to in (*asked, *unasked) for id in ready[to]]
            rows = tx.execute(select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.id))
            return tuple(self._outgoing(tx, row, now) for row in rows.mappings())

    def _ready(
        self, tx: Connection, now: datetime, busy: Collection[str]
    ) -> tuple[Mapping[str, Sequence[int]], Collection[str]]:
        """The ids of what may be sent, by recipient; and the recipients who wait for some of it.
        Texts are not read here: a thousand may wait, and each that is out asks for the next."""
        ready: defaultdict[str, list[int]] = defaultdict(list)
        held, asked = set(busy), set()
        for row in self._waiting(tx, "id", "to", "due", "reply_to", "edits", "redacts"):
            if row["to"] in held or row["due"] > now or _target(tx, row["edits"])[0] == "waiting":
                held.add(row["to"])
                continue
            ready[row["to"]].append(row["id"])
            if row["reply_to"] or row["edits"] or row["redacts"]:
                asked.add(row["to"])
        return ready, asked

    def _outgoing(self, tx: Connection, row: RowMapping, now: datetime) -> Outgoing:
        out = _outgoing(row, _target(tx, row["edits"])[1])
        return replace(out, text=self._lateness.said(tx, row, now)) if self._lateness else out

    def next_due(self) -> datetime | None:
        """When the first recipient's oldest waiting message may be tried; None if none waits."""
        oldest: dict[str, datetime] = {}
        with self._reader.connect() as tx:
            for row in self._waiting(tx, "to", "due"):
                oldest.setdefault(row["to"], row["due"])
        return min(oldest.values(), default=None)

    def hasten(self, now: datetime) -> None:
        """An outage is over: what waits for another try is due now. What the server itself
        has asked to wait stays where it is."""
        mine = (outbox.c.channel == self._channel) & (outbox.c.state == "waiting")
        late = mine & (outbox.c.due > now) & (outbox.c.failure != RATE_LIMITED)
        with self._engine.begin() as tx:
            tx.execute(update(outbox).where(late).values(due=now))

    def sent(self, id: int, event: str) -> None:
        """The message is out as `event`; its text is forgotten here."""
        self._close(id, state="sent", event=event, failure=None)

    def seen(self, events: Mapping[str, str]) -> None:
        """Events of ours that the server shows, by transaction id. Whoever reacts to one before
        its sending is confirmed, or after a crash in between, is understood all the same."""
        with self._reader.connect() as tx:
            keys = {_transaction(row["key"]): row["key"] for row in self._waiting(tx, "key")}
        out = {keys[each]: event for each, event in events.items() if each in keys}
        if out:
            with self._engine.begin() as tx:
                for key, event in out.items():
                    tx.execute(update(outbox).where(outbox.c.key == key).values(event=event))

    def failed(self, out: Outgoing, error: Unsent, now: datetime) -> None:
        """Try again later, with growing pauses; give up only where it cannot help."""
        if error.permanent:
            self._close(out.id, state="failed", event=None, failure=error.code)
            return
        delay = error.retry_after or min(FIRST_DELAY * 2 ** min(out.attempts, 12), LONGEST_DELAY)
        values = {"due": now + delay, "attempts": out.attempts + 1, "failure": error.code}
        with self._engine.begin() as tx:
            tx.execute(update(outbox).where(outbox.c.id == out.id).values(values))

    def _waiting(self, tx: Connection, *columns: str) -> Sequence[RowMapping]:
        mine = (outbox.c.channel == self._channel) & (outbox.c.state == "waiting")
        query = select(*(outbox.c[name] for name in columns)).where(mine).order_by(outbox.c.id)
        return tx.execute(query).mappings().all()

    def _close(self, id: int, **values: str | None) -> None:
        emptied = {"text": "", "mentions": "[]", "attachment": None, "poll": None}
        with self._engine.begin() as tx:
            tx.execute(update(outbox).where(outbox.c.id == id).values(values | emptied))


def _transaction(key: str, part: object = 0) -> str:
    return f"lotsen-{hashlib.sha256(key.encode()).hexdigest()[:40]}-{part}"


def _target(tx: Connection, edits: str | None) -> tuple[str | None, str | None]:
    """The state and the event of the message that is to be replaced. One that is so old that
    it was purged is not replaced: then the new one stands by itself."""
    if edits is None:
        return None, None
    row = tx.execute(select(outbox.c.state, outbox.c.event).where(outbox.c.key == edits))
    found = row.one_or_none()
    return (found.state, found.event) if found else (None, None)


def key_of(tx: Connection, event: str) -> str | None:
    """The key of the message that is shown as `event`, which may have replaced the one that
    went out as it; None if it is not ours."""
    key = tx.scalar(select(outbox.c.key).where(outbox.c.event == event))
    replaced = select(outbox.c.key).where(outbox.c.edits == key).order_by(outbox.c.id.desc())
    return tx.scalar(replaced.limit(1)) or key if key else None


def first_of(tx: Connection, key: str) -> str | None:
    """The key of the message that went out first where `key` is shown now, which is the one to
    be edited; None if `key` was never queued."""
    row = tx.execute(select(outbox.c.edits).where(outbox.c.key == key)).one_or_none()
    return (row.edits or key) if row else None


def sent_in(tx: Connection, event: str) -> str | None:
    """The thread that one of our messages went out in; None outside one, or if it is not ours."""
    return tx.scalar(select(outbox.c.thread).where(outbox.c.event == event).limit(1))


def last_said(tx: Connection, room: str, person: str) -> str:
    """The key of what we said last in a person's private room; empty if nothing was said."""
    here = outbox.c.to.in_((room, person)) & outbox.c.redacts.is_(None)
    return tx.scalar(select(outbox.c.key).where(here).order_by(outbox.c.id.desc()).limit(1)) or ""


def last_prompt(tx: Connection, person: str, since: datetime) -> str | None:
    """The key of what was last said to a person in private of the bot's own accord, not as an
    answer, if that was after a moment."""
    spoken = (outbox.c.to == person) & outbox.c.key.not_like("reply:%")
    query = select(outbox.c.key).where(spoken & (outbox.c.created >= since))
    return tx.scalar(query.order_by(outbox.c.id.desc()).limit(1))


def take_back(tx: Connection, event: str) -> Sequence[Message]:
    """The words of an event were taken back: what repeats them and still waits is not sent;
    returned is what takes away that which is out."""
    repeated = outbox.c.about == event
    rows = tx.execute(
        select(outbox.c.to, outbox.c.key, outbox.c.event).where(
            repeated & outbox.c.event.is_not(None)
        )
    ).all()
    emptied = {"state": "failed", "failure": "taken-back", "text": "", "attachment": None}
    tx.execute(update(outbox).where(repeated & (outbox.c.state == "waiting")).values(emptied))
    return [
        Message(to=row.to, text="", key=f"take-back:{row.key}", redacts=row.event) for row in rows
    ]


def bridge(incoming: str, to: str, thread: str | None, text: str) -> Message:
    """A message that bridges the wait for the answer to an event."""
    return Message(
        to=to, text=text, key=_bridge_key(incoming), thread=thread or incoming, reply_to=incoming
    )


def over_bridge(
    tx: Connection, incoming: str, messages: Sequence[Message], done: Message
) -> Sequence[Message]:
    """Let the first answer to an event take the place of what bridged the wait for it, or
    `done` where none of the messages can stand there."""
    key = _bridge_key(incoming)
    if tx.scalar(select(outbox.c.id).where(outbox.c.key == key)) is None:
        return messages
    answer = next((one for one in messages if _can_replace(one, incoming)), None)
    if answer is None:
        return (*messages, replace(done, edits=key))
    return [replace(one, edits=key) if one is answer else one for one in messages]


def _can_replace(message: Message, incoming: str) -> bool:
    answers = message.reply_to == incoming and bool(message.text)
    return answers and message.poll is None and message.edits is None


def _bridge_key(incoming: str) -> str:
    return f"wait:{incoming}"


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
        "reactions": json.dumps(message.reactions) if message.reactions else None,
        "poll": json.dumps(asdict(message.poll)) if message.poll else None,
        "redacts": message.redacts,
        "about": message.about,
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
        reactions=tuple(json.loads(row["reactions"] or "[]")),
        poll=_poll(row["poll"]),
        redacts=row["redacts"],
    )


def _poll(written: str | None) -> Poll | None:
    if written is None:
        return None
    fields = json.loads(written)
    return Poll(fields["question"], tuple(fields["options"]))
