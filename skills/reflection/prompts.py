"""Who is asked each time, how far they have come, and what they have answered, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from skills.reflection.tables import given, prompt

WAITING, ASKED, DONE, DECLINED, AWAY, CLOSED = (
    "waiting", "asked", "done", "declined", "away", "closed",
)  # fmt: skip


@dataclass(frozen=True)
class Prompt:
    """That a person is asked in an occurrence."""

    id: int
    occurrence: int
    person: str
    state: str
    due: datetime | None
    """When to ask or remind next."""
    asked: datetime | None
    reminded: int
    step: int
    """The question that is to be answered."""


@dataclass(frozen=True)
class Given:
    """An answer, or where it lies."""

    prompt: int
    question: int
    room: str
    event: str
    source: str
    """The event that holds the words as they are now: the same, or its latest edit."""
    text: str | None
    """None in an anonymous round: it stays where it was written."""


def plan(tx: Connection, occurrence_id: int, person: str, due: datetime | None) -> None:
    """A person is to be asked at a moment; None: they are away all the time."""
    values = {"occurrence": occurrence_id, "person": person, "due": due}
    values |= {"state": WAITING if due else AWAY, "reminded": 0, "step": 0}
    tx.execute(insert(prompt).values(values))


def due_by(tx: Connection, until: datetime) -> Sequence[tuple[int, datetime]]:
    """The prompts at which something is to be said, and since when."""
    query = select(prompt.c.id, prompt.c.due).where(prompt.c.due <= until).order_by(prompt.c.due)
    return [(row.id, row.due) for row in tx.execute(query)]


def find(tx: Connection, id: int) -> Prompt | None:
    """The prompt with this number."""
    return next(iter(_all(tx, prompt.c.id == id)), None)


def open_of(tx: Connection, person: str) -> tuple[Prompt, ...]:
    """What a person has been asked and not answered to the end, the latest first."""
    waits = (prompt.c.person == person) & (prompt.c.state == ASKED)
    return tuple(reversed(_all(tx, waits)))


def latest_of(tx: Connection, person: str, states: Collection[str]) -> Prompt | None:
    """The last prompt of a person in one of these states."""
    found = _all(tx, (prompt.c.person == person) & prompt.c.state.in_(states))
    return found[-1] if found else None


def coming_for(tx: Connection, person: str) -> tuple[Prompt, ...]:
    """The prompts of a person that something is still to be said at, or that they miss."""
    return _all(tx, (prompt.c.person == person) & prompt.c.state.in_((WAITING, ASKED, AWAY)))


def of(tx: Connection, occurrence_id: int) -> tuple[Prompt, ...]:
    """Everyone in an occurrence."""
    return _all(tx, prompt.c.occurrence == occurrence_id)


def change(tx: Connection, id: int, **values: object) -> None:
    """Move a prompt on."""
    tx.execute(update(prompt).where(prompt.c.id == id).values(values))


def stop(tx: Connection, occurrence_id: int) -> None:
    """Nobody is asked or reminded any more."""
    here = prompt.c.occurrence == occurrence_id
    tx.execute(update(prompt).where(here).values(due=None))


def close(tx: Connection, occurrence_id: int) -> None:
    """What was answered, and who did, is forgotten here; who was asked stays."""
    here = select(prompt.c.id).where(prompt.c.occurrence == occurrence_id)
    tx.execute(delete(given).where(given.c.prompt.in_(here)))
    asked = (prompt.c.occurrence == occurrence_id) & (prompt.c.state != AWAY)
    tx.execute(update(prompt).where(asked).values(state=CLOSED, step=0))


def give(tx: Connection, answer: Given) -> None:
    """Keep an answer, in place of an earlier one to the same question."""
    take(tx, answer.prompt, answer.question)
    tx.execute(insert(given).values(answer.__dict__))


def take(tx: Connection, id: int, question: int) -> None:
    """Drop the answer to one question."""
    this = (given.c.prompt == id) & (given.c.question == question)
    tx.execute(delete(given).where(this))


def withdraw(tx: Connection, id: int) -> tuple[Given, ...]:
    """Drop all that a person has answered; what that was."""
    rows = given_by(tx, id)
    tx.execute(delete(given).where(given.c.prompt == id))
    return rows


def given_in(tx: Connection, occurrence_id: int) -> tuple[Given, ...]:
    """All answers of an occurrence."""
    here = prompt.c.occurrence == occurrence_id
    return _given(tx, given.c.prompt.in_(select(prompt.c.id).where(here)))


def given_by(tx: Connection, id: int) -> tuple[Given, ...]:
    """All answers to a prompt."""
    return _given(tx, given.c.prompt == id)


def given_as(tx: Connection, event: str) -> tuple[Given, ...]:
    """The answers that were given in an event, or in an edit of it."""
    return _given(tx, (given.c.event == event) | (given.c.source == event))


def all_given_by(tx: Connection, person: str) -> tuple[Given, ...]:
    """All that a person has answered in rounds that are open."""
    mine = select(prompt.c.id).where(prompt.c.person == person)
    return _given(tx, given.c.prompt.in_(mine))


def forget_person(tx: Connection, person: str) -> bool:
    """Drop all prompts and answers of a person; whether there were any."""
    mine = select(prompt.c.id).where(prompt.c.person == person)
    tx.execute(delete(given).where(given.c.prompt.in_(mine)))
    return tx.execute(delete(prompt).where(prompt.c.person == person)).rowcount > 0


def asked_in(tx: Connection, occurrence_id: int) -> frozenset[str]:
    """Who has been asked in an occurrence."""
    here = (prompt.c.occurrence == occurrence_id) & prompt.c.asked.is_not(None)
    return frozenset(tx.scalars(select(prompt.c.person).where(here)))


def _all(tx: Connection, where: ColumnElement[bool]) -> tuple[Prompt, ...]:
    rows = tx.execute(select(prompt).where(where).order_by(prompt.c.id)).mappings()
    return tuple(Prompt(**row) for row in rows)


def _given(tx: Connection, where: ColumnElement[bool]) -> tuple[Given, ...]:
    rows = tx.execute(
        select(given).where(where).order_by(given.c.prompt, given.c.question)
    ).mappings()
    return tuple(Given(**row) for row in rows)
