"""Reading and writing actions in words."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import Action
from bot.people import named
from bot.render import escape
from bot.skill import UserError
from bot.texts import Catalogue
from knowledge import when

_BEFORE_DATE = re.compile(
    r"(?:\b(?:senast|till|innan|före|by|before|due|until)\s+)?(?:den\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to be done."""

    text: str
    owner: str
    """Empty where nobody was named."""
    due: date | None


def read(words: str, members: Collection[str], now: datetime) -> Wanted:
    """Take apart "ring bakjouren @anna senast fredag". Raises UserError with the mend in it."""
    found = named(words, members)
    if len(found.people) > 1:
        raise UserError("action.one-owner")
    text, due = _dated(found.rest, now)
    if not text:
        raise UserError("action.empty")
    return Wanted(text, next(iter(found.people), ""), due)


def read_date(words: str, now: datetime) -> date | None:
    """The day that some words mean; raises UserError for one that has been."""
    return _dated(words, now)[1]


def line(say: Catalogue, language: str, action: Action, today: date) -> str:
    """An action in one line."""
    parts = [f"**{action.id}.** {escape(action.text)}"]
    parts.append(escape(action.owner) or say(language, "action.nobody"))
    if action.due:
        late = action.due < today
        parts.append(say(language, "action.late" if late else "action.by", day=action.due))
    return " · ".join(parts)


def _dated(text: str, now: datetime) -> tuple[str, date | None]:
    """The text without the day at its end, and that day."""
    start = _where_the_end_begins(text)
    asked = when.understand(text[start:], now) if start is not None else None
    if start is None or asked is None or not asked.explicit:
        return text.strip(), None  # "på natten" is part of the task
    day = asked.interval.start.astimezone(now.tzinfo).date()
    if day < now.date():
        raise UserError("action.past")
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
