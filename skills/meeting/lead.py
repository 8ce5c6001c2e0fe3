"""Leading a meeting through its phases, each in its time, to the minutes at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from bot import actions
from bot.skill import Context, Job, Message, Slot, UserError
from bot.texts import Catalogue
from skills.meeting import store
from skills.meeting.minutes import minutes
from skills.meeting.phases import Phases
from skills.meeting.store import DECISION, NOTE, Meeting, origin_of

LEAST, MOST = 10, 240
"""Minutes."""


class Lead:
    """Starts, goes on and ends."""

    def __init__(self, say: Catalogue, phases: Phases) -> None:
        self._say = say
        self._phases = phases
        self.jobs = (
            Job("meeting.phases", _due, self._change),
            Job("meeting.minutes", _stale, self._tell_again),
        )

    def start(self, context: Context, args: str) -> Sequence[Message]:
        """`!möte start 45`."""
        if store.running(context.tx, context.room):
            raise UserError("meeting.running")
        length = self._length(args)
        meeting = store.begin(
            context.tx,
            context.room,
            context.thread or context.event,
            language=context.language,
            minutes=length,
            now=context.now,
            until=context.now + self._phases.length(0, length),
        )
        how = self._say(context.language, "meeting.how")
        return [context.reply(f"{self._words(meeting)}\n\n{how}")]

    def next(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte nästa`: the phase is over before its time."""
        meeting = self._running(context)
        return self._enter(context.tx, meeting, context.now)

    def end(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte slut`: the minutes as a file."""
        meeting = self._running(context)
        store.end(context.tx, meeting.id, context.now)
        notes = store.notes_of(context.tx, meeting.id)
        taken_on = actions.of(context.tx, origin_of(meeting.id))
        number = Counter(note.kind for note in notes)
        told = self._say(
            context.language,
            "meeting.over",
            notes=number[NOTE],
            decisions=number[DECISION],
            actions=len(taken_on),
        )
        day = meeting.started.astimezone(context.now.tzinfo).date()
        file = self._minutes(context.tx, meeting, f"minutes:{meeting.id}:1", day)
        return [context.reply(told), file]

    def _minutes(self, tx: Connection, meeting: Meeting, key: str, day: date) -> Message:
        """A message of its own: only the whole of a message can be taken away."""
        notes, taken_on = store.notes_of(tx, meeting.id), actions.of(tx, origin_of(meeting.id))
        page = minutes(self._say, meeting, notes, taken_on, self._phases, day)
        store.tell(tx, meeting.id, key, day)
        return Message(to=meeting.room, text="", key=key, thread=_thread(meeting), attachment=page)

    def _tell_again(self, tx: Connection, slot: Slot, _now: datetime) -> Sequence[Message]:
        """Words of the minutes were taken back: the file is taken away, and a new one given."""
        id = int(slot.item)
        meeting, held = store.by_number(tx, id), store.stale(tx).get(id)
        if meeting is None or held is None:
            return ()
        edition = int(held.key.rpartition(":")[2]) + 1
        new = self._minutes(tx, meeting, f"minutes:{id}:{edition}", held.day)
        why = self._say(meeting.language, "minutes.again")
        return [
            Message(to=meeting.room, text="", key=f"{held.key}:away", redacts=held.event),
            Message(to=meeting.room, text=why, key=f"{new.key}:why", thread=new.thread),
            new,
        ]

    def _length(self, args: str) -> int:
        digits = args.partition(" ")[0]
        if not digits:
            return self._phases.minutes
        short = digits.isascii() and digits.isdecimal() and len(digits) < 4
        if not short or not LEAST <= int(digits) <= MOST:
            raise UserError("meeting.length", least=LEAST, most=MOST)
        return int(digits)

    def _running(self, context: Context) -> Meeting:
        meeting = store.running(context.tx, context.room)
        if meeting is None:
            raise UserError("meeting.not-running")
        return meeting

    def _change(self, tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        """The time of a phase is over."""
        id, _, phase = slot.item.partition(":")
        meeting = store.by_number(tx, int(id))
        if meeting is None or meeting.ended or meeting.phase != int(phase):
            return ()
        return self._enter(tx, meeting, now)

    def _enter(self, tx: Connection, meeting: Meeting, now: datetime) -> Sequence[Message]:
        phase = meeting.phase + 1
        if phase >= len(self._phases.all):
            store.enter(tx, meeting.id, meeting.phase, None)
            text = self._say(meeting.language, "meeting.last")
        else:
            store.enter(tx, meeting.id, phase, now + self._phases.length(phase, meeting.minutes))
            text = self._words(store.by_number(tx, meeting.id) or meeting)
        key = f"meeting:{meeting.id}:phase:{phase}"
        return [Message(to=meeting.room, text=text, key=key, thread=_thread(meeting))]

    def _words(self, meeting: Meeting) -> str:
        phase, language = self._phases.all[meeting.phase], meeting.language
        length = self._phases.length(meeting.phase, meeting.minutes)
        return self._say(
            language,
            "meeting.phase",
            title=phase.title(language),
            minutes=int(length.total_seconds() // 60),
            ask=phase.ask(language),
        )


def _due(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    return [
        Slot(one.phase_until, f"{one.id}:{one.phase}")
        for one in store.changing(tx, until)
        if one.phase_until
    ]


def _stale(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    return [Slot(until, str(id)) for id in store.stale(tx)]


def _thread(meeting: Meeting) -> str | None:
    return meeting.thread or None
