"""Those who are to do the next thing are reminded when it waits too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection

from bot import actions
from bot.members import language_of
from bot.outbox import key_of
from bot.skill import Context, Job, Message, Slot
from skills.lessons import desk, store
from skills.lessons.life import ANCHORED_AFTER, Step
from skills.lessons.model import Direction, Lesson, State
from skills.lessons.mornings import AT, Mornings
from skills.lessons.wording import line, say, some

LATELY = timedelta(days=2)
TICK = "✅"


@dataclass(frozen=True)
class Wait:
    """How long a lesson may stay in a state before someone is asked."""

    state: State
    after: relativedelta
    direction: Direction | None = None
    """Only of lessons with this direction."""
    from_due: bool = False
    """Counted from the day by which it was to be carried out, not from the decision."""


WAITS = {
    "submitted": Wait(State.SUBMITTED, relativedelta(days=7)),
    "validated": Wait(State.VALIDATED, relativedelta(days=30)),
    "reopened": Wait(State.REOPENED, relativedelta(days=14)),
    "overdue": Wait(State.DECIDED, relativedelta(days=14), from_due=True),
    "waiting": Wait(State.DECIDED, relativedelta(months=3), Direction.WAIT),
    "carried-out": Wait(State.CARRIED_OUT, relativedelta(days=30)),
    "recheck": Wait(State.VERIFIED, ANCHORED_AFTER),
}


class Nudges:
    """`leaders` are the process leaders; `language` is for people who have not chosen one."""

    def __init__(self, leaders: Sequence[str], mornings: Mornings, language: str) -> None:
        self._leaders = tuple(leaders)
        self._zone = mornings.zone
        self._language = language
        self.jobs = (
            Job("lessons.nudge", mornings.due, self._remind),
            Job("lessons.ready", _all_done, self._ask_if_done),
        )

    def ticked(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """✅ below "are you done?" says so."""
        parts = (key_of(context.tx, event) or "").split(":")
        if sign.rstrip("\ufe0f") != TICK or parts[:1] + parts[2:3] != ["lesson", "ready"]:
            return None
        done = desk.step(context, desk.seen(context, int(parts[1])), Step.CARRY_OUT)
        return [desk.told(context, f"done.{done.state}", done)]

    def _remind(self, tx: Connection, slot: Slot, _now: datetime) -> Sequence[Message]:
        after = datetime.fromisoformat(slot.item)
        waiting: dict[str, list[tuple[str, Lesson]]] = {}
        for one in store.in_states(tx, {wait.state for wait in WAITS.values()}):
            for name, wait in WAITS.items():
                moment = self._moment(one, wait)
                if moment and after < moment <= slot.at:
                    for person in self._asked(one, name):
                        waiting.setdefault(person, []).append((name, one))
        return [self._list(tx, person, slot, lessons) for person, lessons in waiting.items()]

    def _moment(self, one: Lesson, wait: Wait) -> datetime | None:
        """When somebody is to be asked about a lesson, if it stays as it is."""
        if one.state is not wait.state or wait.direction not in (None, one.direction):
            return None
        start = one.due if wait.from_due else one.since.astimezone(self._zone).date()
        return datetime.combine(start + wait.after, AT, self._zone) if start else None

    def _asked(self, one: Lesson, name: str) -> Sequence[str]:
        return (one.verifier,) if name == "recheck" and one.verifier else self._leaders

    def _list(
        self, tx: Connection, person: str, slot: Slot, lessons: Sequence[tuple[str, Lesson]]
    ) -> Message:
        language = language_of(tx, person) or self._language
        parts = [
            f"{line(one, language)}\n{say(language, f'nudge.{name}', id=one.id)}"
            for name, one in lessons
        ]
        text = f"{say(language, 'nudge.head')}\n\n{some(parts, language)}"
        key = f"lessons:nudge:{slot.at:%Y-%m-%d}:{person}"
        return Message(to=person, text=text, key=key)

    def _ask_if_done(self, tx: Connection, slot: Slot, _now: datetime) -> Sequence[Message]:
        one = store.find(tx, int(slot.item))
        if one is None or one.state is not State.DECIDED or not one.owner:
            return ()
        language = language_of(tx, one.owner) or self._language
        return [
            Message(
                to=one.owner,
                text=say(language, "nudge.ready", id=one.id, title=one.title),
                key=f"lesson:{one.id}:ready:{slot.at:%Y%m%d%H%M%S}",
                reactions=(TICK,),
                about=one.event,
            )
        ]


def _all_done(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    """The lessons whose last action was done lately."""
    slots: dict[str, Slot] = {}
    for one in actions.closed_since(tx, until - LATELY, "lesson"):
        closed = [other.closed for other in actions.of(tx, one.origin)]
        last = max((moment for moment in closed if moment), default=until)
        if all(closed):
            slots[one.origin] = Slot(last, one.origin.partition(":")[2])
    return tuple(slots.values())
