"""What changed what: an append-only log in which every row holds on to the one before.

Each row's hash is made of the hash before it and of its own fields, so that nothing can be
changed, moved or taken out without all that follows being made anew; that in turn shows
against the anchor, which is kept outside the database (`bot.anchor`).

No words of people come in here: what was done and to what are names in code. People stand
under pseudonyms, so that forgetting a person leaves the chain whole and nobody to find in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from bot.db import insert_new
from bot.state import audit, pseudonym

BOT, TERMINAL = "bot", "terminal"
"""Who did it, where it was the program by itself or someone at the machine's own terminal."""
PURGED = "audit.purged"
"""The record by which the log itself says where it begins."""
START = "0" * 64
"""What the first row holds on to."""

_ACTION = re.compile(r"[a-z][a-z-]*(\.[a-z][a-z-]*)+")
_NOTED = re.compile(r"audit:(\d+):([0-9a-f]{64})", re.ASCII)
_WHAT = re.compile(r"[a-z][a-z-]*(:[\w.-]{1,64}){0,3}", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One row of the log."""

    seq: int
    at: datetime
    who: str
    """BOT, TERMINAL or a person's pseudonym."""
    action: str
    what: str
    hash: str
    """SHA-256 in hex, of the hash before and all other fields."""


@dataclass(frozen=True)
class Head:
    """How far the log has come."""

    count: int
    """The number of the last row; 0 for an empty log."""
    hash: str


def record(tx: Connection, at: datetime, who: str, action: str, what: str) -> None:
    """Note that `who` did `action` to `what`: ("@eva:kommun.example", "lesson.validated",
    "lesson:12"). Raises ValueError where action or what is anything but a name in code."""
    if not _ACTION.fullmatch(action) or not _WHAT.fullmatch(what):
        raise ValueError("the audit log takes names in code, no words")
    _wait_for_others(tx)
    last = head(tx)
    fields = {"seq": last.count + 1, "at": _written(at), "who": _known_as(tx, who)}
    fields |= {"action": action, "what": what}
    tx.execute(insert(audit).values(fields | {"hash": _hash(last.hash, fields)}))


def thing(kind: str, name: str) -> str:
    """How something with a name of its own is noted: by the name where that is one in code,
    "document:natt.md", and else by the start of its SHA-256."""
    what = f"{kind}:{name}"
    known = _WHAT.fullmatch(what) and ":" not in name
    return what if known else f"{kind}:{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def head(tx: Connection) -> Head:
    """The last row."""
    query = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
    last = tx.execute(query).one_or_none()
    return Head(last.seq, last.hash) if last else Head(0, START)


def entries(tx: Connection, start: datetime, end: datetime) -> tuple[Entry, ...]:
    """What was done from `start` up to, but not at, `end`."""
    within = (audit.c.at >= _written(start)) & (audit.c.at < _written(end))
    rows = tx.execute(select(audit).where(within).order_by(audit.c.seq)).mappings()
    return tuple(Entry(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows)


def people(tx: Connection) -> dict[str, str]:
    """Pseudonym -> Matrix id, of those who are not forgotten."""
    return {row.token: row.person for row in tx.execute(select(pseudonym))}


def of_person(tx: Connection, person: str) -> int:
    """How many rows stand under a person's pseudonym."""
    token = select(pseudonym.c.token).where(pseudonym.c.person == person).scalar_subquery()
    return tx.scalar(select(func.count()).where(audit.c.who == token)) or 0


def forget(tx: Connection, person: str) -> None:
    """Nobody can say any more whose pseudonym it was; the rows stay."""
    tx.execute(delete(pseudonym).where(pseudonym.c.person == person))


def broken_at(tx: Connection, anchor: Head | None = None) -> int | None:
    """The number of the first row that is not as it was written, None where all are.

    With an `anchor`, rows cut off at the end and a chain made anew are found as well.
    """
    before, expected = _beginning(tx)
    for row in _rows(tx):
        if row["seq"] != expected or row["hash"] != _hash(before, row):
            return min(int(row["seq"]), expected)
        if anchor and anchor.count == expected and anchor.hash != row["hash"]:
            return expected
        before, expected = row["hash"], expected + 1
    return expected if anchor and anchor.count >= expected else None


def reaches(tx: Connection, anchor: Head) -> bool:
    """Whether the row that an anchor holds is still there, or was purged; a quick look that
    does not read the rest."""
    found = tx.scalar(select(audit.c.hash).where(audit.c.seq == anchor.count))
    return found == anchor.hash or anchor.count < _beginning(tx)[1]


def last_of(tx: Connection, action: str) -> str | None:
    """What the last `action` was done to."""
    query = select(audit.c.what).where(audit.c.action == action).order_by(audit.c.seq.desc())
    return tx.scalar(query.limit(1))


def older(tx: Connection, moment: datetime) -> int:
    """How many rows are older than a moment."""
    return tx.scalar(select(func.count()).where(audit.c.at < _written(moment))) or 0


def purge(tx: Connection, moment: datetime, now: datetime) -> int:
    """Remove the rows older than a moment, and note where the log begins from now on."""
    _wait_for_others(tx)
    kept = select(func.min(audit.c.seq)).where(audit.c.at >= _written(moment)).scalar_subquery()
    past = audit.c.seq < func.coalesce(kept, head(tx).count + 1)
    query = select(audit.c.seq, audit.c.hash).where(past).order_by(audit.c.seq.desc()).limit(1)
    last = tx.execute(query).one_or_none()
    if last is None:
        return 0
    record(tx, now, BOT, PURGED, f"audit:{last.seq}:{last.hash}")
    return tx.execute(delete(audit).where(audit.c.seq <= last.seq)).rowcount


def _beginning(tx: Connection) -> tuple[str, int]:
    """The hash before the first row and its number, as the last purge has noted them."""
    noted = _NOTED.fullmatch(last_of(tx, PURGED) or "")
    return (noted[2], int(noted[1]) + 1) if noted else (START, 1)


def _rows(tx: Connection) -> Iterator[RowMapping]:
    query = select(audit).order_by(audit.c.seq).execution_options(yield_per=1000)
    yield from tx.execute(query).mappings()


def _hash(before: str, row: Mapping[Any, Any]) -> str:
    fields = [before, *(row[name] for name in ("seq", "at", "who", "action", "what"))]
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def _written(at: datetime) -> str:
    """As text that sorts by time, so that what is hashed is what lies in the table."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _known_as(tx: Connection, who: str) -> str:
    if who in (BOT, TERMINAL):
        return who
    insert_new(tx, pseudonym, {"person": who, "token": f"p-{secrets.token_hex(8)}"})
    return str(tx.scalar(select(pseudonym.c.token).where(pseudonym.c.person == who)))


def _wait_for_others(tx: Connection) -> None:
    """One at a time; SQLite lets only one write anyhow."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("LOCK TABLE audit IN EXCLUSIVE MODE")
