"""Documents in words: one on a line, one in full, one that waits to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.render import escape
from bot.texts import Catalogue, texts
from knowledge.model import Metadata
from knowledge.records import DocumentInfo

NOTHING = "–"


class Wording:
    """Puts documents into words in one language."""

    def __init__(self, say: Catalogue, language: str) -> None:
        self._say = say
        self._language = language

    def line(self, one: DocumentInfo, successor: DocumentInfo | None = None) -> str:
        """A document on one line."""
        known = one.metadata
        parts = [f"**{title(one)}**", self._status(known)]
        if successor:
            parts.append(self._text("documents.replaced", title=title(successor)))
        if known.valid_to:
            parts.append(self._text("documents.until", date=known.valid_to))
        if known.owner:
            parts.append(escape(known.owner))
        if known.review and not successor:
            parts.append(self._text("documents.review", date=known.review))
        if one.error:
            parts.append(self._text("documents.unread", reason=self.reason(one)))
        return " · ".join(parts)

    def reason(self, one: DocumentInfo) -> str:
        """Why a file could not be read."""
        assert one.error is not None
        return escape(texts.told(self._language, one.error.code, one.error.details))

    def full(
        self, one: DocumentInfo, before: list[DocumentInfo], successor: DocumentInfo | None
    ) -> str:
        """A document with all that is known of it, and its versions."""
        lines = [f"**{title(one)}**", "", *self._fields(one.metadata)]
        lines.append(self._line("file", escape(one.file)))
        if before:
            lines.append(self._line("versions", ", ".join(map(version, before))))
        if successor:
            lines.append(self._line("replaced-by", version(successor)))
        read = self._text("documents.read", date=one.ingested_at.date(), count=one.passages)
        lines.append(f"- {read}")
        if one.error:
            lines.append(f"- {self._text('documents.unread', reason=self.reason(one))}")
        return "\n".join(lines)

    def dropped(self, name: str, known: Metadata, replaces: str) -> str:
        """What was recognised of a file, to be confirmed or corrected."""
        head = self._text("intake.recognised", name=escape(name))
        shown = [self._line("title", escape(known.title or NOTHING)), *self._fields(known)]
        shown.append(self._line("supersedes", replaces or NOTHING))
        return "\n".join([head, "", *shown])

    def _fields(self, known: Metadata) -> Iterator[str]:
        yield self._line("status", texts(self._language, f"status.{known.status}"))
        decided = " ".join(filter(None, (_day(known.decided), escape(known.body or ""))))
        yield self._line("decided", decided.strip() or NOTHING)
        valid = f"{_day(known.valid_from)} – {_day(known.valid_to)}".strip()
        yield self._line("valid", valid if valid != NOTHING else NOTHING)
        yield self._line("owner", escape(known.owner or NOTHING))
        yield self._line("review", _day(known.review) or NOTHING)
        yield self._line("diary-number", escape(known.diary_number or NOTHING))
        yield self._line("principal", str(known.principal or NOTHING))
        tags = escape(", ".join(known.scopes)) or self._text("field.everyone")
        yield self._line("scopes", tags)

    def _status(self, known: Metadata) -> str:
        word = texts(self._language, f"status.{known.status}")
        return f"{word} {known.decided}" if known.decided else word

    def _line(self, field: str, value: str) -> str:
        return f"- {self._text(f'field.{field}')}: {value}"

    def _text(self, key: str, **values: object) -> str:
        return self._say(self._language, key, **values)


def title(one: DocumentInfo) -> str:
    """What a document is called."""
    return escape(one.metadata.title or one.file)


def version(one: DocumentInfo) -> str:
    """What a document is called, with what tells it from its other versions."""
    return f"{title(one)} ({_day(one.metadata.decided) or escape(one.file)})"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
