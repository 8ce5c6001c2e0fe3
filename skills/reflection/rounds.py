"""The rounds as they have been agreed, in SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from bot.db import insert_new
from knowledge.recur import from_text, to_text, upcoming
from skills.reflection.plan import Anonymity, Plan
from skills.reflection.tables import occurrence, participant, round_

DRAFT, ACTIVE, PAUSED, ENDED = "draft", "active", "paused", "ended"
DRAFTS_LAST = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Round:
    """A round, and how it stands with it."""

    id: int
    room: str
    """Where it is summarised: a room, or a person's Matrix id."""
    made_by: str
    event: str
    made: datetime
    state: str
    next: datetime | None
    plan: Plan


def draft(
    tx: Connection, plan: Plan, *, room: str, made_by: str, event: str, now: datetime
) -> Round:
    """Keep a plan until it is confirmed; drafts that nobody confirmed are dropped."""
    stale = (round_.c.state == DRAFT) & (round_.c.made < now - DRAFTS_LAST)
    for old in tx.scalars(select(round_.c.id).where(stale)).all():
        _drop(tx, old)
    values = {"room": room, "made_by": made_by, "event": event, "made": now, "state": DRAFT}
    key = tx.execute(insert(round_).values(values | _columns(plan))).inserted_primary_key
    assert key is not None
    _set_people(tx, key[0], plan.people)
    return one(tx, key[0])


def drop_draft(tx: Connection, id: int) -> None:
    """It was not meant so."""
    _drop(tx, id)


def draft_with(tx: Connection, id: int) -> Round | None:
    """The draft with this number."""
    return next(iter(_rounds(tx, (round_.c.id == id) & (round_.c.state == DRAFT))), None)


def latest_draft(tx: Connection, person: str, since: datetime) -> Round | None:
    """What a person has proposed since a moment and not confirmed yet."""
    mine = (round_.c.made_by == person) & (round_.c.state == DRAFT)
    drafts = _rounds(tx, mine & (round_.c.made >= since))
    return drafts[-1] if drafts else None


def find(tx: Connection, id: int) -> Round | None:
    """The round with this number, drafts left out."""
    return next(iter(_rounds(tx, (round_.c.id == id) & (round_.c.state != DRAFT))), None)


def one(tx: Connection, id: int) -> Round:
    """The round with this number, which must be there."""
    (found,) = _rounds(tx, round_.c.id == id)
    return found


def in_room(tx: Connection, room: str) -> tuple[Round, ...]:
    """The rounds that are summarised in a room and have not ended."""
    return _rounds(tx, (round_.c.room == room) & round_.c.state.in_((ACTIVE, PAUSED)))


def of_maker(tx: Connection, person: str) -> tuple[Round, ...]:
    """The rounds that a person has made and that have not ended."""
    return _rounds(tx, (round_.c.made_by == person) & round_.c.state.in_((ACTIVE, PAUSED)))


def coming_by(tx: Connection, until: datetime) -> tuple[tuple[int, datetime], ...]:
    """The rounds whose time has come, and when it was."""
    due = (round_.c.state == ACTIVE) & (round_.c.next <= until)
    rows = tx.execute(select(round_.c.id, round_.c.next).where(due).order_by(round_.c.next))
    return tuple((row.id, row.next) for row in rows)


def start(tx: Connection, id: int, now: datetime) -> Round:
    """It is on: from a draft, or after a pause."""
    return _go_on(tx, id, now, state=ACTIVE)


def pause(tx: Connection, id: int) -> None:
    """It does not come until it is started again."""
    tx.execute(update(round_).where(round_.c.id == id).values(state=PAUSED, next=None))


def end(tx: Connection, id: int) -> None:
    """It does not come any more."""
    tx.execute(update(round_).where(round_.c.id == id).values(state=ENDED, next=None))


def change(tx: Connection, id: int, plan: Plan, now: datetime) -> Round:
    """Another plan from now on."""
    tx.execute(update(round_).where(round_.c.id == id).values(_columns(plan)))
    _set_people(tx, id, plan.people)
    return _go_on(tx, id, now)


