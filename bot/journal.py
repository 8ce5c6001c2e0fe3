"""What has come in. Events and the sync token are written in one transaction, before
anything is done about them, so that a crash can neither lose nor repeat a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, select, update

from bot.db import insert_new, upsert
from bot.state import journal, sync_state


@dataclass(frozen=True)
class Incoming:
    """One event that may concern the bot."""

    event: str
    room: str
    sender: str
    sent: datetime
    """Aware; what the sender's server claims."""
    kind: str
    """"message", "edit", "reaction", "poll", "redaction", "file" or "stopped"."""
    text: str
    """The plain body without reply fallback, the key of a reaction, the option picked in a
    poll, the name of a file. Of what the gate has stopped, the kind of the finding and no
    more: the words never come this far."""
    private: bool
    """The room has exactly two members: the bot and the sender."""
    mentioned: bool
    thread: str | None = None
    relates: str | None = None
    """The event that is replied to, reacted to, edited, voted in or redacted."""
    media: str | None = None
    """JSON of what is needed to fetch and decrypt a file."""
    power: int = 0
    """The sender's power level in the room."""
    can_redact: bool = False
    """Whether the bot may take away what others have said there."""


class Journal:
    """What has come in over one channel ("matrix" or "console")."""

    def __init__(
        self,
        engine: Engine,
        channel: str = "matrix",
        concerns: Callable[[Incoming], bool] = lambda _: True,
    ) -> None:
        """`concerns` tells what asks something of the bot; of the rest it is only noted that it
        came and where, never what was said."""
        self._channel = channel
        self._concerns = concerns
        self._engine = engine
        self._reader = engine.execution_options(reading=True)

    def token(self) -> str | None:
        """Where the next sync goes on from; None before the first."""
        with self._reader.connect() as tx:
            return tx.scalar(select(sync_state.c.value).where(sync_state.c.name == self._channel))

    def began(self) -> datetime | None:
        """When the oldest event that is still known was sent; None if there is none."""
        mine = select(journal.c.sent).where(journal.c.channel == self._channel)
        with self._reader.connect() as tx:
            return tx.scalar(mine.order_by(journal.c.seq).limit(1))

    def record(self, events: Sequence[Incoming], token: str) -> tuple[Incoming, ...]:
        """Store events and token together; return what is new and is to be handled."""
        with self._engine.begin() as tx:
            new = tuple(event for event in events if self._add(tx, event))
            upsert(tx, sync_state, "name", {"name": self._channel, "value": token})
        return new

    def _add(self, tx: Connection, event: Incoming) -> bool:
        """Store an event; whether it is to be handled."""
        values = asdict(event) | {"channel": self._channel}
        if self._concerns(event):
            return insert_new(tx, journal, values | {"handled": False})
        insert_new(tx, journal, values | {"handled": True, "text": "", "media": None})
        return False

    def pending(self) -> tuple[Incoming, ...]:
        """Events not yet handled, in order of arrival."""
        mine = (journal.c.channel == self._channel) & journal.c.handled.is_(False)
        query = select(journal).where(mine).order_by(journal.c.seq)
        with self._reader.connect() as tx:
            return tuple(_incoming(row._mapping) for row in tx.execute(query))


def waiting(tx: Connection, event: str) -> bool:
    """Whether the event is in the journal and not yet handled."""
    query = select(journal.c.handled).where(journal.c.event == event)
    handled = tx.scalar(query.with_for_update())  # two who ask at once go one after the other
    return handled is False


def mark_handled(tx: Connection, event: str) -> None:
    """Close an event; what was said in it is forgotten here."""
    values = {"handled": True, "text": "", "media": None}
    tx.execute(update(journal).where(journal.c.event == event).values(values))


def author_of(tx: Connection, event: str) -> str | None:
    """Who sent an event; None if it is not known here."""
    return tx.scalar(select(journal.c.sender).where(journal.c.event == event))


def came_in(tx: Connection, event: str) -> str | None:
    """The thread that an event came in; None outside one, and where it is not known here."""
    return tx.scalar(select(journal.c.thread).where(journal.c.event == event))


def take_back(tx: Connection, event: str, room: str) -> bool:
    """The words of an event were taken back: it is closed unread. False if the event is known
    to be of another room, where a redaction from this one has no say."""
    known = tx.scalar(select(journal.c.room).where(journal.c.event == event))
    if known not in (None, room):
        return False
    mark_handled(tx, event)
    return True


def _incoming(row: RowMapping) -> Incoming:
    return Incoming(**{name: row[name] for name in Incoming.__dataclass_fields__})
