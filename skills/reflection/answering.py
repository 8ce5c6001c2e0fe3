"""Answers: taken from the private room, changed, withdrawn, skipped.

A night nurse with a question must never lose it to a round: what is not clearly an answer is
left to the other skills, or asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.outbox import key_of, last_said
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from skills.reflection import occurrences, prompts, replies, rounds, voices
from skills.reflection.absence import Absence
from skills.reflection.asking import Asking, steps
from skills.reflection.occurrences import OPEN, Occurrence
from skills.reflection.plan import Anonymity
from skills.reflection.prompts import ASKED, CLOSED, DECLINED, DONE, Given, Prompt
from skills.reflection.replies import Guess, Wish
from skills.reflection.schedule import Schedule

CONFIRM = "✅"
_CLEAR = frozenset({Wish.TAKE_BACK, Wish.LEAVE, Wish.DECLINE})
"""Wishes that are about rounds whatever was talked of before."""


@dataclass(frozen=True)
class _Case:
    """A prompt that something is said about."""

    prompt: Prompt
    occurrence: Occurrence
    asking: Asking
    certain: bool
    """It is said as a reply to what was asked, or in its thread."""
    live: bool = True
    """What was asked is the last that we have said."""

    @property
    def open(self) -> bool:
        """Whether answers are taken."""
        return self.occurrence.state == OPEN


class Answering:
    """Hears what people say in private."""

    def __init__(self, say: Catalogue, schedule: Schedule, absence: Absence) -> None:
        self._say = say
        self._schedule = schedule
        self._absence = absence

    def listen(
        self, context: Context, text: str, pointed_at: Prompt | None
    ) -> Sequence[Message] | None:
        """What somebody writes in private, maybe as a reply to a prompt; None if it is for
        another skill."""
        wished = replies.wish(text)
        if wished is Wish.YES and (doubt := _doubt_in(_last_said(context))):
            return self._take_doubtful(context, doubt)
        if (said := self._absence.heard(context, text)) is not None:
            return said
        case = self._case(context, pointed_at)
        if case is None:
            return None
        granted = wished and (case.certain or case.live or wished in _CLEAR)
        said = self._granted(context, case, wished) if wished and granted else None
        return self._heard(context, case, text) if said is None else said

    def confirmed(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """✅ on the question whether something was an answer."""
        if not context.private or sign.rstrip("\ufe0f") != CONFIRM:
            return None
        with context.tx.engine.execution_options(reading=True).connect() as reader:
            doubt = _doubt_in(key_of(reader, event) or "")
        return self._take_doubtful(context, doubt) if doubt else None

    def edited(self, context: Context, event: str, text: str) -> Sequence[Message] | None:
        """Somebody has edited an answer."""
        rows = prompts.given_as(context.tx, event)
        prompt = prompts.find(context.tx, rows[0].prompt) if rows else None
        if prompt is None or prompt.person != context.member:
            return None
        case = self._known(context.tx, prompt, certain=True)
        if not case.open:
            raise UserError("answer.closed")
        answers = replies.read(text, case.occurrence, rows[0].question)
        for row in rows:
            prompts.take(context.tx, prompt.id, row.question)
        self._keep(context, case, answers, event, source=context.event)
        superseded = [row for row in rows if row.source != event]
        said = self._reply(context, self._say(context.language, "answer.changed"))
        return [said, *take_away(superseded, case.occurrence)]

    # What is said, and about which round.

    def _case(self, context: Context, pointed_at: Prompt | None) -> _Case | None:
        tx = context.tx
        if pointed_at:
            return self._known(tx, pointed_at, certain=True)
        if context.replies_to or context.thread:
            return None
        last = _prompt_in(context, last_said(tx, context.room, context.member))
        if last:
            return self._known(tx, last, certain=False)
        open_ = prompts.open_of(tx, context.member)
        other = open_[0] if open_ else prompts.latest_of(tx, context.member, (DONE, CLOSED))
        return self._known(tx, other, certain=False, live=False) if other else None

    def _known(self, tx: Connection, prompt: Prompt, *, certain: bool, live: bool = True) -> _Case:
        occurrence = occurrences.one(tx, prompt.occurrence)
        round = rounds.one(tx, occurrence.round)
        asking = self._schedule.asking(tx, round, occurrence, prompt.person)
        return _Case(prompt, occurrence, asking, certain, live)

    def _heard(self, context: Context, case: _Case, text: str) -> Sequence[Message] | None:
        """An answer, a question to others, or something that has to be asked about."""
        if not case.open:
            return self._late(context, case, text) if case.certain else None
        if case.prompt.state == DECLINED and case.certain:
            # They have thought better of it.
            prompts.change(context.tx, case.prompt.id, state=ASKED, step=0)
            case = self._known(context.tx, replace(case.prompt, step=0, state=ASKED), certain=True)
        if case.prompt.state != ASKED:
            if case.certain:
                raise UserError("answer.done")
            return None
        if case.certain or (case.live and replies.guess(text) is Guess.STATEMENT):
            return self._take(context, case, text, context.event)
        if replies.is_for_others(text, live=case.live):
            return None
        return self._doubt(context, case)

    def _doubt(self, context: Context, case: _Case) -> Sequence[Message]:
        text = self._say(context.language, "answer.doubt", title=case.asking.name)
        return [self._reply(context, text, case.prompt, "doubt", reactions=(CONFIRM,))]

    def _take_doubtful(self, context: Context, doubt: _Doubt) -> Sequence[Message]:
        """It was an answer. Its words are fetched from the room, for they have not been kept;
        before the transaction begins, because that waits for others."""
        text = context.outside.text(context.room, doubt.event)
        prompt = prompts.find(context.tx, doubt.prompt)
        if prompt is None or prompt.person != context.member or prompt.state != ASKED:
            return ()
        if text is None:
            raise UserError("answer.again")
        case = self._known(context.tx, prompt, certain=True)
        return self._take(context, case, text, doubt.event)

    def _late(self, context: Context, case: _Case, text: str) -> Sequence[Message]:
        """An answer after the round has closed: with a name it is passed on, marked as late.
        Alone as it comes it could not be anonymous."""
        if case.occurrence.anonymity is not Anonymity.NAMED:
            raise UserError("answer.too-late")
        voices.add_late(context.tx, case.occurrence.id, text, context.member, context.event)
        room = rounds.one(context.tx, case.occurrence.round).room
        told = self._schedule.late(case.asking.name, context.member, text)
        passed_on = Message(to=room, text=told, key=f"late:{context.event}", about=context.event)
        return [self._reply(context, self._say(context.language, "answer.late")), passed_on]

    # What is done.

    def _take(self, context: Context, case: _Case, text: str, event: str) -> Sequence[Message]:
        try:
            answers = replies.read(text, case.occurrence, case.prompt.step)
        except UserError as error:
            # Said as a question of the round, so that what comes next is its answer.
            told = self._say(context.language, error.code, **error.details)
            return [self._reply(context, told, case.prompt, "mend")]
        self._keep(context, case, answers, event, source=event)
        return self._next(context, case)

    def _keep(
        self,
        context: Context,
        case: _Case,
        answers: replies.Answers,
        event: str,
        *,
        source: str,
    ) -> None:
        """Remember the answers; of an anonymous round only where they lie."""
        hidden = case.occurrence.anonymity is Anonymity.ANONYMOUS
        for question, words in answers.items():
            text = None if hidden else words
            row = Given(case.prompt.id, question, context.room, event, source, text)
            prompts.give(context.tx, row)

    def _next(self, context: Context, case: _Case) -> Sequence[Message]:
        """The next question, or thanks after the last."""
        prompt, count = case.prompt, steps(case.occurrence)
        step = count if case.occurrence.together else prompt.step + 1
        if step < count:
            prompts.change(context.tx, prompt.id, step=step)
            return [self._reply(context, case.asking.question(step), prompt, str(step))]
        prompts.change(context.tx, prompt.id, state=DONE, due=None, step=step)
        thanks = self._reply(context, case.asking.thanks(context.now), prompt, "thanks")
        return [thanks, *self._what_is_left(context)]

    def _what_is_left(self, context: Context) -> Sequence[Message]:
        """Another round that waits for this person goes on."""
        left = prompts.open_of(context.tx, context.member)
        if not left:
            return ()
        asking = self._known(context.tx, left[0], certain=True).asking
        text = asking.reminder(left[0].step, context.now)
        return [self._reply(context, text, left[0], "go-on")]

    def _granted(self, context: Context, case: _Case, wished: Wish) -> Sequence[Message] | None:
        """Do what is wished for; None where that is no wish here."""
        prompt, asked = case.prompt, case.prompt.state == ASKED
        match wished:
            case Wish.SKIP if asked and not case.occurrence.together:
                prompts.take(context.tx, prompt.id, prompt.step)
                return self._next(context, case)
            case Wish.SKIP | Wish.DECLINE if asked:
                return self._withdraw(context, case, "answer.declined")
            case Wish.TAKE_BACK if case.open:
                return self._withdraw(context, case, "answer.taken-back")
            case Wish.TAKE_BACK:
                raise UserError("answer.closed")
            case Wish.LEAVE:
                rounds.leave(context.tx, case.occurrence.round, context.member)
                return self._withdraw(context, case, "answer.left")
            case Wish.NO if _doubt_in(_last_said(context)):
                return [self._reply(context, self._say(context.language, "answer.no-answer"))]
        return None

    def _withdraw(self, context: Context, case: _Case, code: str) -> Sequence[Message]:
        rows = prompts.withdraw(context.tx, case.prompt.id)
        if case.open:
            prompts.change(context.tx, case.prompt.id, state=DECLINED, due=None, step=0)
        said = self._reply(context, self._say(context.language, code))
        return [said, *take_away(rows, case.occurrence)]

    def _reply(
        self,
        context: Context,
        text: str,
        prompt: Prompt | None = None,
        part: str = "",
        reactions: Sequence[str] = (),
    ) -> Message:
        """Said where the person writes: in their thread, or straight in the room."""
        message = replace(context.reply(text, reactions=reactions), thread=context.thread)
        if prompt is None:
            return message
        return replace(message, key=f"ask:{prompt.id}:{part}:{context.event}")


def take_away(rows: Sequence[Given], occurrence: Occurrence) -> list[Message]:
    """Of an anonymous round the answers are taken out of the rooms where they were written."""
    if occurrence.anonymity is not Anonymity.ANONYMOUS:
        return []
    places = {(row.room, event) for row in rows for event in (row.event, row.source)}
    return [
        Message(to=room, text="", key=f"take-away:{event}", redacts=event)
        for room, event in sorted(places)
    ]


def taken_back(tx: Connection, event: str) -> None:
    """The words of an event were taken back: they are no answer any more."""
    for row in prompts.given_as(tx, event):
        prompts.take(tx, row.prompt, row.question)
        if not prompts.given_by(tx, row.prompt):
            prompts.change(tx, row.prompt, state=DECLINED, due=None)


def pointed_at(context: Context) -> Prompt | None:
    """The prompt that a person replies to, or in whose thread they write."""
    for event in (context.replies_to, context.thread):
        key = key_of(context.tx, event) if event else None
        if key and key.startswith("ask:"):
            return _prompt_in(context, key)
    return None


def _prompt_in(context: Context, key: str) -> Prompt | None:
    """The prompt that a message of ours with this key belongs to, if it is this person's."""
    if not key.startswith("ask:"):
        return None
    prompt = prompts.find(context.tx, int(key.split(":")[1]))
    return prompt if prompt and prompt.person == context.member else None


@dataclass(frozen=True)
class _Doubt:
    """A message that may be an answer, which its writer has been asked about."""

    prompt: int
    event: str


def _doubt_in(key: str) -> _Doubt | None:
    """What a message of ours with this key asks about."""
    kind, _, rest = key.partition(":")
    prompt, _, rest = rest.partition(":")
    part, _, event = rest.partition(":")
    return _Doubt(int(prompt), event) if kind == "ask" and part == "doubt" else None


def _last_said(context: Context) -> str:
    # Only read: if this is no answer after all, a search follows that must not wait.
    with context.tx.engine.execution_options(reading=True).connect() as reader:
        return last_said(reader, context.room, context.member)
