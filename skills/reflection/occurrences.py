"""Each time that a round comes, in SQL: what is asked, until when, and what came out of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from bot.db import insert_new
from skills.reflection.plan import Anonymity, Plan
from skills.reflection.tables import occurrence
from skills.reflection.template import Template

OPEN, CLOSING, CLOSED, MISSED = "open", "closing", "closed", "missed"


@dataclass(frozen=True)
class Occurrence:
    """One time that a round comes."""

    id: int
    round: int
    at: datetime
    deadline: datetime
    state: str
    anonymity: Anonymity
    together: bool
    template: Template
    """What is asked, the pulse left out where it is not wanted."""


def begin(
    tx: Connection, plan: Plan, round_id: int, at: datetime, template: Template, state: str
) -> int | None:
    """The round has come; the number of this time, None if it is there already."""
    asked = template.model_copy(update={"question": template.questions(pulse=plan.pulse)})
    values = {
        "round": round_id,
        "at": at,
        "deadline": at + plan.answer_within,
        "state": state,
        "anonymity": plan.anonymity,
        "together": plan.together,
        "template": asked.model_dump_json(),
    }
    if not insert_new(tx, occurrence, values):
        return None
    this = (occurrence.c.round == round_id) & (occurrence.c.at == at)
    return tx.scalar(select(occurrence.c.id).where(this))


def one(tx: Connection, id: int) -> Occurrence:
    """The occurrence with this number, which must be there."""
    return _occurrence(tx.execute(select(occurrence).where(occurrence.c.id == id)).mappings().one())


def ending_by(tx: Connection, until: datetime) -> tuple[Occurrence, ...]:
    """The open occurrences whose deadline has come."""
    return _occurrences(tx, (occurrence.c.state == OPEN) & (occurrence.c.deadline <= until))


def closing(tx: Connection) -> tuple[Occurrence, ...]:
    """The occurrences that take no more answers and are to be summarised."""
    return _occurrences(tx, occurrence.c.state == CLOSING)


def extend(tx: Connection, id: int, deadline: datetime) -> None:
    """An occurrence stays open until a later deadline."""
    tx.execute(update(occurrence).where(occurrence.c.id == id).values(deadline=deadline))


def set_state(tx: Connection, id: int, state: str) -> None:
    """Move an occurrence on."""
    tx.execute(update(occurrence).where(occurrence.c.id == id).values(state=state))


def _occurrences(tx: Connection, where: ColumnElement[bool]) -> tuple[Occurrence, ...]:
    rows = tx.execute(select(occurrence).where(where).order_by(occurrence.c.id)).mappings()
    return tuple(_occurrence(row) for row in rows)


def _occurrence(row: RowMapping) -> Occurrence:
    return Occurrence(
        id=row["id"],
        round=row["round"],
        at=row["at"],
        deadline=row["deadline"],
        state=row["state"],
        anonymity=Anonymity(row["anonymity"]),
        together=row["together"],
        template=Template.model_validate(json.loads(row["template"])),
    )
