"""The owners of documents are reminded before the review date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import review
from bot.members import language_of
from bot.owners import Owners
from bot.skill import Message, Slot
from bot.texts import Catalogue
from knowledge.library import Library
from knowledge.records import DocumentInfo
from skills.documents.listing import due_for_review
from skills.documents.wording import title


class Reviews:
    """Reminds of review dates."""

    def __init__(
        self, say: Catalogue, library: Library, owners: Owners, zone: ZoneInfo, language: str
    ) -> None:
        """`language` is for owners who have not chosen one."""
        self._say = say
        self._library = library
        self._owners = owners
        self._zone = zone
        self._language = language

    def due(self, _tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        """The reminders of documents whose time has come."""
        return review.due(lambda: self._dated(until), self._zone, after, until)

    def remind(self, tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        """To the person behind the document's owner, else to those who lead."""
        found = self._reviewed(now)
        one = next((d for d, (key, day) in found if review.item_of(key, day) == slot.item), None)
        if one is None:
            return ()
        return [
            Message(
                to=owner,
                text=self._reminder(one, language_of(tx, owner) or self._language),
                key=f"document-review:{slot.item}:{slot.at:%Y-%m-%d}:{owner}",
            )
            for owner in self._owners.of(one.metadata.owner)
        ]

    def _dated(self, now: datetime) -> list[review.Dated]:
        return [dated for _, dated in self._reviewed(now)]

    def _reviewed(self, now: datetime) -> list[tuple[DocumentInfo, review.Dated]]:
        today = now.astimezone(self._zone).date()
        found = due_for_review(self._library.documents(), today)
        return [(one, (one.file, one.metadata.review)) for one in found if one.metadata.review]

    def _reminder(self, one: DocumentInfo, language: str) -> str:
        return self._say(language, "review.due", title=title(one), date=one.metadata.review)
