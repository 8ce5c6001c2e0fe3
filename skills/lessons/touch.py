"""When a lesson comes up by itself: what touches its area, and that it is said once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.db import insert_new
from knowledge.swedish import words
from skills.lessons.model import CLOSED, State
from skills.lessons.tables import brought

REVIEWED = frozenset(State) - CLOSED - {State.DRAFT, State.SUBMITTED}
"""What nobody has reviewed is not brought up unasked."""
_WHOLE = 3
"""Words of so few letters have no endings here: "IT" is not "item"."""
_ENDING = 4
"""Letters of the longest ending, "sjukstugorna". Longer is another word."""


def touches(area: str, texts: Sequence[str]) -> bool:
    """Whether one of the texts names an area, also inflected: "hemsjukvårdens"."""
    named = words(area)
    return bool(named) and any(_names(named, words(text)) for text in texts)


def once(tx: Connection, lesson: int, place: str, now: datetime) -> bool:
    """Note that a lesson is brought up in a place; False where it has been already."""
    return insert_new(tx, brought, {"lesson": lesson, "place": place, "at": now})


def already(tx: Connection, place: str) -> Collection[int]:
    """The lessons that have been brought up in a place."""
    return set(tx.scalars(select(brought.c.lesson).where(brought.c.place == place)))


def _names(named: Sequence[str], said: Sequence[str]) -> bool:
    starts = range(len(said) - len(named) + 1)
    return any(all(map(_is_form, named, said[start:])) for start in starts)


def _is_form(word: str, said: str) -> bool:
    if len(word) <= _WHOLE:
        return said == word
    stem = word.rstrip("aeiou")
    return said.startswith(stem) and len(said) - len(stem) <= _ENDING
