"""What has happened to each lesson: lines that are only ever added, each sealed with the one
before it.

Words can be taken back and people forgotten, so neither is under the seal itself: the words
come into it as a digest, salted so that it cannot be guessed from.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from skills.lessons.tables import history, lesson

Words = Mapping[str, Any]
"""What was written, by field; also what was said besides, under "said"."""


@dataclass(frozen=True)
class Line:
    """One line of a lesson's history."""

    lesson: int
    number: int
    """From 1."""
    at: datetime
    step: str
    """A step of the life cycle, or "record", "fill", "recur", "take-back", "import"."""
    state: str
    """The state after it."""
    who: str
    event: str | None
    words: Words | None
    """None where they were taken back."""


def add(tx: Connection, line: Line) -> None:
    """Seal a line and add it; its number must follow on the last one of the lesson."""
    written = None
    if line.words is not None:
        written = json.dumps(
            {**line.words, "salt": secrets.token_hex(16)}, ensure_ascii=False, default=str
        )
    digest = _sha(written or "")
    row = {
        "lesson": line.lesson,
        "number": line.number,
        "at": line.at,
        "step": line.step,
        "state": line.state,
        "who": line.who,
        "event": line.event,
        "words": written,
        "digest": digest,
        "seal": _seal(_last_seal(tx, line.lesson), line, digest),
    }
    tx.execute(insert(history).values(row))


def of(tx: Connection, lesson_id: int, after: int = 0) -> tuple[Line, ...]:
    """The lines of a lesson, oldest first, from the one after a number."""
    mine = (history.c.lesson == lesson_id) & (history.c.number > after)
    rows = tx.execute(select(history).where(mine).order_by(history.c.number)).mappings()
    return tuple(_line(row) for row in rows)


def by_lesson(tx: Connection) -> dict[int, list[Line]]:
    """All lines of all lessons, oldest first."""
    found: dict[int, list[Line]] = {}
    rows = tx.execute(select(history).order_by(history.c.lesson, history.c.number)).mappings()
    for row in rows:
        found.setdefault(row["lesson"], []).append(_line(row))
    return found


def from_event(tx: Connection, event: str) -> tuple[Line, ...]:
    """The lines whose words came from an event."""
    mine = (history.c.event == event) & history.c.words.is_not(None)
    rows = tx.execute(select(history).where(mine).order_by(history.c.id)).mappings()
    return tuple(_line(row) for row in rows)


def blank(tx: Connection, line: Line) -> None:
    """The words of a line are forgotten; that something was written stays under the seal."""
    this = (history.c.lesson == line.lesson) & (history.c.number == line.number)
    tx.execute(update(history).where(this).values(words=None))


def forget(tx: Connection, person: str) -> None:
    """A person is forgotten: what they did stays, without them."""
    tx.execute(update(history).where(history.c.who == person).values(who=""))


def latest(tx: Connection) -> int:
    """A number that grows with every line of any lesson."""
    return tx.scalar(select(func.max(history.c.id))) or 0


def changed_since(tx: Connection, number: int) -> Sequence[int]:
    """The lessons that have got lines since `latest` gave a number."""
    lately = select(history.c.lesson).where(history.c.id > number).distinct()
    return tx.scalars(lately).all()


def broken(tx: Connection) -> tuple[int, ...]:
    """The lessons whose history was tampered with: a line changed, left out or added, the last
    ones cut off, or the lesson itself changed past it."""
    faulty: dict[int, None] = {}
    heads: dict[int, RowMapping] = {}
    rows = tx.execute(select(history).order_by(history.c.lesson, history.c.number)).mappings()
    for row in rows:
        before = heads.get(row["lesson"])
        if not _holds(before, row):
            faulty[row["lesson"]] = None
        heads[row["lesson"]] = row
    for one in tx.execute(select(lesson.c.id, lesson.c.version, lesson.c.state)):
        head = heads.get(one.id)
        if head is None or (head["number"], head["state"]) != (one.version, one.state):
            faulty[one.id] = None
    return tuple(faulty)


def _holds(before: RowMapping | None, row: RowMapping) -> bool:
    follows = row["number"] == (before["number"] if before else 0) + 1
    as_written = row["words"] is None or _sha(row["words"]) == row["digest"]
    seal = _seal(before["seal"] if before else "", _line(row), row["digest"])
    return bool(follows and as_written and seal == row["seal"])


def _last_seal(tx: Connection, lesson_id: int) -> str:
    mine = select(history.c.seal).where(history.c.lesson == lesson_id)
    return tx.scalar(mine.order_by(history.c.number.desc()).limit(1)) or ""


def _seal(before: str, line: Line, digest: str) -> str:
    at = line.at.astimezone(UTC).isoformat()
    sealed = [before, line.lesson, line.number, at, line.step, line.state, digest]
    return _sha(json.dumps(sealed))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _line(row: RowMapping) -> Line:
    words = None
    if row["words"] is not None:
        words = json.loads(row["words"])
        words.pop("salt", None)
    return Line(
        lesson=row["lesson"],
        number=row["number"],
        at=row["at"],
        step=row["step"],
        state=row["state"],
        who=row["who"],
        event=row["event"],
        words=words,
    )
