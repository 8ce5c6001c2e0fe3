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
        self.personal = Personal(_shown, _forget_person)
        self.kept = (Kept("questions", DAYS, "kept.questions", _older, _purge),)

    def take_back(self, tx: Connection, event: str) -> None:
        """A question was taken back: its words go, the answer to it stays without them. An
        answer was taken back: it goes, and the question waits for another."""
        answer = written.in_event(tx, event)
        if answer:
            written.remove(tx, answer.question)
            store.mark(tx, [answer.question], store.PASSED)
            self._forget(tx, [answer.question])
        asked = store.of_event(tx, event)
        if asked and not _drop_unanswered(tx, question.c.id == asked.id):
            _make_anonymous(tx, question.c.id == asked.id)
            store.forget_words(tx, asked.id)
            written.forget_question(tx, asked.id)
            self._forget(tx, [asked.id])


def _forget_person(tx: Connection, person: str) -> Sequence[str]:
    _make_anonymous(tx, _of_person(person))
    stays = bool(written.of_person(tx, person))
    written.forget_writer(tx, person)
    return ("kept.answers-stay",) if stays else ()


def _purge(tx: Connection, before: datetime) -> int:
    old = _due(before)
    return _drop_unanswered(tx, old) + _make_anonymous(tx, old)


def _drop_unanswered(tx: Connection, which: ColumnElement[bool]) -> int:
    """What has an answer stays, as its number is what the answer hangs on."""
    unanswered = question.c.id.not_in(select(curated.c.question))
    return tx.execute(delete(question).where(which & unanswered)).rowcount


def _make_anonymous(tx: Connection, which: ColumnElement[bool]) -> int:
    """Nobody is to be found in the questions any more, nor where they were asked."""
    nobody = literal(_FORGOTTEN) + cast(question.c.id, String)
    blank = {"event": nobody, "room": "", "thread": None, "asker": None}
    return tx.execute(update(question).where(which).values(blank)).rowcount


def _shown(tx: Connection, person: str) -> Mapping[str, Sequence[str]]:
    theirs = select(question.c.text).where(_of_person(person))
    asked = tx.scalars(theirs.order_by(question.c.id))
    answers = (f"{one.text}: {one.answer}" for one in written.of_person(tx, person))
    return {"kept.your-questions": tuple(asked), "kept.your-answers": tuple(answers)}


def _older(tx: Connection, before: datetime) -> int:
    return tx.scalar(select(func.count()).select_from(question).where(_due(before))) or 0


def _due(before: datetime) -> ColumnElement[bool]:
    return (question.c.asked < before) & question.c.event.not_like(f"{_FORGOTTEN}%")


def _of_person(person: str) -> ColumnElement[bool]:
    """What they wait for an answer to, and what they have asked in private."""
    rooms = select(private_room.c.room).where(private_room.c.member == person)
    return or_(question.c.asker == person, question.c.room.in_(rooms))
