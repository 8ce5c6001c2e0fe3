"""What came out of each time: numbers, themes, and the words that may be read, in SQL."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from skills.reflection.occurrences import CLOSED, MISSED
from skills.reflection.tables import occurrence, prompt, round_, theme, voice

LATE = -1
"""In place of the number of a question."""


@dataclass(frozen=True)
class Voice:
    """Words that may be read."""

    question: int
    text: str
    author: str
    """A Matrix id, a role, or empty."""
    event: str | None = None
    """The event they come from; only where the author is named."""


@dataclass(frozen=True)
class Result:
    """The numbers of an occurrence; None for what may not be told."""

    asked: int
    answered: int | None
    pulse: float | None
    pulse_count: int | None


@dataclass(frozen=True)
class PulseAt:
    """A pulse that has been told."""

    occurrence: int
    at: datetime
    mean: float
    count: int


def write(
    tx: Connection,
    occurrence_id: int,
    result: Result,
    themes: Iterable[tuple[str, int]],
    voices: Iterable[Voice],
) -> None:
    """Keep what came out of an occurrence. Nothing in the rows tells in which order, or by
    whom, the words were written."""
    tx.execute(update(occurrence).where(occurrence.c.id == occurrence_id).values(result.__dict__))
    for label, count in themes:
        values = {"occurrence": occurrence_id, "label": label, "people": count}
        tx.execute(insert(theme).values(values))
    for one in voices:
        tx.execute(insert(voice).values(_row(occurrence_id, one, late=False)))


def add_late(tx: Connection, occurrence_id: int, text: str, author: str, event: str) -> None:
    """An answer that came after the round had closed, with its author's name."""
    row = _row(occurrence_id, Voice(LATE, text, author, event), late=True)
    tx.execute(insert(voice).values(row))


def pulses(tx: Connection, round_id: int) -> tuple[PulseAt, ...]:
    """The pulses of a round that have been told, in order."""
    told = (occurrence.c.round == round_id) & occurrence.c.pulse.is_not(None)
    return _pulses(tx, told)


def pulses_since(tx: Connection, moment: datetime) -> tuple[PulseAt, ...]:
    """All pulses that have been told of rounds that closed after a moment."""
    told = occurrence.c.pulse.is_not(None) & (occurrence.c.deadline > moment)
    return _pulses(tx, told)


def theme_at(tx: Connection, occurrence_id: int, number: int) -> str | None:
    """The label of a theme of one time, by its number from 1."""
    here = select(theme.c.label).where(theme.c.occurrence == occurrence_id)
    return tx.scalar(here.order_by(theme.c.id).offset(number - 1).limit(1))


def latest_themes(tx: Connection, room: str) -> Sequence[tuple[str, int]]:
    """Labels and counts of the themes that each round of a room came to the last time."""
    last = (
        select(func.max(occurrence.c.id))
        .join(round_, round_.c.id == occurrence.c.round)
        .where((round_.c.room == room) & (occurrence.c.state == CLOSED))
        .group_by(occurrence.c.round)
    )
    query = select(theme.c.label, theme.c.people).where(theme.c.occurrence.in_(last))
    rows = tx.execute(query.order_by(theme.c.people.desc(), theme.c.id))
    return [(row.label, row.people) for row in rows]


def forget(tx: Connection, event: str) -> None:
    """The words of an event were taken back."""
    tx.execute(delete(voice).where(voice.c.event == event))


def of_person(tx: Connection, person: str) -> tuple[str, ...]:
    """What can be read under a person's name."""
    return tuple(tx.scalars(select(voice.c.text).where(voice.c.author == person)))


def forget_person(tx: Connection, person: str) -> None:
    """Remove what can be read under a person's name."""
    tx.execute(delete(voice).where(voice.c.author == person))


def old(tx: Connection, before: datetime) -> int:
    """How many occurrences closed before a moment."""
    gone = _gone(before)
    return tx.scalar(select(func.count()).select_from(occurrence).where(gone)) or 0


def purge(tx: Connection, before: datetime) -> int:
    """Remove occurrences that closed before a moment, and all that came out of them."""
    gone = _gone(before)
    ids = select(occurrence.c.id).where(gone).scalar_subquery()
    for table in (voice, theme, prompt):
        tx.execute(delete(table).where(table.c.occurrence.in_(ids)))
    return tx.execute(delete(occurrence).where(gone)).rowcount


def _gone(before: datetime) -> ColumnElement[bool]:
    return occurrence.c.state.in_((CLOSED, MISSED)) & (occurrence.c.deadline < before)


def _pulses(tx: Connection, where: ColumnElement[bool]) -> tuple[PulseAt, ...]:
    columns = (occurrence.c.id, occurrence.c.at, occurrence.c.pulse, occurrence.c.pulse_count)
    rows = tx.execute(select(*columns).where(where).order_by(occurrence.c.at))
    return tuple(PulseAt(row.id, row.at, row.pulse, row.pulse_count) for row in rows)


def _row(occurrence_id: int, said: Voice, *, late: bool) -> dict[str, object]:
    values = {"id": secrets.randbits(62), "occurrence": occurrence_id, "late": late}
    return values | said.__dict__
