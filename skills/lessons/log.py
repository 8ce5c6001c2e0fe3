"""The log room: each lesson is one message, edited as it lives, with its history in its thread.

A job compares what the room shows with what SQL says and mends the difference, whoever
changed a lesson, here or on the command line. So nothing else needs to know of the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from bot.db import upsert
from bot.rooms import now_at
from bot.skill import Context, Job, Message, Slot, UserError
from bot.state import outbox
from skills.lessons import history, store
from skills.lessons.history import Line
from skills.lessons.model import Lesson, State
from skills.lessons.tables import lesson, post
from skills.lessons.wording import card, happened, say

AT_A_TIME = 20
"""Lessons brought up to date between two looks at the clock."""


@dataclass(frozen=True)
class Post:
    """Where a lesson stands in the room."""

    lesson: int
    room: str
    """Empty where the message is lost."""
    key: str
    event: str | None
    shown: int
    """The version that is shown."""
    told: int
    """Up to where its history is told."""


class LogRoom:
    """The room in the settings; without one nothing is posted."""

    def __init__(self, room: str, language: str) -> None:
        self._room = room
        self._language = language
        self._settled = -1
        """Up to where in all history the room is known to show everything."""
        self.job = Job("lessons.log", self._due, self._run)

    def rebuild(self, context: Context, _args: str) -> Sequence[Message]:
        """`!lärdomslogg`: post again what is lost. What may be left of it goes first, so that
        no lesson stands there twice."""
        if not self._room:
            raise UserError("log.no-room")
        with context.tx.engine.execution_options(reading=True).connect() as reader:
            room = now_at(reader, self._room)
            posts = _posts(reader, room)
            failed = set(reader.scalars(select(outbox.c.key).where(outbox.c.state == "failed")))
        lost = [
            one
            for one in posts
            if one.key in failed or (one.event and not context.outside.stands(room, one.event))
        ]
        away = [message for one in lost for message in _taken_away(context.tx, one)]
        numbers = post.c.lesson.in_([one.lesson for one in lost])
        context.tx.execute(update(post).where(numbers).values(room=""))
        self._settled = -1
        text = say(context.language, "log.rebuilt", count=len(lost))
        return [*away, context.reply(text)]

    def _due(self, tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
        latest = history.latest(tx)
        if not self._room or latest == self._settled:
            return ()
        query = (
            select(lesson.c.id, lesson.c.version, post.c.key, outbox.c.state)
            .outerjoin(post, (post.c.lesson == lesson.c.id) & (post.c.room == self._here(tx)))
            .outerjoin(outbox, outbox.c.key == post.c.key)
            .where(lesson.c.state != State.DRAFT.value)
            .where(or_(post.c.lesson.is_(None), post.c.told < lesson.c.version))
        )
        rows = tx.execute(query.order_by(lesson.c.id)).all()
        if not rows:
            self._settled = latest
        # What waits to be sent is waited for: its thread must have something to hang on. What
        # could not be sent, as the bot was not in the room, is for `!lärdomslogg`.
        ready = [row for row in rows if row.state not in ("waiting", "failed")]
        return [Slot(until, f"{row.id}:{row.version}") for row in ready[:AT_A_TIME]]

    def _run(self, tx: Connection, slot: Slot, _now: datetime) -> Sequence[Message]:
        one = store.find(tx, int(slot.item.partition(":")[0]))
        if one is None:
            return ()
        room = self._here(tx)
        held = next(iter(_posts(tx, None, one.id)), None)
        if held is None or held.room != room:
            return [self._post(tx, room, one, held)]
        event = tx.scalar(select(outbox.c.event).where(outbox.c.key == held.key))
        lines = history.of(tx, one.id, after=held.told)
        taken_back = any(x.step == "take-back" and x.number > held.shown for x in lines)
        if event is None or taken_back:
            # Whoever reads the room must not find words there that were taken back. And what
            # the outbox has forgotten can no longer be edited.
            return [*_taken_away(tx, held), self._post(tx, room, one, held)]
        return self._brought_up_to_date(tx, one, held, event, lines)

    def _post(self, tx: Connection, room: str, one: Lesson, before: Post | None) -> Message:
        turn = int(before.key.rpartition(":")[2]) + 1 if before else 1
        key = f"lesson:{one.id}:log:{turn}"
        row = {"room": room, "key": key, "event": None, "shown": one.version, "told": 0}
        upsert(tx, post, "lesson", {"lesson": one.id, **row})
        return Message(to=room, text=card(one, self._language), key=key)

    def _brought_up_to_date(
        self, tx: Connection, one: Lesson, held: Post, event: str, lines: Sequence[Line]
    ) -> Sequence[Message]:
        values = {"event": event, "shown": one.version, "told": one.version}
        tx.execute(update(post).where(post.c.lesson == one.id).values(values))
        told = "\n".join(f"- {happened(line, self._language)}" for line in lines)
        thread = Message(
            to=held.room, text=told, key=f"{held.key}:told:{one.version}", thread=event
        )
        if held.shown == one.version:
            return [thread]
        text = card(one, self._language)
        edit = Message(
            to=held.room, text=text, key=f"{held.key}:shown:{one.version}", edits=held.key
        )
        return [edit, thread]

    def _here(self, tx: Connection) -> str:
        return now_at(tx, self._room)


def _taken_away(tx: Connection, held: Post) -> Sequence[Message]:
    """All that was said of a lesson in the room is taken away: the message, its edits, its
    thread."""
    mine = (outbox.c.key == held.key) | outbox.c.key.startswith(f"{held.key}:", autoescape=True)
    events = set(tx.scalars(select(outbox.c.event).where(mine & outbox.c.event.is_not(None))))
    if held.event:
        events.add(held.event)
    return [
        Message(to=held.room, text="", key=f"{held.key}:away:{event}", redacts=event)
        for event in sorted(events)
    ]


def _posts(tx: Connection, room: str | None, id: int | None = None) -> tuple[Post, ...]:
    query = select(post)
    if room is not None:
        query = query.where(post.c.room == room)
    if id is not None:
        query = query.where(post.c.lesson == id)
    return tuple(Post(**row) for row in tx.execute(query).mappings())
