"""What is kept of people's questions and answers: shown, forgotten, taken back, let go in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, String, cast, delete, func, literal, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.skill import Kept, Personal
from bot.state import private_room
from skills.ask import store, written
from skills.ask.store import curated, question

DAYS = 365
_FORGOTTEN = "forgotten:"
"""Before the number of a question whose event is not known any more."""

Forget = Callable[[Connection, Iterable[int]], None]
"""Takes written answers out of the library, by the numbers of their questions."""


class Keeping:
    """The hooks by which words and people are forgotten."""

    def __init__(self, forget: Forget) -> None:
        self._forget = forget
        self.personal = Personal(_shown, self._forget_person)
        self.kept = (Kept("questions", DAYS, "kept.questions", _older, self._purge),)

    def take_back(self, tx: Connection, event: str) -> None:
        """A question was taken back: its words go, the answer to it stays without them. An
        answer was taken back: it goes, and the question waits for another."""
        answer = written.in_event(tx, event)
        if answer:
            written.remove(tx, answer.question)
            store.mark(tx, [answer.question], store.PASSED)
            self._forget(tx, [answer.question])
        asked = store.of_event(tx, event)
        if asked:
            self._let_go(tx, question.c.id == asked.id, with_words=True)

    def _forget_person(self, tx: Connection, person: str) -> Sequence[str]:
        rooms = select(private_room.c.room).where(private_room.c.member == person)
        theirs = or_(question.c.asker == person, question.c.room.in_(rooms))
        self._let_go(tx, theirs, with_words=False)
        stays = bool(written.of_person(tx, person))
        written.forget_writer(tx, person)
        return ("kept.answers-stay",) if stays else ()

    def _purge(self, tx: Connection, before: datetime) -> int:
        return self._let_go(tx, _due(before), with_words=True)

    def _let_go(self, tx: Connection, which: ColumnElement[bool], *, with_words: bool) -> int:
        """Questions without an answer go; those that have one stay, with nobody to be found in
        them, as their numbers are what the answers hang on. How many it was."""
        answered = list(
            tx.scalars(
                select(question.c.id)
                .join(curated, curated.c.question == question.c.id)
                .where(which)
            )
        )
        gone = 0
        if with_words:
            gone = tx.execute(
                delete(question).where(which & question.c.id.not_in(answered))
            ).rowcount
            for number in answered:
                written.forget_question(tx, number)
            self._forget(tx, answered)
        words = {"text": "", "form": ""} if with_words else {}
        nobody = literal(_FORGOTTEN) + cast(question.c.id, String)
        blank = {"event": nobody, "room": "", "thread": None, "asker": None, **words}
        left = update(question).where(which).values(blank)
        return gone + tx.execute(left).rowcount


def _shown(tx: Connection, person: str) -> Mapping[str, Sequence[str]]:
    rooms = select(private_room.c.room).where(private_room.c.member == person)
    theirs = or_(question.c.asker == person, question.c.room.in_(rooms))
    asked = tx.scalars(select(question.c.text).where(theirs).order_by(question.c.id))
    answers = (f"{one.text}: {one.answer}" for one in written.of_person(tx, person))
    return {"kept.your-questions": tuple(asked), "kept.your-answers": tuple(answers)}


def _older(tx: Connection, before: datetime) -> int:
    return tx.scalar(select(func.count()).select_from(question).where(_due(before))) or 0


def _due(before: datetime) -> ColumnElement[bool]:
    return (question.c.asked < before) & question.c.event.not_like(f"{_FORGOTTEN}%")
