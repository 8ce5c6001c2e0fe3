"""What a meeting should take up: what is open, and what other parts of the house bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from bot import actions
from bot.render import escape
from bot.texts import Catalogue
from skills.meeting import store

MOST = 8
"""Lines under one heading: an agenda is read on a phone."""


@dataclass(frozen=True)
class Topic:
    """What another part of the house brings to a room's agenda: lines of Markdown."""

    heading: str
    """The key of its heading in the catalogue."""
    lines: Callable[[Connection, str, str], Sequence[str]]
    """Gets the room and the language."""


Related = Callable[[Connection, str, str, date, Sequence[str]], Sequence[str]]
"""Lines of Markdown on what the governing documents say of matters; gets the room, the language,
the day and the matters."""


@dataclass(frozen=True)
class Table:
    """What other parts of the house bring to the agendas."""

    topics: Sequence[Topic] = ()
    related: Related | None = None


NOTHING = Table()


def agenda(
    say: Catalogue, tx: Connection, room: str, language: str, today: date, table: Table
) -> str:
    """The agenda of a room as Markdown; empty if there is nothing on it."""
    brought = [(one.heading, one.lines(tx, room, language)) for one in table.topics]
    parts = [
        ("agenda.actions", _actions(say, tx, room, language, today)),
        ("agenda.problems", _problems(tx, room)),
        *brought,
    ]
    if table.related:
        matters = [one.text for one in store.open_problems(tx, room)]
        matters += [one.text for one in actions.open_in(tx, room)]
        matters += [line for _, lines in brought for line in lines[:MOST]]
        parts.append(("agenda.texts", table.related(tx, room, language, today, matters)))
    return "\n\n".join(_part(say, language, *part) for part in parts if part[1])


def _part(say: Catalogue, language: str, heading: str, lines: Sequence[str]) -> str:
    shown = [f"- {line}" for line in lines[:MOST]]
    if len(lines) > MOST:
        shown.append(say(language, "agenda.more", count=len(lines) - MOST))
    return "\n".join([f"**{say(language, heading)}**", "", *shown])


def _actions(say: Catalogue, tx: Connection, room: str, language: str, today: date) -> list[str]:
    def line(one: actions.Action) -> str:
        due = ""
        if one.due:
            late = "late" if one.due < today else "by"
            due = " · " + say(language, f"agenda.{late}", day=one.due)
        owner = f" · {escape(one.owner)}" if one.owner else ""
        return f"{one.id}: {escape(one.text)}{owner}{due}"

    return [line(one) for one in actions.open_in(tx, room)]


def _problems(tx: Connection, room: str) -> list[str]:
    return [f"{one.id}: {escape(one.text)}" for one in store.open_problems(tx, room)]
