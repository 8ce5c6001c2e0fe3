"""What rounds do by themselves: they come, people are asked and reminded, they close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.late import LATE
from bot.members import language_of
from bot.render import escape
from bot.skill import Job, Message, Outside, RunSlot, Slot, SlowJob
from bot.texts import Catalogue
from knowledge.recur import is_free
from skills.reflection import occurrences, people, prompts, rounds
from skills.reflection.asking import Asking
from skills.reflection.occurrences import CLOSING, MISSED, OPEN, Occurrence
from skills.reflection.people import Person
from skills.reflection.plan import prompt_at, remind_at
from skills.reflection.prompts import ASKED, AWAY, WAITING, Prompt
from skills.reflection.rounds import Round
from skills.reflection.template import DEFAULT, Templates

GRACE = timedelta(minutes=30)
"""How much longer a round is open whose deadline passed while the bot was down."""

MayAsk = Callable[[str], bool]
"""Whether a person (a Matrix id) may be asked at all."""


class Schedule:
    """The jobs from the moment a round comes until it takes no more answers."""

    def __init__(
        self,
        say: Catalogue,
        templates: Templates,
        zone: ZoneInfo,
        language: str,
        may_ask: MayAsk,
    ) -> None:
        self._say = say
        self._templates = templates.by_key
        self._zone = zone
        self._language = language
        self._may_ask = may_ask
        self.jobs = (
            SlowJob("round.open", _coming, self._gather),
            Job("round.ask", _due, self._ask),
            Job("round.close", _ending, _close),
        )

    def asking(self, tx: Connection, round: Round, occurrence: Occurrence, person: str) -> Asking:
        """What speaks to a person about an occurrence of a round."""
        language = language_of(tx, person) or self._language
        private = round.room.startswith("@")
        return Asking(self._say, language, occurrence, round.plan.title, private)

    def late(self, title: str, person: str, text: str) -> str:
        """An answer that came after its round had closed, for those who read the others."""
        values = {"title": title, "person": escape(person), "text": escape(text)}
        return self._say(self._language, "summary.late", **values)

    def _gather(self, tx: Connection, slot: Slot, outside: Outside) -> RunSlot:
        """Who is in the room, where the round is for everyone there."""
        round = rounds.one(tx, int(slot.item))
        members = round.plan.people or outside.members(round.room)
        return partial(self._open, members=members)

    def _open(
        self, tx: Connection, slot: Slot, now: datetime, *, members: Sequence[str]
    ) -> Sequence[Message]:
        round = rounds.one(tx, int(slot.item))
        if round.next != slot.at:
            return ()  # paused or changed meanwhile
        template = self._templates.get(round.plan.template, self._templates[DEFAULT])
        deadline = slot.at + round.plan.answer_within
        state = OPEN if now < deadline else MISSED
        id = occurrences.begin(tx, round.plan, round.id, slot.at, template, state)
        if id is not None and state == OPEN:
            for person in sorted(set(members) - rounds.has_left(tx, round.id)):
                if self._may_ask(person):
                    there = people.get(tx, person).availability(self._zone)
                    prompts.plan(tx, id, person, prompt_at(slot.at, deadline, there))
        rounds.passed(tx, round.id, slot.at)
        return ()

    def _ask(self, tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        """Ask or remind one person."""
        prompt = prompts.find(tx, int(slot.item))
        if prompt is None or prompt.due != slot.at:
            return ()
        occurrence = occurrences.one(tx, prompt.occurrence)
        if occurrence.state != OPEN or prompt.state not in (WAITING, ASKED):
            prompts.change(tx, prompt.id, due=None)
            return ()
        person = people.get(tx, prompt.person)
        there = person.availability(self._zone)
        if now < occurrence.deadline and is_free(now, there):
            return [self._say_it(tx, prompt, occurrence, person, now)]
        # The bot was down at the right moment, or the person is away: at the next one.
        due = prompt_at(now, occurrence.deadline, there)
        state = AWAY if due is None and prompt.state == WAITING else prompt.state
        prompts.change(tx, prompt.id, due=due, state=state)
        return ()

    def _say_it(
        self, tx: Connection, prompt: Prompt, occurrence: Occurrence, person: Person, now: datetime
    ) -> Message:
        round, there = rounds.one(tx, occurrence.round), person.availability(self._zone)
        asking = self.asking(tx, round, occurrence, prompt.person)
        local, times = now.astimezone(there.zone), round.plan.reminders
        if prompt.state == WAITING:
            text, key = asking.first(local, person.role), f"ask:{prompt.id}:first"
            said: dict[str, object] = {"state": ASKED, "asked": now}
            asked, left = now, times
        else:
            text = asking.reminder(prompt.step, local)
            key = f"ask:{prompt.id}:again:{prompt.reminded + 1}"
            said = {"reminded": prompt.reminded + 1}
            asked, left = prompt.asked or now, times - prompt.reminded - 1
        due = remind_at(asked, occurrence.deadline, times, there, now) if left > 0 else None
        prompts.change(tx, prompt.id, due=due, **said)
        return Message(to=prompt.person, text=text, key=key)


def _coming(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    return [Slot(at, str(id)) for id, at in rounds.coming_by(tx, until)]


def _due(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    return [Slot(due, str(id)) for id, due in prompts.due_by(tx, until)]


def _ending(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    return [Slot(one.deadline, str(one.id)) for one in occurrences.ending_by(tx, until)]


def _close(tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
    """No more answers are taken; what they come to is told by the next job."""
    id = int(slot.item)
    prompts.stop(tx, id)
    if now - slot.at > LATE:
        # The bot was down at the deadline: what was written meanwhile is still on its way.
        occurrences.extend(tx, id, now + GRACE)
        return ()
    occurrences.set_state(tx, id, CLOSING)
    return ()
