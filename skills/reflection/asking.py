"""What is said to a person who is asked: the first message, the next question, the reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.render import escape
from bot.texts import Catalogue
from knowledge import recur
from skills.reflection.occurrences import Occurrence
from skills.reflection.plan import Anonymity
from skills.reflection.template import Kind, Question


def steps(occurrence: Occurrence) -> int:
    """How many things are asked: the questions, and whether the answers may be quoted."""
    quotes = occurrence.anonymity is not Anonymity.NAMED
    return len(occurrence.template.question) + quotes


def question_at(occurrence: Occurrence, step: int) -> Question | None:
    """The question of a step; None where it is whether the answers may be quoted."""
    asked = occurrence.template.question
    return asked[step] if step < len(asked) else None


@dataclass(frozen=True)
class Asking:
    """Speaks to one person about one occurrence, in their language."""

    say: Catalogue
    language: str
    occurrence: Occurrence
    title: str
    """What the round is called; the template's title where that has been taken back."""
    private: bool
    """Whether the answers are summarised for one person alone, and not in a room."""

    @property
    def name(self) -> str:
        """What the round is called, as Markdown."""
        return escape(self.title) or self.occurrence.template.opening(self.language).title

    def first(self, now: datetime, role: str | None) -> str:
        """What it is about, who sees it, and the first question or all of them."""
        parts = [self._head(now), self._who_sees(role)]
        opening = self.occurrence.template.opening(self.language)
        if opening.intro:
            parts.append(opening.intro)
        if self.occurrence.together:
            parts += [self._all(), self._word("ask.together")]
        else:
            parts += [self.question(0), self._word("ask.how")]
        return "\n\n".join(parts)

    def question(self, step: int) -> str:
        """One question, with its number."""
        number, count = step + 1, steps(self.occurrence)
        ask = self._ask(step)
        if count == 1:
            return f"**{ask}**"
        return self._word("ask.question", number=number, count=count, ask=ask)

    def reminder(self, step: int, now: datetime) -> str:
        """The round is still open, and what was to be answered next."""
        question = self._all() if self.occurrence.together else self.question(step)
        return "\n\n".join((self._head(now, "ask.reminder"), question, self._word("ask.how")))

    def thanks(self, now: datetime) -> str:
        """All is answered."""
        return self._word("ask.thanks", deadline=self._deadline(now))

    def _head(self, now: datetime, key: str = "ask.head") -> str:
        return self._word(key, title=self.name, deadline=self._deadline(now))

    def _who_sees(self, role: str | None) -> str:
        where = self._word("ask.read-by-one" if self.private else "ask.read-in-room")
        kind = self.occurrence.anonymity
        if kind is Anonymity.ROLE:
            known = "ask.role" if role else "ask.role-unknown"
            return f"{self._word(known, role=escape(role or ''))} {where}"
        return f"{self._word(f'ask.{kind}')} {where}"

    def _all(self) -> str:
        return "\n".join(f"{step + 1}. {self._ask(step)}" for step in range(steps(self.occurrence)))

    def _ask(self, step: int) -> str:
        question = question_at(self.occurrence, step)
        if question is None:
            return self._word("ask.quote")
        return question.ask(self.language)

    def _deadline(self, now: datetime) -> str:
        deadline = self.occurrence.deadline.astimezone(now.tzinfo)
        return recur.moment(deadline, now, self.language)

    def _word(self, key: str, **values: object) -> str:
        return self.say(self.language, key, **values)


def is_pulse(question: Question | None) -> bool:
    """Whether a number is to be answered."""
    return question is not None and question.kind is Kind.PULSE
