"""How messages to those in charge are named, so that what they answer finds its question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.outbox import key_of
from bot.skill import Context
from skills.ask import store, written
from skills.ask.store import Asked
from skills.ask.written import Written

_GAP, _REVIEW = "gap", "review"


def gap_key(gap: Asked, owner: str) -> str:
    """Of a question to an owner; with its time, should the number come back for another."""
    return f"{_GAP}:{owner} {gap.id} {gap.asked.timestamp():.0f}"


def gap_in(tx: Connection, context: Context) -> Asked | None:
    """The question that an owner was asked in the message that `context` belongs to."""
    for id, asked in _parts(tx, _GAP, context):
        gap = store.find(tx, int(id))
        if gap and f"{gap.asked.timestamp():.0f}" == asked:
            return gap
    return None


def review_key(answer: Written, at: datetime, owner: str) -> str:
    """Of a reminder to an owner that a written answer is to be looked at."""
    return f"{_REVIEW}:{owner} {answer.question} {at:%Y-%m-%d}"


def review_in(tx: Connection, context: Context) -> Written | None:
    """The written answer that an owner was reminded of in the message that `context` belongs to."""
    found = (written.find(tx, int(id)) for id, _ in _parts(tx, _REVIEW, context))
    return next(filter(None, found), None)


def _parts(tx: Connection, kind: str, context: Context) -> Iterator[tuple[str, str]]:
    """The parts of the keys of our messages that an owner writes below, replies to or presses
    a button of, in private."""
    around = (context.thread, context.replies_to, context.target) if context.private else ()
    for event in filter(None, around):
        found, _, rest = (key_of(tx, event) or "").partition(":")
        owner, *parts = rest.split(" ")
        if found == kind and owner == context.member:
            yield parts[0], parts[1]
