"""Answers that people in charge have written to questions that nothing answered."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, select, update

from bot.db import upsert
from skills.ask.store import curated


@dataclass(frozen=True)
class Written:
    """An answer to the question with that number."""

    question: int
    text: str
    """The question; empty where its words were taken back."""
    answer: str
    by: str
    """Who wrote it; empty where they are forgotten."""
    answered: date
    review: date
    event: str = ""
    """The event in which it was written."""
    scopes: tuple[str, ...] = ()
    """The tags of the rooms that may see it; empty: everyone."""


def write(tx: Connection, answer: Written) -> None:
    """Keep an answer; a later one to the same question takes its place."""
    upsert(tx, curated, "question", asdict(answer) | {"scopes": json.dumps(answer.scopes)})


def everything(tx: Connection) -> tuple[Written, ...]:
    """All written answers."""
    rows = tx.execute(select(curated).order_by(curated.c.question)).mappings()
    return tuple(_written(row) for row in rows)


def find(tx: Connection, question: int) -> Written | None:
    """The answer to the question with this number."""
    return _one(tx, curated.c.question == question)


def in_event(tx: Connection, event: str) -> Written | None:
    """The answer that was written in an event."""
    return _one(tx, curated.c.event == event)


def of_person(tx: Connection, person: str) -> tuple[Written, ...]:
    """The answers that a person has written."""
    rows = tx.execute(select(curated).where(curated.c.by == person)).mappings()
    return tuple(_written(row) for row in rows)


def remove(tx: Connection, question: int) -> None:
    """Forget an answer."""
    tx.execute(delete(curated).where(curated.c.question == question))


def forget_question(tx: Connection, question: int) -> None:
    """Forget the words of the question; the answer stays."""
    tx.execute(update(curated).where(curated.c.question == question).values(text=""))


def forget_writer(tx: Connection, person: str) -> None:
    """Forget who wrote; what was answered in the service stays."""
    tx.execute(update(curated).where(curated.c.by == person).values(by="", event=""))


def _one(tx: Connection, where: ColumnElement[bool]) -> Written | None:
    row = tx.execute(select(curated).where(where).limit(1)).mappings().one_or_none()
    return _written(row) if row else None


def _written(row: RowMapping) -> Written:
    return Written(**{**row, "scopes": tuple(json.loads(row["scopes"]))})
