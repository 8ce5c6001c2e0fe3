"""Reading timelines: opening what is sealed, and telling what concerns the bot."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from bot.clock import Clock
from bot.gate import stop
from bot.journal import Incoming
from bot.matrix import events
from bot.matrix.api import Json
from bot.matrix.crypto import Crypto
from bot.matrix.events import Identity
from bot.matrix.memory import Sealed
from bot.matrix.room import Room
from bot.matrix.shapes import mapping


@dataclass
class Found:
    """What was read so far."""

    incoming: list[Incoming] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)
    """Events whose keys have yet to come."""
    own: dict[str, str] = field(default_factory=dict)
    """What the bot itself has said from this device, by transaction id."""

    def drop(self, events: Collection[str]) -> None:
        """Forget events that turned out to be answered already."""
        self.incoming = [each for each in self.incoming if each.event not in events]
        self.sealed = [each for each in self.sealed if each.event not in events]


class Reader:
    """Reads raw events as the bot."""

    def __init__(self, crypto: Crypto, me: Identity, clock: Clock) -> None:
        self._crypto = crypto
        self._me = me
        self._clock = clock

    def read(self, raw_events: Iterable[Json], room: Room, found: Found) -> None:
        """Add what a timeline holds to `found`, in its order."""
        for raw in raw_events:
            if raw.get("sender") == self._me.user_id:
                found.own |= _confirmed(raw)
                continue
            clear: Json | None = raw
            if raw.get("type") == "m.room.encrypted":
                clear = self._crypto.decrypt(raw, room.id)
            if clear is None:
                self._keep(raw, room, found)
            elif incoming := events.read(clear, room, self._me, self._clock.now()):
                found.incoming.append(_screened(incoming, events.caption(clear)))

    def _keep(self, raw: Json, room: Room, found: Found) -> None:
        event, sender, content = raw.get("event_id"), raw.get("sender"), raw.get("content")
        session = content.get("session_id") if isinstance(content, dict) else None
        if not all(isinstance(text, str) for text in (event, sender, session)):
            return
        sender, session = str(sender), str(session)
        doubted = self._crypto.doubts(sender, session)
        found.sealed.append(Sealed(str(event), room.id, sender, session, raw, doubted))


def _confirmed(raw: Json) -> dict[str, str]:
    """The transaction and the event of what this device has sent."""
    transaction = mapping(raw.get("unsigned")).get("transaction_id")
    event = raw.get("event_id")
    known = isinstance(transaction, str) and isinstance(event, str)
    return {str(transaction): str(event)} if known else {}


def _screened(incoming: Incoming, beside: str) -> Incoming:
    """The event as it may be stored: of what the gate stops, only the kind of the finding.
    What stands beside a file is never stored, but it is to be taken away with it."""
    kind = stop(incoming.text) or stop(beside)
    return replace(incoming, kind="stopped", text=kind, media=None) if kind else incoming
