"""What somebody wants to be done, as people write it: "ring bakjouren @anna senast fredag"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.people import named
from bot.skill import UserError
from knowledge import when

_BEFORE_DATE = re.compile(
    r"(?:\b(?:senast|till|innan|före|by|before|due|until)\s+)?(?:den\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Errand:
    """What is to be done, by whom and when."""

    text: str
    owner: str
    """Empty where nobody was named."""
    due: date | None


def read(words: str, members: Collection[str], now: datetime) -> Errand:
    """Take words apart; the owner must be one of `members`. Raises UserError with the mend."""
    found = named(words, members)
    if len(found.people) > 1:
        raise UserError("errand.one-owner")
    text, due = _dated(found.rest, now)
    if not text:
        raise UserError("errand.empty")
    return Errand(text, next(iter(found.people), ""), due)


def read_date(words: str, now: datetime) -> date | None:
    """The day that some words mean; raises UserError for one that has been."""
    return _dated(words, now)[1]


def _dated(text: str, now: datetime) -> tuple[str, date | None]:
    """The text without the day at its end, and that day."""
    start = _where_the_end_begins(text)
    asked = when.understand(text[start:], now) if start is not None else None
    if start is None or asked is None or not asked.explicit:
        return text.strip(), None  # "på natten" is part of the task
    day = asked.interval.start.astimezone(now.tzinfo).date()
    if day < now.date():
        raise UserError("errand.past")
    before = _BEFORE_DATE.sub("", text[:start]).rstrip(" ,.–-")
    return before, day


def _where_the_end_begins(text: str) -> int | None:
    """Where the time words at the very end of a text begin; those within it belong to it."""
    start: int | None = None
    edge = len(text.rstrip(" ."))
    for first, last in reversed(when.time_words(text)):
        if text[last:edge].strip():
            break
        start = edge = first
    return start
