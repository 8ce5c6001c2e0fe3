"""How reminders are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.render import escape
from bot.texts import Catalogue
from knowledge.recur import describe, moment, upcoming
from skills.reminders.store import Reminder

SHOWN = 3
"""How many of the coming times are told."""


@dataclass(frozen=True)
class Teller:
    """Tells of reminders in one language, to one reader."""

    say: Catalogue
    language: str
    reader: str
    """A Matrix id; empty for everyone in a room."""
    now: datetime

    def made(self, reminders: Sequence[Reminder], later: Sequence[str] = ()) -> str:
        """What has been understood: whom, when, of what, and how to undo it. `later` are for
        whom it comes later than was wanted."""
        first = reminders[0]
        who = self._joined([self.whom(one) for one in reminders])
        lines = [self._say("remind.made", who=who, when=self.when(first), what=escape(first.text))]
        if first.recurrence.rule:
            lines.append(self._say("remind.next", dates=self._dates(first)))
        lines += later
        if first.ack_minutes:
            lines.append(self._ack(first))
        numbers = self._joined([str(one.id) for one in reminders])
        lines.append(f"*{self._say('remind.undo', numbers=numbers, id=first.id)}*")
        return "\n\n".join(lines)

    def later(self, reminder: Reminder, when: str) -> str:
        """That the person may not be disturbed then."""
        return self._say("remind.later", who=self.whom(reminder), when=when)

    def line(self, reminder: Reminder) -> str:
        """One line of a list."""
        parts = [self.when(reminder), escape(reminder.text)]
        if reminder.to != self.reader:
            parts.append(self._say("remind.to", who=self.whom(reminder)))
        if reminder.made_by not in ("", self.reader):
            parts.append(self._say("remind.from", who=escape(reminder.made_by)))
        if reminder.recurrence.rule and reminder.next:
            parts.append(self._say("remind.soonest", when=self.at(reminder, reminder.next)))
        return f"**{reminder.id}.** {' · '.join(parts)}"

    def when(self, reminder: Reminder) -> str:
        """When it comes, once or again and again."""
        if reminder.recurrence.rule:
            return describe(reminder.recurrence, self.language)
        return self.at(reminder, reminder.recurrence.start)

    def at(self, reminder: Reminder, when: datetime) -> str:
        """One time, on the clock that the reminder was made by."""
        local = when.astimezone(reminder.recurrence.start.tzinfo)
        return moment(local, self.now, self.language)

    def whom(self, reminder: Reminder) -> str:
        """Whom it is for."""
        if reminder.to_room:
            return self._say("remind.room")
        return self._say("remind.you") if reminder.to == self.reader else escape(reminder.to)

    def _ack(self, reminder: Reminder) -> str:
        if reminder.escalate_to:
            who = escape(reminder.escalate_to)
            return self._say("remind.must-ack", minutes=reminder.ack_minutes, who=who)
        return self._say("remind.must-ack-alone", minutes=reminder.ack_minutes)

    def _dates(self, reminder: Reminder) -> str:
        times = upcoming(reminder.recurrence, self.now, SHOWN)
        return "; ".join(self.at(reminder, at) for at in times)

    def _joined(self, names: Sequence[str]) -> str:
        *first, last = names
        return f"{', '.join(first)} {self._say('remind.and')} {last}" if first else last

    def _say(self, key: str, **values: object) -> str:
        return self.say(self.language, key, **values)
