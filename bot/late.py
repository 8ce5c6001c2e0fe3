"""A message that goes out late says so, and why, in one line before everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, select

from bot.members import language_of
from bot.state import journal
from bot.texts import texts

LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Lateness:
    """How lateness is told."""

    language: str
    """For people who have not chosen one."""
    zone: ZoneInfo

    def said(self, tx: Connection, row: RowMapping, now: datetime) -> str:
        """The text of a row of the outbox, with the line before it if it is late at `now`."""
        person, asked = _question(tx, row)
        begun = asked or row["created"]
        if now - begun <= LATE or not row["text"]:
            return str(row["text"])
        # If it was queued soon after the question, the way out is what took long.
        reason = "away" if asked and row["created"] - asked > LATE else "unsent"
        language = language_of(tx, person) or self.language
        line = texts(language, f"late.{reason}", when=self._moment(begun, now))
        return f"*{line}*\n\n{row['text']}"

    def _moment(self, moment: datetime, now: datetime) -> str:
        local, today = moment.astimezone(self.zone), now.astimezone(self.zone).date()
        return f"{local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"


def _question(tx: Connection, row: RowMapping) -> tuple[str, datetime | None]:
    """Who is to read it, and when they asked if it answers what they just said."""
    if row["reply_to"] is None or not row["key"].startswith(f"reply:{row['reply_to']}:"):
        return row["to"], None
    query = select(journal.c.sender, journal.c.sent).where(journal.c.event == row["reply_to"])
    found = tx.execute(query).one_or_none()
    return (found.sender, found.sent) if found else (row["to"], None)
