"""Reminders at their time: rung, put off to when a person may be disturbed, rung again, and
taken to someone else where nobody has acknowledged them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.members import Available, language_of
from bot.render import escape
from bot.skill import Job, Message, Slot
from bot.texts import Catalogue
from knowledge.recur import between, right_moment, upcoming
from skills.reminders import store
from skills.reminders.store import ACK, RING, Coming, Reminder
from skills.reminders.wording import Teller

TICK, SLEEP, STOP = "✅", "💤", "❌"
MOST_RINGS = 3
"""How often one that must be acknowledged rings, where it can be taken to nobody else."""
ENOUGH = 100
"""Of more times that were missed it is not told how many they were."""


@dataclass(frozen=True)
class _Time:
    """A time that has come."""

    at: datetime
    which: str
    """Tells its message from others about the same time."""
    missed: int = 0
    """How many more have been missed since."""


class Bell:
    """Rings. `language` is for rooms and for people who have not chosen one."""

    def __init__(self, say: Catalogue, language: str, available: Available) -> None:
        self._say = say
        self._language = language
        self._available = available

    @property
    def jobs(self) -> tuple[Job, ...]:
        """What is done at its time."""
        return (
            Job("reminders.ring", _due, self._ring),
            Job("reminders.again", _due_again, self._again),
        )

    def zone(self, tx: Connection, person: str) -> ZoneInfo:
        """Whose wall clock a person means."""
        return self._available(tx, person).zone

    def put_off(self, tx: Connection, reminder: Reminder, at: datetime) -> datetime:
        """The first moment from `at` on when it may ring. What others want said to a person
        waits until that person may be disturbed; what is one's own comes when one wanted."""
        if not reminder.to_other:
            return at
        return right_moment(at, self._available(tx, reminder.to))

    def _ring(self, tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        reminder = store.get(tx, int(slot.item))
        if reminder is None or reminder.next != slot.at:
            return ()
        missed = between(reminder.recurrence, slot.at, now)[:ENOUGH]
        following = upcoming(reminder.recurrence, max(slot.at, now), 1)
        reminder = replace(reminder, next=following[0] if following else None)
        store.move_on(tx, reminder.id, reminder.next, now)
        return self._said_in_time(tx, reminder, _Time(slot.at, "ring", len(missed)), now)

    def _again(self, tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        coming = store.get_coming(tx, int(slot.item))
        reminder = store.get(tx, coming.reminder) if coming else None
        if coming is None or reminder is None:
            return ()
        store.settle_one(tx, coming.id)
        if coming.kind == ACK and reminder.escalate_to:
            return [self._escalated(tx, reminder, coming, now)]
        time = _Time(coming.at, f"again-{coming.id}")
        if reminder.rang == coming.at:
            return self._said(tx, reminder, time, now)
        return self._said_in_time(tx, reminder, time, now)

    def _said_in_time(
        self, tx: Connection, reminder: Reminder, time: _Time, now: datetime
    ) -> Sequence[Message]:
        """The first time it rings: when the person may be disturbed."""
        moment = self.put_off(tx, reminder, now)
        if moment <= now:
            return self._said(tx, reminder, time, now)
        if not store.waits(tx, reminder.id, RING):
            store.expect(tx, reminder.id, RING, moment, time.at)
        return ()

    def _said(
        self, tx: Connection, reminder: Reminder, time: _Time, now: datetime
    ) -> Sequence[Message]:
        rung = store.has_rung(tx, reminder.id, time.at, now)
        store.settle_rings(tx, reminder.id, now)
        if reminder.ack_minutes and (reminder.escalate_to or rung < MOST_RINGS):
            due = now + timedelta(minutes=reminder.ack_minutes)
            store.settle(tx, reminder.id)
            store.expect(tx, reminder.id, ACK, due, time.at)
        return [
            Message(
                to=reminder.to,
                text=self._text(tx, reminder, rung, time.missed),
                key=key(reminder, time.at, time.which),
                reactions=buttons(reminder),
                about=reminder.event,
            )
        ]

    def _text(self, tx: Connection, reminder: Reminder, rung: int, missed: int) -> str:
        language = self._speaks(tx, reminder.to)
        head = "ring.again" if rung > 1 else "ring.first"
        lines = [self._say(language, head, what=escape(reminder.text))]
        if reminder.made_by and reminder.to != reminder.made_by:
            lines[0] += "\n" + self._say(language, "remind.from", who=escape(reminder.made_by))
        if missed:
            lines.append(self._say(language, "ring.missed", count=missed))
        how = "ack" if reminder.ack_minutes else "often" if reminder.next else "once"
        lines.append(f"*{self._say(language, f'ring.{how}')}*")
        return "\n\n".join(lines)

    def _escalated(
        self, tx: Connection, reminder: Reminder, coming: Coming, now: datetime
    ) -> Message:
        language = self._speaks(tx, reminder.escalate_to)
        teller = Teller(self._say, language, reminder.escalate_to, now)
        text = self._say(
            language,
            "ring.escalated",
            who=teller.whom(reminder),
            when=teller.at(reminder, coming.at),
            what=escape(reminder.text),
        )
        return Message(
            to=reminder.escalate_to,
            text=text,
            key=key(reminder, coming.at, "up"),
            reactions=(TICK,),
            about=reminder.event,
        )

    def _speaks(self, tx: Connection, to: str) -> str:
        return language_of(tx, to) or self._language


def key(reminder: Reminder, at: datetime, which: str) -> str:
    """The key of a message about one time of a reminder, from which a button finds it back."""
    return f"remind:{reminder.id}:{at:%Y%m%dT%H%M}:{which}"


def buttons(reminder: Reminder) -> tuple[str, ...]:
    """What can be pressed below it when it rings; words do the same."""
    if reminder.ack_minutes:
        return (TICK,)
    return (TICK, SLEEP, STOP) if reminder.next else (TICK, SLEEP)


def _due(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    return [Slot(at, str(id)) for at, id in store.due(tx, until)]


def _due_again(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    return [Slot(at, str(id)) for at, id in store.due_again(tx, until)]
