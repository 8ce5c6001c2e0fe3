"""A lesson beside an answer: where a question touches its area, in its thread, once a room.

Found by a job after the answer is out, so that no answer waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.members import language_in
from bot.render import escape
from bot.rooms import now_at
from bot.skill import Message, Outside, RunSlot, Slot, SlowJob
from skills.lessons import store, touch
from skills.lessons.model import Lesson
from skills.lessons.near import Neighbours
from skills.lessons.wording import say

LATELY = timedelta(minutes=10)
"""A question is noted when its answer is ready, as of when it was asked; after this nobody has
the matter before them any more."""


@dataclass(frozen=True)
class Answered:
    """A question that was answered."""

    event: str
    room: str
    thread: str | None
    at: datetime
    text: str
    about: Sequence[str] = ()
    """What the register calls that which it was about: a function, an area."""


RecentlyAnswered = Callable[[Connection, datetime], Sequence[Answered]]
"""The questions answered since a moment; none that was refused, asked back or left open."""


class Beside:
    """`given` are rooms of others, who have the lessons that were given to them; `language` is
    for rooms and for people who have not chosen one."""

    def __init__(
        self,
        near: Neighbours,
        answered: RecentlyAnswered,
        given: Collection[str],
        language: str,
    ) -> None:
        self._near = near
        self._answered = answered
        self._given = tuple(given)
        self._language = language
        self.job = SlowJob("lessons.beside", self._due, self._prepare)

    def _due(self, tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
        return [Slot(one.at, one.event) for one in self._answered(tx, until - LATELY)]

    def _prepare(self, tx: Connection, slot: Slot, _outside: Outside) -> RunSlot:
        asked = next((x for x in self._answered(tx, slot.at) if x.event == slot.item), None)
        found = self._nearest(tx, asked) if asked else None

        def bring_up(tx: Connection, _slot: Slot, now: datetime) -> Sequence[Message]:
            one = store.find(tx, found.id) if found else None
            if asked is None or one is None or one.state not in touch.REVIEWED:
                return ()
            return [self._said(tx, asked, one)] if touch.once(tx, one.id, asked.room, now) else ()

        return bring_up

    def _nearest(self, tx: Connection, asked: Answered) -> Lesson | None:
        """Of the lessons whose area is touched and that are new to the room, the nearest."""
        if asked.room in {now_at(tx, room) for room in self._given}:
            return None
        texts = (asked.text, *asked.about)
        areas = [area for area in store.tags(tx, "area") if touch.touches(area, texts)]
        if not areas:
            return None
        there = store.matching(tx, {"area": areas, "state": touch.REVIEWED})
        among = set(there) - set(touch.already(tx, asked.room))
        return next(iter(self._near.search(tx, asked.text, among, 1)), None)

    def _said(self, tx: Connection, asked: Answered, one: Lesson) -> Message:
        language = language_in(tx, asked.room) or self._language
        values = {"id": one.id, "area": escape(one.area), "title": escape(one.title)}
        return Message(
            to=asked.room,
            text=say(language, "beside.question", **values),
            key=f"lesson:{one.id}:beside:{asked.event}",
            thread=asked.thread or asked.event,
            reply_to=asked.event,
            about=one.event,
        )
