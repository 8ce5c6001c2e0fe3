"""Etappmål: what is to be reached and by when, and how far it has come."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from bot import audit, errand
from bot.render import escape
from bot.skill import Context, Message, Role, UserError
from knowledge.fold import fold
from skills.lessons import fields
from skills.lessons.tables import milestone
from skills.lessons.wording import say


class Reach(StrEnum):
    """How far a milestone has come."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    REACHED = "reached"
    MISSED = "missed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Milestone:
    """Something to be reached."""

    id: int
    uid: str
    title: str
    state: Reach
    due: date | None
    source: str
    since: datetime
    event: str | None = None


_WORDS: Mapping[str, Reach] = {
    **dict.fromkeys(("planerat", "planned"), Reach.PLANNED),
    **dict.fromkeys(("pagar", "ongoing"), Reach.ONGOING),
    **dict.fromkeys(("natt", "reached"), Reach.REACHED),
    **dict.fromkeys(("missat", "missed"), Reach.MISSED),
    **dict.fromkeys(("stryk", "drop"), Reach.DROPPED),
}


def every(tx: Connection) -> tuple[Milestone, ...]:
    """All milestones, the next due first."""
    order = (milestone.c.due.is_(None), milestone.c.due, milestone.c.id)
    rows = tx.execute(select(milestone).order_by(*order)).mappings()
    return tuple(Milestone(**{**row, "state": Reach(row["state"])}) for row in rows)


def add(tx: Connection, new: Milestone) -> None:
    """Store a new one; it gets a number of its own."""
    values = {name: getattr(new, name) for name in Milestone.__dataclass_fields__ if name != "id"}
    tx.execute(insert(milestone).values(values | {"state": new.state.value}))


def take_back(tx: Connection, event: str) -> None:
    """The words of an event were taken back."""
    tx.execute(update(milestone).where(milestone.c.event == event).values(title="–", event=None))


def command(context: Context, args: str) -> Sequence[Message]:
    """`!etappmål`, `!etappmål TEXT senast DAG`, `!etappmål nått 3`."""
    if not args:
        return [context.reply(_list(context))]
    if context.role < Role.TEAM_LEAD:
        raise UserError("life.needs-team-lead")
    word, _, rest = args.partition(" ")
    state = _WORDS.get(fold(word))
    number = rest.strip().rstrip(".")
    if state and number.isascii() and number.isdecimal():
        return _mark(context, int(number), state)
    wanted = errand.read(args, (), context.now)
    title = fields.clean(wanted.text)
    add(
        context.tx,
        Milestone(
            id=0,
            uid=uuid.uuid4().hex,
            title=title,
            state=Reach.PLANNED,
            due=wanted.due,
            source="",
            since=context.now,
            event=context.event,
        ),
    )
    return [context.reply(say(context.language, "milestone.noted") + "\n\n" + _list(context))]


def line(one: Milestone, language: str, today: date) -> str:
    """A milestone in one line."""
    parts = [f"**{one.id}** {escape(one.title)}", say(language, f"reach.{one.state}")]
    if one.due:
        open_ = one.state in (Reach.PLANNED, Reach.ONGOING)
        late = "milestone.late" if open_ and one.due < today else "milestone.by"
        parts.append(say(language, late, day=one.due))
    return " · ".join(parts)


def _list(context: Context) -> str:
    found = [one for one in every(context.tx) if one.state is not Reach.DROPPED]
    if not found:
        return say(context.language, "milestone.none")
    today = context.now.date()
    lines = [f"- {line(one, context.language, today)}" for one in found]
    return "\n".join([say(context.language, "milestone.head"), "", *lines])


def _mark(context: Context, id: int, state: Reach) -> Sequence[Message]:
    values = {"state": state.value, "since": context.now}
    changed = update(milestone).where(milestone.c.id == id).values(values)
    if context.tx.execute(changed).rowcount != 1:
        raise UserError("milestone.unknown", id=id)
    audit.record(context.tx, context.now, context.member, f"milestone.{state}", f"milestone:{id}")
    return [context.reply(_list(context))]
