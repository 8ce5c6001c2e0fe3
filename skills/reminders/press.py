"""What is answered to a reminder, by a button or a word: done, later, no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.outbox import key_of, last_prompt
from bot.render import escape
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge.recur import find, upcoming
from skills.reminders import store
from skills.reminders.access import concerns, may_stop
from skills.reminders.ring import SLEEP, STOP, TICK, key
from skills.reminders.store import RING, Reminder
from skills.reminders.wording import Teller

SNOOZE = timedelta(minutes=10)
HEARD = timedelta(hours=12)
"""In a private room, how long after it has rung a word belongs to a reminder that it does not
reply to."""

Answer = Callable[[Context, Reminder, str], Sequence[Message]]

_WORDS = re.compile(
    r"(?:(?P<done>klart?|done|ok(?:ej|ay)?|gjort|kvitter(?:ar|at|as)|acknowledged?|check)"
    r"|(?P<snooze>snoo[zs][ae]|senare|vänta|later)\b\s*(?P<until>.{0,60}?)"
    r"|(?P<stop>avbryt|sluta|stopp?a?|cancel|stop))[.\s]*",
    re.IGNORECASE,
)


_UNTIL = re.compile(r"^(?:till|tills|until|to|at|vid|kl)\s+", re.IGNORECASE)


class Press:
    """Takes answers. `say` has the sentences."""

    def __init__(self, say: Catalogue) -> None:
        self._say = say
        self._signs: Mapping[str, Answer] = {
            TICK: self._ticked,
            SLEEP: self.snooze,
            STOP: self.stop,
            "🗑": self.stop,
        }

    def reacted(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """A button below a reminder, or ❌ below the answer to the one who made it."""
        answer = self._signs.get(sign.rstrip("\ufe0f"))
        if answer is None:
            return None
        pressed = key_of(context.tx, event) or ""
        if id := _number(pressed):
            reminder = store.get(context.tx, id)
            if reminder is None or not concerns(context, reminder):
                return ()
            return answer(context, reminder, "")
        made = store.of_event(context.tx, _question(pressed))
        if not made or answer != self.stop:
            return None
        return [said for one in made for said in self.stop(context, one, "")]

    def heard(self, context: Context, text: str) -> Sequence[Message] | None:
        """A word in the thread of a reminder, or in private soon after it has rung."""
        words = _WORDS.fullmatch(text)
        if words is None:
            return None
        # Only read here: if this is no answer to a reminder, others look at it yet.
        with context.tx.engine.execution_options(reading=True).connect() as reader:
            reminder = _meant(reader, context)
        if reminder is None or not concerns(context, reminder):
            return None
        if words["done"]:
            return self.done(context, reminder, "")
        if words["stop"]:
            return self.stop(context, reminder, "")
        return self.snooze(context, reminder, words["until"] or "")

    def done(self, context: Context, reminder: Reminder, _words: str) -> Sequence[Message]:
        """It is done, or acknowledged."""
        code = "acknowledged" if reminder.ack_minutes else "done"
        answer = context.reply(self._say(context.language, f"press.{code}"))
        return [answer, *self._finish(context, reminder)]

    def snooze(self, context: Context, reminder: Reminder, words: str) -> Sequence[Message]:
        """It rings again: in ten minutes, or when the words say."""
        when = _later(words, context.now) if words else context.now + SNOOZE
        store.settle(context.tx, reminder.id)
        at = reminder.rang or reminder.next or context.now
        store.expect(context.tx, reminder.id, RING, when, at)
        told = Teller(self._say, context.language, context.member, context.now).at(reminder, when)
        return [context.reply(self._say(context.language, "press.snoozed", when=told))]

    def stop(self, context: Context, reminder: Reminder, _words: str) -> Sequence[Message]:
        """It does not ring any more."""
        if not may_stop(context, reminder):
            raise UserError("remind.not-yours")
        store.remove(context.tx, reminder.id)
        what = escape(reminder.text)
        answer = context.reply(self._say(context.language, "press.stopped", what=what))
        if not reminder.to_other or context.member == reminder.made_by or not reminder.made_by:
            return [answer]
        who = escape(context.member)
        told = self._say(context.language, "press.stopped-by", who=who, what=what)
        return [answer, self._to_maker(reminder, told, "stopped")]

    def _ticked(self, context: Context, reminder: Reminder, _words: str) -> Sequence[Message]:
        """The button says enough, but who has acknowledged wants to know that it counts."""
        if reminder.ack_minutes:
            return self.done(context, reminder, "")
        return self._finish(context, reminder)

    def _finish(self, context: Context, reminder: Reminder) -> Sequence[Message]:
        store.settle(context.tx, reminder.id)
        if reminder.next is None:
            store.remove(context.tx, reminder.id)
        others_business = reminder.made_by not in ("", context.member)
        if not reminder.ack_minutes or not others_business:
            return ()
        who, what = escape(context.member), escape(reminder.text)
        told = self._say(context.language, "press.acknowledged-by", who=who, what=what)
        return [self._to_maker(reminder, told, "acknowledged")]

    def _to_maker(self, reminder: Reminder, text: str, which: str) -> Message:
        at = reminder.rang or reminder.recurrence.start
        return Message(
            to=reminder.made_by, text=text, key=key(reminder, at, which), about=reminder.event
        )


def _meant(tx: Connection, context: Context) -> Reminder | None:
    """The reminder that a word belongs to: the one replied to, else what was said last."""
    replied = context.replies_to or context.thread
    if replied:
        id = _number(key_of(tx, replied) or "")
    elif context.private:
        id = _number(last_prompt(tx, context.member, context.now - HEARD) or "")
    else:
        id = 0
    return store.get(tx, id) if id else None


def _later(words: str, now: datetime) -> datetime:
    """ "10 min", "en timme", "till 15", "imorgon kl 8"."""
    bare = _UNTIL.sub("", words)
    for written in (f"om {words}", f"in {words}", bare, f"kl {bare}"):
        found = find(written, now)
        if found and found.recurrence.rule is None:
            return upcoming(found.recurrence, now, 1)[0]
    raise UserError("press.when")


def _number(key: str) -> int:
    """The number of the reminder that a message of ours is about; 0 for another message."""
    kind, _, rest = key.partition(":")
    return int(rest.partition(":")[0]) if kind == "remind" else 0


def _question(key: str) -> str:
    """The event that a message of ours answers."""
    return key.split(":", 1)[1].rpartition(":")[0] if key.startswith("reply:") else ""