def passed(tx: Connection, id: int, at: datetime) -> None:
    """It has come at a time; when next? A round that comes no more has ended."""
    changed = _go_on(tx, id, at)
    if changed.next is None and changed.state == ACTIVE:
        end(tx, id)


def leave(tx: Connection, id: int, person: str) -> None:
    """A person does not want to be asked in a round any more."""
    tx.execute(delete(participant).where(_row(id, person)))
    tx.execute(insert(participant).values(round=id, person=person, left=True))


def has_left(tx: Connection, id: int) -> frozenset[str]:
    """Who does not want to be asked."""
    query = select(participant.c.person).where((participant.c.round == id) & participant.c.left)
    return frozenset(tx.scalars(query))


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded: its rounds are summarised in the new one."""
    tx.execute(update(round_).where(round_.c.room == old).values(room=new))


def forget_words(tx: Connection, event: str) -> None:
    """The words of an event were taken back: the round keeps going without its title."""
    tx.execute(update(round_).where(round_.c.event == event).values(title=""))


def forget_person(tx: Connection, person: str) -> int:
    """Take a person out of all rounds; how many they had made that go on without them."""
    tx.execute(delete(participant).where(participant.c.person == person))
    for id in tx.scalars(
        select(round_.c.id).where((round_.c.made_by == person) & (round_.c.state == DRAFT))
    ).all():
        _drop(tx, id)
    made = update(round_).where(round_.c.made_by == person).values(made_by="")
    return tx.execute(made).rowcount


def purge(tx: Connection, before: datetime) -> None:
    """Remove rounds that have ended, were made before a moment, and of which nothing is kept."""
    held = select(occurrence.c.round)
    gone = (round_.c.state == ENDED) & (round_.c.made < before) & round_.c.id.not_in(held)
    for id in tx.scalars(select(round_.c.id).where(gone)).all():
        _drop(tx, id)


def _go_on(tx: Connection, id: int, after: datetime, state: str | None = None) -> Round:
    found = one(tx, id)
    state = state or found.state
    times = upcoming(found.plan.recurrence, after, 1) if state == ACTIVE else ()
    values = {"state": state, "next": times[0] if times else None}
    tx.execute(update(round_).where(round_.c.id == id).values(values))
    return one(tx, id)


def _drop(tx: Connection, id: int) -> None:
    tx.execute(delete(participant).where(participant.c.round == id))
    tx.execute(delete(round_).where(round_.c.id == id))


def _set_people(tx: Connection, id: int, people: Collection[str]) -> None:
    staying = (participant.c.round == id) & participant.c.left.is_(False)
    tx.execute(delete(participant).where(staying))
    for person in people:
        insert_new(tx, participant, {"round": id, "person": person, "left": False})


def _row(id: int, person: str) -> ColumnElement[bool]:
    return (participant.c.round == id) & (participant.c.person == person)


def _rounds(tx: Connection, where: ColumnElement[bool]) -> tuple[Round, ...]:
    rows = tx.execute(select(round_).where(where).order_by(round_.c.id)).mappings().all()
    return tuple(_round(tx, row) for row in rows)


def _round(tx: Connection, row: RowMapping) -> Round:
    asked = (participant.c.round == row["id"]) & participant.c.left.is_(False)
    people = tx.scalars(select(participant.c.person).where(asked).order_by(participant.c.person))
    fields = {name: row[name] for name in ("id", "room", "made_by", "event", "made", "state")}
    return Round(**fields, next=row["next"], plan=_plan(row, tuple(people)))


def _plan(row: RowMapping, people: tuple[str, ...]) -> Plan:
    return Plan(
        title=row["title"],
        recurrence=from_text(row["recurrence"]),
        template=row["template"],
        people=people,
        answer_within=row["answer_minutes"] * MINUTE,
        reminders=row["reminders"],
        anonymity=Anonymity(row["anonymity"]),
        together=row["together"],
        pulse=row["pulse"],
    )


def _columns(plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title,
        "recurrence": to_text(plan.recurrence),
        "template": plan.template,
        "answer_minutes": plan.answer_within // MINUTE,
        "reminders": plan.reminders,
        "anonymity": plan.anonymity,
        "together": plan.together,
        "pulse": plan.pulse,
    }
