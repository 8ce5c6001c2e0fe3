"""A question and its answer: what came before it, what it may see, what is remembered of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.members import language_of
from bot.outbox import first_of, key_of
from bot.owners import Owners
from bot.scopes import Scopes
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge.assistant import Assistant
from knowledge.curated import number_of
from knowledge.model import Answer, Choice, Conflict, Passage, Verdict
from skills.ask import store
from skills.ask.curation import Curation
from skills.ask.present import Presenter
from skills.ask.store import Asked

SAME_TALK = timedelta(minutes=15)
"""In a private room, how long after a question the next may lean on it outside a thread."""

GOOD, BAD, PASS_ON = "👍", "👎", "✅"
_COMMAND = re.compile(r"!\s?([^\W\d_][\w-]*)\s*(.*)", re.DOTALL)
ASK, WHO = ("fråga", "ask"), ("vem", "who")
KEYCAP = "\ufe0f\u20e3"
"""What makes a button of a digit."""


class Asking:
    """Answers, and remembers what the next question in the thread may lean on."""

    def __init__(
        self,
        say: Catalogue,
        assistant: Assistant,
        curation: Curation,
        scopes: Scopes,
        owners: Owners,
        language: str,
    ) -> None:
        """`language` is for owners who have not chosen one."""
        self._say = say
        self._assistant = assistant
        self._curation = curation
        self._scopes = scopes
        self._owners = owners
        self._language = language

    def ask(self, context: Context, question: str) -> Sequence[Message]:
        """`!fråga`: answer a question, or take the number of a choice that was given."""
        if not question:
            raise UserError("ask.empty")
        last = _before(context)
        if last and (choice := chosen(question, last)):
            return self.pick(context, last, choice)
        return self._answered(context, question, last)

    def pick(self, context: Context, asked: Asked, choice: Choice) -> Sequence[Message]:
        """Answer a question that was a near tie, about the function that was chosen."""
        seen = self._ready(context)
        answer = self._assistant.ask(asked.text, context.now, scopes=seen, choice=choice)
        return self._said(context, context.event, answer, seen)

    def edited(self, context: Context, event: str, text: str) -> Sequence[Message] | None:
        """A question was put in other words: the answer is changed in its place."""
        with context.reading() as reader:
            asked = store.of_event(reader, event)
            before = first_of(reader, f"reply:{event}:1")
        question = _question(text)
        if asked is None or not question:
            return None
        first, *rest = self._answered(context, question, None, event)
        key = f"reply:{event}:{hashlib.sha256(context.event.encode()).hexdigest()[:16]}"
        return [replace(first, key=key, edits=before), *rest]

    def _answered(
        self, context: Context, question: str, last: Asked | None, event: str = ""
    ) -> Sequence[Message]:
        seen = self._ready(context)
        answer = self._assistant.ask(
            question,
            context.now,
            scopes=seen,
            earlier=last.text if last else "",
            subject=last.subject if last else None,
        )
        return self._said(context, event or context.event, answer, seen)

    def _ready(self, context: Context) -> frozenset[str]:
        """What may be seen from here. All that waits or writes by itself comes before the
        transaction is touched."""
        self._curation.bring_in(context.tx, context.now)
        return self._scopes.seen_from(context)

    def _said(
        self, context: Context, event: str, answer: Answer, seen: frozenset[str]
    ) -> Sequence[Message]:
        waits = _remember(context, event, answer, seen)
        text = Presenter(self._say, context.language, context.now).answer(answer)
        if waits:
            text += "\n\n" + self._say(context.language, "gap.offer")
        reply = context.reply(text, reactions=_buttons(answer, waits=waits))
        # The title of a written answer is somebody's question.
        reply = replace(reply, about=_repeated(context.tx, answer.passages))
        return [reply, *self._owners_told(context.tx, answer, context.now)]

    def _owners_told(self, tx: Connection, answer: Answer, now: datetime) -> Iterator[Message]:
        """Tell those who answer for documents that say different things, once a pair."""
        for conflict in answer.conflicts:
            differing = [one for one in answer.passages if one.chunk.key in conflict.keys]
            owners = (who for one in differing for who in self._owners.of(one.metadata.owner))
            for owner in dict.fromkeys(owners):
                language = language_of(tx, owner) or self._language
                quotes = Presenter(self._say, language, now).quotes(differing)
                text = self._say(language, "conflict.told", quotes=quotes)
                yield Message(to=owner, text=text, key=_conflict_key(conflict, owner))


def chosen(number: str, asked: Asked) -> Choice | None:
    """The choice that a number picks ("2", "2.", a keycap), where choices were given."""
    bare = number.strip().rstrip(f".){KEYCAP}")
    numbers = {str(number): choice for number, choice in enumerate(asked.choices, start=1)}
    return numbers.get(bare)


def _question(text: str) -> str:
    """The question in a message as it was written; empty if it is another command."""
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return text.strip()
    if command[1].casefold() in WHO and command[2]:
        return f"{WHO[0]} {command[2]}"
    return command[2] if command[1].casefold() in ASK else ""


def question_of(tx: Connection, event: str) -> Asked | None:
    """The question that our message `event` answers."""
    kind, _, rest = (key_of(tx, event) or "").partition(":")
    return store.of_event(tx, rest.rpartition(":")[0]) if kind == "reply" else None


def _before(context: Context) -> Asked | None:
    """What was asked just before."""
    since = context.now - SAME_TALK
    with context.reading() as reader:
        if context.thread is None and context.replies_to:
            return question_of(reader, context.replies_to)
        return store.before(reader, context.room, context.thread, context.private, since)


def _remember(context: Context, event: str, answer: Answer, seen: frozenset[str]) -> bool:
    """Note how it went; True if the question waits for someone who knows."""
    if "unreadable-question" in answer.degraded or answer.refused:
        return False
    waits = answer.verdict is Verdict.UNKNOWN
    functions = {
        Choice(d.responsibility.function, d.responsibility.area) for d in answer.responsible
    }
    asked = Asked(
        event=event,
        text=answer.about or answer.question,
        room=context.room,
        thread=context.thread,
        verdict=answer.verdict,
        asked=context.now,
        choices=answer.ask_back,
        subject=functions.pop() if len(functions) == 1 else None,
        scopes=tuple(sorted(seen)),
        may_know=answer.may_know,
        state=store.OPEN if waits else store.ANSWERED,
        asker=context.member if waits else None,
    )
    store.remember(context.tx, asked)
    return waits


def _buttons(answer: Answer, *, waits: bool) -> tuple[str, ...]:
    """What can be pressed below an answer; `!fråga-vidare`, `!bra`, `!dåligt` and the number
    do the same."""
    if waits:
        return (PASS_ON,)
    if answer.ask_back:
        return tuple(f"{number}{KEYCAP}" for number in range(1, len(answer.ask_back) + 1))
    return (GOOD, BAD) if answer.responsible or answer.passages else ()


def _repeated(tx: Connection, passages: Sequence[Passage]) -> str | None:
    """The event whose words the first written answer has as its title."""
    numbers = (number_of(passage.file) for passage in passages)
    number = next((number for number in numbers if number is not None), None)
    asked = store.find(tx, number) if number is not None else None
    return asked.event if asked else None


def _conflict_key(conflict: Conflict, owner: str) -> str:
    pair = hashlib.sha256("".join(sorted(conflict.keys)).encode()).hexdigest()
    return f"conflict:{pair[:16]}:{owner}"
