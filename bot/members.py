"""What the bot remembers about a person: the language they have chosen, and nothing more."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.db import upsert
from bot.state import member


def language_of(tx: Connection, person: str) -> str | None:
    """The language a person has chosen; None if they have not."""
    return tx.scalar(select(member.c.language).where(member.c.id == person))


def choose_language(tx: Connection, person: str, language: str) -> None:
    """Speak this language with the person from now on."""
    upsert(tx, member, "id", {"id": person, "language": language})
