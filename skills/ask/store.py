"""The questions that were asked: how each went, and who waits for an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

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

from bot.db import UtcDateTime, insert_new
from knowledge.fold import fold
from knowledge.model import Choice, Verdict

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
    # JSON: the choices of a near tie, each [function, area], and the one answered about.
    Column("choices", Text, nullable=False),
    Column("subject", Text),
    # JSON: the tags of the room, and the names of those who may know the answer.
    Column("scopes", Text, nullable=False, server_default="[]"),
    Column("may_know", Text, nullable=False, server_default="[]"),
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
    # Who wrote it, and in which event; empty where they are forgotten.
    Column("by", String(255), nullable=False),
    Column("event", String(255), nullable=False, server_default=""),
    Column("answered", Date, nullable=False),
    Column("review", Date, nullable=False),
    Column("scopes", Text, nullable=False, server_default="[]"),
)

OPEN, PASSED, ANSWERED = "open", "passed", "answered"
LOOKED_BACK = 50
"""Questions that are looked through for those answered lately."""


@dataclass(frozen=True)
class Asked:
    """A question that has been asked, and how it went."""

    event: str
    text: str
    room: str
    thread: str | None
    verdict: str
    asked: datetime
    choices: tuple[Choice, ...] = ()
    """What was asked back."""
    subject: Choice | None = None
    """The function of the register that the answer was about."""
    scopes: tuple[str, ...] = ()
    """The tags of documents that were seen from the room."""
    may_know: tuple[str, ...] = ()
    """Areas, and owners of documents, that it may be for."""
    id: int = 0
    state: str = ANSWERED
    asker: str | None = None
    """Who waits for an answer."""

    @property
    def origin(self) -> str | None:
        """The event to reply to; None if it is in another room than the answer goes to."""
        return None if self.thread == "" else self.event

    @property
    def form(self) -> str:
        """The same for the same question in the same words."""
        return fold(self.text)


@dataclass(frozen=True)
class Count:
    """How often something was asked, and how it went the last time."""

    text: str
    times: int
    verdict: str
    state: str


def remember(tx: Connection, asked: Asked) -> None:
    """Note a question and how it went; asked anew in other words it takes its own place."""
    choices = [(one.function, one.area) for one in asked.choices]
    subject = (asked.subject.function, asked.subject.area) if asked.subject else None
    row = asdict(asked) | {
        "form": asked.form,
        "choices": json.dumps(choices),
        "subject": json.dumps(subject) if subject else None,
        "scopes": json.dumps(asked.scopes),
        "may_know": json.dumps(asked.may_know),
    }
    del row["id"]
    if not insert_new(tx, question, row):
        tx.execute(update(question).where(question.c.event == asked.event).values(row))


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
    return _last(tx, (question.c.room == room) & here)


def answered(tx: Connection, since: datetime) -> tuple[Asked, ...]:
    """The questions answered lately, as far as they were asked since a moment; none that was
    asked back, or whose thread stayed behind with an upgraded room."""
    query = select(question).order_by(question.c.id.desc()).limit(LOOKED_BACK)
    latest = [_asked(row) for row in tx.execute(query).mappings()]
    return tuple(
        one
        for one in latest
        if one.asked >= since
        and one.verdict in (Verdict.ANSWER, Verdict.MAYBE)
        and not one.choices
        and one.thread != ""
    )


def of_event(tx: Connection, event: str) -> Asked | None:
    """The question that was asked in an event."""
    return _last(tx, question.c.event == event)


def find(tx: Connection, id: int) -> Asked | None:
    """The question with this number."""
    return _last(tx, question.c.id == id)


def latest_open(tx: Connection, asker: str, room: str, thread: str | None) -> Asked | None:
    """The last question of this person here that waits and is not passed on."""
    mine = (question.c.asker == asker) & (question.c.room == room) & (question.c.state == OPEN)
    if thread is not None:
        mine &= (question.c.thread == thread) | (question.c.event == thread)
    return _last(tx, mine)


def same_passed_on(tx: Connection, asked: Asked) -> tuple[Asked, ...]:
    """The same question, asked where the same is seen, as it waits with those in charge."""
    same = (question.c.form == asked.form) & (question.c.scopes == json.dumps(asked.scopes))
    rows = select(question).where(same & (question.c.state == PASSED)).order_by(question.c.id)
    return tuple(_asked(row) for row in tx.execute(rows).mappings())


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded: what was asked in the old one is answered in the new one."""
    values = {"room": new, "thread": ""}
    tx.execute(update(question).where(question.c.room == old).values(values))


def mark(tx: Connection, ids: Iterable[int], state: str) -> None:
    """Move questions on."""
    tx.execute(update(question).where(question.c.id.in_(list(ids))).values(state=state))


def forget_words(tx: Connection, id: int) -> None:
    """Forget what was asked."""
    tx.execute(update(question).where(question.c.id == id).values(text="", form=""))


def thumb(tx: Connection, event: str, sign: str) -> bool:
    """Note what someone thought of an answer; False if no answer was given there."""
    changed = update(question).where(question.c.event == event).values(thumb=sign)
    return tx.execute(changed).rowcount == 1


def weakest(tx: Connection, seen: frozenset[str], limit: int) -> tuple[Count, ...]:
    """The questions that most often went badly: unanswered, doubtful or thumbed down.

    Only those that were asked where no other tags are seen than `seen`.
    """
    everywhere = tx.scalars(select(question.c.scopes).distinct())
    here = [scopes for scopes in everywhere if seen.issuperset(json.loads(scopes))]
    badly = question.c.verdict.in_(("unknown", "maybe")) | (question.c.thumb == "👎")
    open_ = (
        badly
        & question.c.scopes.in_(here)
        & question.c.form.not_in(
            select(question.c.form).join(curated, curated.c.question == question.c.id)
        )
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


def _last(tx: Connection, where: ColumnElement[bool]) -> Asked | None:
    query = select(question).where(where).order_by(question.c.id.desc()).limit(1)
    row = tx.execute(query).mappings().one_or_none()
    return _asked(row) if row else None


def _asked(row: RowMapping) -> Asked:
    values = {name: row[name] for name in Asked.__dataclass_fields__}
    values["choices"] = tuple(Choice(*pair) for pair in json.loads(row["choices"]))
    values["subject"] = Choice(*json.loads(row["subject"])) if row["subject"] else None
    values["scopes"] = tuple(json.loads(row["scopes"]))
    values["may_know"] = tuple(json.loads(row["may_know"]))
    return Asked(**values)
