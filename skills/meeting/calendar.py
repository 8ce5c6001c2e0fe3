"""When a room meets: planned in words, shown, skipped; the agenda comes the day before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.skill import (
    Attachment,
    Context,
    Job,
    Message,
    Outside,
    RunSlot,
    Slot,
    SlowJob,
    UserError,
)
from bot.texts import Catalogue
from knowledge import recur
from knowledge.recur import Recurrence
from skills.meeting import store
from skills.meeting.agenda import Table, agenda

AHEAD = timedelta(days=1)
SHOWN = 3


class Planner:
    """What a room has planned."""

    def __init__(self, say: Catalogue, language: str, table: Table) -> None:
        self._say = say
        self._language = language
        self._table = table
        self.jobs = (
            SlowJob("meeting.agenda", _ahead, self._prepare_agenda),
            Job("meeting.soon", _now, self._call),
        )

    def shown(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte`: when the next ones are."""
        planned = store.planned(context.tx, context.room)
        times = self._times(context, planned) if planned else ""
        if not times:
            return [context.reply(self._say(context.language, "meeting.none"))]
        return [context.reply(self._say(context.language, "meeting.next", times=times))]

    def plan(self, context: Context, words: str) -> Sequence[Message]:
        """`!möte varje onsdag 13`."""
        planned = recur.parse(words, context.now)
        times = self._times(context, planned)
        if not times:
            raise UserError("meeting.no-more")
        store.set_plan(context.tx, context.room, planned)
        rule = recur.describe(planned, context.language)
        text = self._say(context.language, "meeting.planned", rule=rule, times=times)
        return [context.reply(text)]

    def skip(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte hoppa över`: the next one is called off."""
        planned = self._planned(context)
        following = recur.upcoming(planned, context.now, 1)
        if not following:
            raise UserError("meeting.nothing-planned")
        changed = planned.without(following[0].date())
        store.set_plan(context.tx, context.room, changed)
        text = self._say(
            context.language,
            "meeting.skipped",
            time=recur.moment(following[0], context.now, context.language),
            times=self._times(context, changed) or "–",
        )
        return [context.reply(text)]

    def cancel(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte avboka`."""
        if not store.drop_plan(context.tx, context.room):
            raise UserError("meeting.nothing-planned")
        return [context.reply(self._say(context.language, "meeting.cancelled"))]

    def calendar(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte kalender`: a file for people's own calendars."""
        title = self._say(context.language, "meeting.title")
        entry = recur.Entry(self._planned(context), title, f"meeting-{context.room}")
        name = f"{self._say(context.language, 'meeting.file')}.ics"
        file = Attachment(name, "text/calendar", recur.to_ics([entry], context.now))
        shown = self.shown(context, "")[0]
        attached = Message(
            to=context.room, text="", key=f"{shown.key}:file", thread=shown.thread, attachment=file
        )
        return [shown, attached]

    def agenda(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte dagordning`: as it stands."""
        where = (context.room, context.language, context.now.date())
        with context.reading() as reader:
            text = agenda(self._say, reader, *where, self._table)
        head = "meeting.agenda-now" if text else "meeting.agenda-empty"
        said = self._say(context.language, head)
        return [context.reply(f"{said}\n\n{text}" if text else said)]

    def _planned(self, context: Context) -> Recurrence:
        planned = store.planned(context.tx, context.room)
        if planned is None:
            raise UserError("meeting.nothing-planned")
        return planned

    def _times(self, context: Context, planned: Recurrence) -> str:
        times = recur.upcoming(planned, context.now, SHOWN)
        return ", ".join(recur.moment(at, context.now, context.language) for at in times)

    def _prepare_agenda(self, tx: Connection, slot: Slot, _outside: Outside) -> RunSlot:
        planned = store.planned(tx, slot.item)
        if planned is None:
            return lambda *_: ()
        local = (slot.at + AHEAD).astimezone(planned.zone)
        text = agenda(self._say, tx, slot.item, self._language, local.date(), self._table)
        head = self._say(self._language, "meeting.agenda-tomorrow", time=f"{local:%H:%M}")
        empty = self._say(self._language, "meeting.agenda-empty")
        return partial(_send_agenda, text=f"{head}\n\n{text or empty}")

    def _call(self, tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        if store.running(tx, slot.item) or now - slot.at > AHEAD:
            return ()
        text = self._say(self._language, "meeting.soon")
        return [Message(to=slot.item, text=text, key=f"soon:{slot.item}:{slot.at:%Y-%m-%dT%H:%M}")]


def _send_agenda(tx: Connection, slot: Slot, now: datetime, *, text: str) -> Sequence[Message]:
    meets = slot.at + AHEAD
    planned = store.planned(tx, slot.item)
    if meets <= now or planned is None or meets not in recur.between(planned, slot.at, meets):
        return ()  # called off, or the bot was down until after it
    key = f"agenda:{slot.item}:{meets:%Y-%m-%dT%H:%M}"
    return [Message(to=slot.item, text=text, key=key)]


def _ahead(tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
    return [
        Slot(at - AHEAD, room)
        for room, planned in store.plans(tx)
        for at in recur.between(planned, after + AHEAD, until + AHEAD)
    ]


def _now(tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
    return [
        Slot(at, room)
        for room, planned in store.plans(tx)
        for at in recur.between(planned, after, until)
    ]
