"""Reminders made and changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge.calendar import Calendar
from knowledge.model import BadRecurrence
from knowledge.recur import find, upcoming
from skills.reminders import store
from skills.reminders.access import decides
from skills.reminders.ring import STOP, Bell
from skills.reminders.store import Reminder
from skills.reminders.wish import Wish, about, read
from skills.reminders.wording import Teller

MOST = 200
"""How many one person may have waiting."""
_COMMAND = re.compile(r"!\s?\S+\s+")


class Maker:
    """Makes reminders. `bell` knows when people may be disturbed."""

    def __init__(self, say: Catalogue, bell: Bell) -> None:
        self._say = say
        self._bell = bell

    def make(self, context: Context, words: str) -> Sequence[Message]:
        """ "Mig imorgon kl 8 att ringa sjukstugan"."""
        return self._make(context, words, context.event, buttons=(STOP,))

    def edited(self, context: Context, event: str, text: str) -> Sequence[Message] | None:
        """Who edits what they wrote wants it the new way; the old words are forgotten."""
        mine = [one for one in store.of_event(context.tx, event) if one.made_by == context.member]
        if not mine:
            return None
        try:
            told = self._make(context, _COMMAND.sub("", text, count=1), event)
        except (UserError, BadRecurrence):
            # What somebody has written over is not kept, even where the new words say nothing.
            told = [context.reply(self._say(context.language, "remind.edited-away"))]
        for one in mine:
            store.remove(context.tx, one.id)
        return told

    def change(self, context: Context, reminder: Reminder, words: str) -> Sequence[Message]:
        """Another time, other words, or both."""
        if not decides(context, reminder):
            raise UserError("remind.not-yours")
        found = find(words, context.now, Calendar(zone=reminder.recurrence.zone))
        recurrence = found.recurrence if found else reminder.recurrence
        text = about(*(found.rest(words) if found else (words,)))
        following = upcoming(recurrence, context.now, 1)
        if not words or not following:
            raise UserError("remind.how-change", id=reminder.id)
        new = replace(reminder, recurrence=recurrence, next=following[0])
        if text:
            new = replace(new, text=text, event=context.event)
        store.change(context.tx, new, context.now)
        changed = store.get(context.tx, reminder.id)
        assert changed is not None
        return [self._told(context, [changed], changed.event, ())]

    def _make(
        self, context: Context, words: str, event: str, buttons: Sequence[str] = ()
    ) -> Sequence[Message]:
        # Who is there is asked first: the transaction must not wait for others.
        others = context.outside.members(context.room) if "@" in words else ()
        # In private the room is the person.
        room = context.member if context.private else context.room
        calendar = Calendar(zone=self._bell.zone(context.tx, context.member))
        members = (*others, context.member)
        wish = read(words, context.member, room, members, context.now, calendar)
        if len(store.of_person(context.tx, context.member)) + len(wish.to) > MOST:
            raise UserError("remind.enough", limit=MOST)
        made = [self._add(context, wish, to, event) for to in wish.to]
        return [self._told(context, made, event, buttons)]

    def _add(self, context: Context, wish: Wish, to: str, event: str) -> Reminder:
        return store.add(
            context.tx,
            wish.recurrence,
            wish.text,
            made_by=context.member,
            to=to,
            room=context.room,
            event=event,
            next=upcoming(wish.recurrence, context.now, 1)[0],
            ack_minutes=wish.ack.minutes if wish.ack else None,
            escalate_to=wish.ack.who if wish.ack else "",
            now=context.now,
        )

    def _told(
        self, context: Context, made: Sequence[Reminder], event: str, buttons: Sequence[str]
    ) -> Message:
        """What has been understood, and for whom it comes later than was wanted."""
        teller = Teller(self._say, context.language, context.member, context.now)
        later = [
            teller.later(one, teller.at(one, moment))
            for one in made
            if one.next and (moment := self._bell.put_off(context.tx, one, one.next)) > one.next
        ]
        mentions = tuple(one.to for one in made if one.to_other)
        answer = context.reply(teller.made(made, later), mentions=mentions, reactions=buttons)
        return replace(answer, about=event)
