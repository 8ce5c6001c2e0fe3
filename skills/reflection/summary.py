"""What is told when a round has closed: how many answered, the pulse, themes, proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import actions, audit
from bot.render import escape
from bot.skill import Attachment, Message, Outside, RunSlot, Slot, SlowJob
from bot.texts import Catalogue
from knowledge import recur
from skills.reflection import disclosure, occurrences, prompts, pulse, rounds, voices
from skills.reflection.answering import take_away
from skills.reflection.gather import Embed, Outcome, ThemeTold, gather
from skills.reflection.occurrences import CLOSED, Occurrence
from skills.reflection.plan import Anonymity
from skills.reflection.rounds import Round
from skills.reflection.voices import Result, Voice

PrincipalOf = Callable[[str, str], str]
"""What the principal of a person (a Matrix id) is called in a language."""
BULB = "💡"
THEMES_TOLD = 6
PROPOSALS = 3
NEARBY = timedelta(days=7)
"""Pulses that are told within so long of each other can be subtracted."""


class Changed(Exception):
    """Something was taken back while the answers were read: read them again."""


class Summary:
    """Tells what a round came to, in the team's language."""

    def __init__(
        self,
        say: Catalogue,
        zone: ZoneInfo,
        language: str,
        embed: Embed,
        principal_of: PrincipalOf,
    ) -> None:
        self._say = partial(say, language)
        self._zone = zone
        self._language = language
        self._embed = embed
        self._principal_of = principal_of
        self.jobs = (SlowJob("round.summary", _closing, self._gather),)

    def _gather(self, tx: Connection, slot: Slot, outside: Outside) -> RunSlot:
        occurrence = occurrences.one(tx, int(slot.item))
        outcome = gather(tx, occurrence, outside, self._embed)
        return partial(self._tell, occurrence=occurrence, outcome=outcome)

    def _tell(
        self, tx: Connection, slot: Slot, now: datetime, *, occurrence: Occurrence, outcome: Outcome
    ) -> Sequence[Message]:
        if prompts.given_in(tx, occurrence.id) != outcome.rows:
            raise Changed
        round, asked = rounds.one(tx, occurrence.round), prompts.asked_in(tx, occurrence.id)
        told = self._may_tell_pulse(tx, occurrence, outcome, asked)
        result = Result(
            asked=len(asked),
            answered=len(outcome.answered) if _is_told(occurrence, outcome) else None,
            pulse=outcome.pulse if told else None,
            pulse_count=outcome.pulse_count if told else None,
        )
        themes = [(one.label, one.people) for one in outcome.themes]
        voices.write(tx, occurrence.id, result, themes, outcome.voices)
        prompts.close(tx, occurrence.id)
        occurrences.set_state(tx, occurrence.id, CLOSED)
        audit.record(tx, now, audit.BOT, "round.closed", f"round:{round.id}")
        gone = take_away(outcome.rows, occurrence)
        return [*self._messages(tx, round, occurrence, outcome, asked, result), *gone]

    def _messages(
        self,
        tx: Connection,
        round: Round,
        occurrence: Occurrence,
        outcome: Outcome,
        asked: Collection[str],
        result: Result,
    ) -> Iterator[Message]:
        if not asked:
            return
        key = f"summary:{occurrence.id}"
        parts = [
            self._head(round, occurrence),
            self._response(occurrence, outcome, asked),
            self._unread(outcome),
            self._themes(occurrence, outcome),
            self._open_actions(tx, round),
            self._say("summary.working"),
        ]
        text = "\n\n".join(part for part in parts if part)
        yield Message(to=round.room, text=text, key=key)
        if result.pulse is not None:
            yield self._trend(tx, round, key)
        if outcome.voices:
            yield self._voices(round, occurrence, outcome.voices, key)
        if not round.room.startswith("@"):
            yield from self._proposals(round, outcome.themes, key)

    def _head(self, round: Round, occurrence: Occurrence) -> str:
        title = escape(round.plan.title) or occurrence.template.opening(self._language).title
        day = occurrence.at.astimezone(self._zone).date()
        closed = occurrence.deadline.astimezone(self._zone).date()
        return self._say("summary.head", title=title, day=recur.day(day, closed, self._language))

    def _response(self, occurrence: Occurrence, outcome: Outcome, asked: Collection[str]) -> str:
        """How many answered, of each principal where nobody can be told apart by it."""
        if not _is_told(occurrence, outcome):
            return self._say("summary.too-few", least=disclosure.LEAST)
        text = self._say("summary.response", answered=len(outcome.answered), asked=len(asked))
        of = self._by_principal(asked)
        answered = self._by_principal(outcome.answered)
        counts = {name: answered[name] for name in sorted(of)}
        if occurrence.anonymity is not Anonymity.NAMED:
            counts = disclosure.told(counts)
        parts = [
            self._say("summary.principal", name=name, answered=count, asked=of[name])
            for name, count in counts.items()
        ]
        return f"{text} ({', '.join(parts)})" if parts and len(of) > 1 else text

    def _by_principal(self, people: Collection[str]) -> Counter[str]:
        return Counter(self._principal_of(person, self._language) for person in people)

    def _unread(self, outcome: Outcome) -> str:
        return self._say("summary.unread") if outcome.unread else ""

    def _themes(self, occurrence: Occurrence, outcome: Outcome) -> str:
        if not outcome.themes:
            answered = _is_told(occurrence, outcome) and outcome.answered
            return self._say("summary.no-themes") if answered else ""
        lines = [f"**{self._say('summary.themes')}**", ""]
        for number, theme in enumerate(outcome.themes[:THEMES_TOLD], 1):
            quote = f" – ”{escape(theme.quote)}”" if theme.quote else ""
            label = escape(theme.label)
            count = self._say("summary.people", count=theme.people)
            lines.append(f"{number}. **{label}** · {count}{quote}")
        return "\n".join(lines)

    def _open_actions(self, tx: Connection, round: Round) -> str:
        left = len(actions.open_in(tx, round.room))
        return self._say("summary.actions", count=left) if left else self._say("summary.act")

    def _trend(self, tx: Connection, round: Round, key: str) -> Message:
        """The pulse over time: a picture, and the same in words."""
        points = [
            pulse.Point(one.at.astimezone(self._zone).date(), one.mean, one.count)
            for one in voices.pulses(tx, round.id)
        ]
        last = points[-1]
        text = self._say("pulse.now", mean=self._number(last.mean), count=last.count)
        way = self._say(f"pulse.{pulse.direction(points)}")
        before = [f"{point.day}: {self._number(point.mean)}" for point in points[-pulse.SHOWN :]]
        words = f"{text} {way}\n\n{self._say('pulse.all', points=', '.join(before))}"
        image = pulse.picture(points, decimal=self._say("pulse.decimal"))
        name = f"{self._say('pulse.file')}.png"
        attachment = Attachment(name, "image/png", image)
        return Message(to=round.room, text=words, key=f"{key}:pulse", attachment=attachment)

    def _number(self, value: float) -> str:
        return f"{value:.1f}".replace(".", self._say("pulse.decimal"))

    def _voices(
        self, round: Round, occurrence: Occurrence, said: Sequence[Voice], key: str
    ) -> Message:
        """What may be read of the answers, under their questions, as a file."""
        lines = [f"# {self._head(round, occurrence)}", "", self._say("summary.working"), ""]
        for number, question in enumerate(occurrence.template.question):
            here = [one for one in said if one.question == number]
            if here:
                lines += [f"## {question.ask(self._language)}", ""]
                lines += [f"- {_line(one)}" for one in here] + [""]
        day = occurrence.at.astimezone(self._zone).date()
        name = f"{self._say('summary.file')}-{day}.md"
        file = Attachment(name, "text/markdown", "\n".join(lines).encode())
        text = self._say("summary.voices")
        return Message(to=round.room, text=text, key=f"{key}:voices", attachment=file)

    def _proposals(self, round: Round, themes: Sequence[ThemeTold], key: str) -> Iterator[Message]:
        """The largest themes, each as a message that can be made a lesson of."""
        for number, theme in enumerate(themes[:PROPOSALS], 1):
            quote = f"\n\n> {escape(theme.quote)}" if theme.quote else ""
            text = f"{self._say('summary.proposal', label=escape(theme.label))}{quote}"
            yield Message(to=round.room, text=text, key=f"{key}:lesson:{number}", reactions=(BULB,))

    def _may_tell_pulse(
        self, tx: Connection, occurrence: Occurrence, outcome: Outcome, asked: Collection[str]
    ) -> bool:
        """Whether nobody's number can be had from another pulse that was told just before."""
        if outcome.pulse is None or occurrence.anonymity is Anonymity.NAMED:
            return outcome.pulse is not None
        nearby = voices.pulses_since(tx, occurrence.deadline - NEARBY)
        return all(disclosure.apart(asked, prompts.asked_in(tx, one.occurrence)) for one in nearby)


def _is_told(occurrence: Occurrence, outcome: Outcome) -> bool:
    named = occurrence.anonymity is Anonymity.NAMED
    return named or disclosure.enough(len(outcome.answered))


def _line(said: Voice) -> str:
    text = " ".join(said.text.split())
    return f"{text} ({said.author})" if said.author else text


def _closing(tx: Connection, _after: datetime, _until: datetime) -> Sequence[Slot]:
    return [Slot(one.deadline, str(one.id)) for one in occurrences.closing(tx)]
