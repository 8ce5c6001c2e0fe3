"""Being away, and being back: what was to be asked comes when the person is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.skill import Context, Message
from bot.texts import Catalogue
from knowledge import recur
from skills.reflection import occurrences, people, prompts, replies
from skills.reflection.occurrences import OPEN
from skills.reflection.plan import prompt_at
from skills.reflection.prompts import ASKED, AWAY, WAITING
from skills.reflection.replies import Wish


class Absence:
    """Hears "borta till fredag" and "tillbaka"."""

    def __init__(self, say: Catalogue, zone: ZoneInfo) -> None:
        """`zone` is for people who have said no other."""
        self._say = say
        self._zone = zone

    def heard(self, context: Context, text: str) -> Sequence[Message] | None:
        """What somebody says about being away; None if it is about something else."""
        back = replies.away_until(text, context.now)
        if back:
            self._set(context, back)
            day = recur.day(back, context.now.date(), context.language)
            return [self._reply(context, self._say(context.language, "away.until", day=day))]
        if replies.wish(text) is Wish.HERE and people.get(context.tx, context.member).back:
            self._set(context, None)
            return [self._reply(context, self._say(context.language, "away.back"))]
        return None

    def _set(self, context: Context, back: date | None) -> None:
        person = people.get(context.tx, context.member)
        people.put(context.tx, context.member, replace(person, back=back))
        self.replan(context)

    def replan(self, context: Context) -> None:
        """What was to be asked or reminded comes when the person is there."""
        there = people.get(context.tx, context.member).availability(self._zone)
        for prompt in prompts.coming_for(context.tx, context.member):
            occurrence = occurrences.one(context.tx, prompt.occurrence)
            if occurrence.state != OPEN or (prompt.state == ASKED and prompt.due is None):
                continue
            start = occurrence.at if prompt.state == AWAY else prompt.due or occurrence.at
            due = prompt_at(max(start, context.now), occurrence.deadline, there)
            state = prompt.state if prompt.state == ASKED else WAITING if due else AWAY
            prompts.change(context.tx, prompt.id, due=due, state=state)

    def _reply(self, context: Context, text: str) -> Message:
        return replace(context.reply(text), thread=context.thread)
