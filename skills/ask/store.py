"""What the skill remembers: questions that were not answered well, and answers that people
in charge have written since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    func,
    select,
    update,
)

from bot.db import UtcDateTime, insert_new, upsert
from knowledge.fold import fold
from knowledge.model import Choice

metadata = MetaData()

question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event", String(255), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    # The same question in the same words has the same form, so that it can be counted.
    Column("form", Text, nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("asked", UtcDateTime, nullable=False),
    Column("room", String(255), nullable=False),
    # Empty once the room was upgraded: its threads stay behind.
    Column("thread", String(255)),
    # What was asked back, as JSON: the choices of a near tie.
    Column("choices", Text, nullable=False),
    # Who asked; only of a question that waits for an answer.
    Column("asker", String(255)),
    Column("state", String(8), nullable=False),
    Column("thumb", String(4)),
)

curated = Table(
    "curated",
    metadata,
    Column("question", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("by", String(255), nullable=False),
    Column("answered", Date, nullable=False),
    Column("review", Date, nullable=False),
)

OPEN, PASSED, ANSWERED = "open", "passed", "answered"


@dataclass(frozen=True)
class Gap:
    """A question that the documents do not answer."""

    id: int
    text: str
    asker: str
    room: str
    thread: str | None
    event: str
    state: str

    @property
    def origin(self) -> str | None:
        """The event to reply to; None if it is in another room than the answer goes to."""
        return None if self.thread == "" else self.event


@dataclass(frozen=True)
class Curated:
    """An answer that someone in charge has written."""

    question: int
    text: str
    answer: str
    by: str
    answered: date
    review: date


@dataclass(frozen=True)
class Count:
    """How often something was asked, and how it went the last time."""

    text: str
    times: int
    verdict: str
    state: str


@dataclass(frozen=True)
class Asked:
    """A question that has been asked, and what was asked back."""

    event: str
    text: str
    room: str
    thread: str | None
    verdict: str
    asked: datetime
    choices: tuple[Choice, ...] = ()


def remember(tx: Connection, asked: Asked) -> None:
    """Note a question and how it went, without who asked it."""
    row = {
        "event": asked.event,
        "text": asked.text,
        "form": fold(asked.text),
        "verdict": asked.verdict,
        "asked": asked.asked,
        "room": asked.room,
        "thread": asked.thread,
        "choices": json.dumps([(one.function, one.area) for one in asked.choices]),
        "state": ANSWERED,
    }
    insert_new(tx, question, row)


def leave_open(tx: Connection, event: str, asker: str) -> None:
    """The question waits for an answer: remember who is to have it."""
    values = {"asker": asker, "state": OPEN}
    tx.execute(update(question).where(question.c.event == event).values(values))


def before(
    tx: Connection, room: str, thread: str | None, private: bool, since: datetime
) -> Asked | None:
    """The question last asked in a thread; in a private room also outside one, since a moment."""
    if thread is not None:
        here: ColumnElement[bool] = (question.c.thread == thread) | (question.c.event == thread)
    elif private:
        here = question.c.asked >= since
    else:
        return None
    query = select(question).where((question.c.room == room) & here)
    row = tx.execute(query.order_by(question.c.id.desc()).limit(1)).mappings().one_or_none()
    if row is None:
        return None
    values = {name: row[name] for name in Asked.__dataclass_fields__}
    choices = tuple(Choice(*pair) for pair in json.loads(row["choices"]))
    return Asked(**values | {"choices": choices})


def latest_open(tx: Connection, asker: str, room: str, thread: str | None) -> Gap | None:
    """The last question of this person here that waits and is not passed on."""
    mine = (question.c.asker == asker) & (question.c.room == room) & (question.c.state == OPEN)
    if thread is not None:
        mine &= (question.c.thread == thread) | (question.c.event == thread)
    return _gap(tx, mine)


def gap_of(tx: Connection, event: str) -> Gap | None:
    """The waiting question that was asked in an event."""
    return _gap(tx, (question.c.event == event) & question.c.asker.is_not(None))


def gap(tx: Connection, id: int) -> Gap | None:
    """The question with this number, if its asker still waits or has been answered."""
    return _gap(tx, (question.c.id == id) & question.c.asker.is_not(None))


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded: what was asked in the old one is answered in the new one."""
    values = {"room": new, "thread": ""}
    tx.execute(update(question).where(question.c.room == old).values(values))


def mark(tx: Connection, id: int, state: str) -> None:
    """Move a question on."""
    tx.execute(update(question).where(question.c.id == id).values(state=state))


def thumb(tx: Connection, event: str, sign: str) -> bool:
    """Note what someone thought of an answer; False if no answer was given there."""
    changed = update(question).where(question.c.event == event).values(thumb=sign)
    return tx.execute(changed).rowcount == 1


def write_answer(tx: Connection, answer: Curated) -> None:
    """Keep an answer; a later one to the same question takes its place."""
    upsert(tx, curated, "question", {**answer.__dict__})


def answers(tx: Connection) -> tuple[Curated, ...]:
    """All written answers."""
    rows = tx.execute(select(curated).order_by(curated.c.question)).mappings()
    return tuple(Curated(**row) for row in rows)


def weakest(tx: Connection, limit: int) -> tuple[Count, ...]:
    """The questions that most often went badly: unanswered, doubtful or thumbed down."""
    badly = question.c.verdict.in_(("unknown", "maybe")) | (question.c.thumb == "👎")
    open_ = badly & question.c.form.not_in(
        select(question.c.form).join(curated, curated.c.question == question.c.id)
    )
    latest = func.max(question.c.id)
    query = select(latest.label("id"), func.count().label("times")).where(open_)
    top = query.group_by(question.c.form).order_by(func.count().desc(), latest.desc())
    counted = top.limit(limit).subquery()
    rows = tx.execute(
        select(question.c.text, counted.c.times, question.c.verdict, question.c.state)
        .join(counted, counted.c.id == question.c.id)
        .order_by(counted.c.times.desc(), question.c.id.desc())
    ).mappings()
    return tuple(Count(**row) for row in rows)


def _gap(tx: Connection, where: ColumnElement[bool]) -> Gap | None:
    query = select(question).where(where).order_by(question.c.id.desc()).limit(1)
    row = tx.execute(query).mappings().one_or_none()
    return _as_gap(row) if row else None


def _as_gap(row: RowMapping) -> Gap:
    return Gap(**{name: row[name] for name in Gap.__dataclass_fields__})
