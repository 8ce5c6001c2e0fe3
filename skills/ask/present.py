"""An answer as it is read on a phone at night: who first, then how to reach them, then
what comes after, then the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from bot.render import escape
from bot.texts import Catalogue, texts
from knowledge.model import Answer, Duty, Interval, Passage, Responsibility, Status, Verdict
from skills.ask.moment import span

SHOWN = {Verdict.ANSWER: 2, Verdict.MAYBE: 3, Verdict.UNKNOWN: 0}
"""Quotes worth a tired reader's time, by how sure the documents are."""

_BACKUP = re.compile(r"\b(?:reserv\w*|backup\w*)\b", re.IGNORECASE)


class Presenter:
    """Puts answers into words in one language."""

    def __init__(self, say: Catalogue, language: str, now: datetime) -> None:
        self._say = say
        self._language = language
        self._now = now

    def answer(self, answer: Answer) -> str:
        """The whole answer as Markdown."""
        return "\n\n".join(part for part in self._parts(answer) if part)

    def quotes(self, passages: Iterable[Passage]) -> str:
        """Passages with their sources, as Markdown."""
        return "\n\n".join(map(self._quote, passages))

    def _parts(self, answer: Answer) -> Iterator[str]:
        yield from (self._text(f"degraded.{code}") for code in answer.degraded)
        if answer.refused:
            yield self._text(f"refused.{answer.refused}")
        if answer.ask_back:
            yield self._choices(answer)
        asks_backup = bool(_BACKUP.search(answer.question))
        yield from (self._duty(duty, asks_backup) for duty in answer.responsible)
        for conflict in answer.conflicts:
            sources = ", ".join(escape(source) for source in conflict.sources)
            yield self._text("ask.disagree", sources=sources)
        yield from self._passages(answer)

    def _passages(self, answer: Answer) -> Iterator[str]:
        if "unreadable-question" in answer.degraded or answer.refused:
            return
        if answer.verdict is Verdict.UNKNOWN:
            yield self._unknown(answer)
            return
        shown = SHOWN[answer.documents]
        if answer.responsible or answer.ask_back:
            # The register has spoken; a passage that is only near would blur it.
            shown = 1 if answer.documents is Verdict.ANSWER else 0
            yield self._text("ask.also") if shown and answer.passages else ""
        elif answer.verdict is Verdict.MAYBE:
            yield self._text("ask.maybe")
        differing = {key for conflict in answer.conflicts for key in conflict.keys}
        for rank, passage in enumerate(answer.passages):
            beside = rank < shown and passage.verdict is not Verdict.UNKNOWN
            if (rank == 0 and shown) or beside or passage.chunk.key in differing:
                yield self._quote(passage)

    def _unknown(self, answer: Answer) -> str:
        if not answer.passages:
            return self._text("ask.unknown")
        nearest = self._text("ask.nearest", source=self._place(answer.passages[0]))
        return f"{self._text('ask.unknown')} {nearest}"

    def _choices(self, answer: Answer) -> str:
        lines = [self._text("ask.which" if len(answer.ask_back) > 1 else "ask.that-one")]
        for number, choice in enumerate(answer.ask_back, start=1):
            area = f" – {escape(choice.area)}" if choice.area else ""
            lines.append(f"{number}. {escape(choice.function)}{area}")
        return "\n".join(lines)

    def _duty(self, duty: Duty, asks_backup: bool) -> str:
        row = duty.responsibility
        principal = self._text(f"principal.{row.principal}") if row.principal else ""
        role = escape(row.role)
        if duty.start and duty.end:
            when = span(self._say, self._language, Interval(duty.start, duty.end), self._now)
        else:
            when = escape(row.when)
        key = "nobody" if not row.role else "stand-in" if duty.vacant else "head"
        span_ = _sentence_case(when)
        head = self._text(f"duty.{key}", span=span_, role=role, principal=principal)
        people = " · ".join(escape(f"{turn.name} {turn.phone}".strip()) for turn in duty.people)
        lines = [
            head,
            people,
            self._reach(duty, asks_backup),
            self._next(duty),
            self._register_source(row),
        ]
        return "\n".join(line.strip() for line in lines if line)

    def _reach(self, duty: Duty, asks_backup: bool) -> str:
        row = duty.responsibility
        area = f", {escape(row.area)}" if row.area else ""
        parts = [_sentence_case(self._text("duty.about", function=escape(row.function), area=area))]
        if row.contact:
            parts.append(self._text("duty.contact", contact=escape(row.contact)))
        backups = [f"{one.role} {one.contact}".strip() for one in duty.backups]
        if backups := [*backups, *([row.backup] if row.backup and not backups else [])]:
            parts.append(self._text("duty.backup", backup=escape(", ".join(backups))))
        elif asks_backup:
            parts.append(self._text("duty.no-backup"))
        return " · ".join(parts)

    def _next(self, duty: Duty) -> str:
        if not (duty.next and duty.end):
            return ""
        principal = self._text(f"principal.{duty.next.principal}") if duty.next.principal else ""
        time = f"{duty.end.astimezone(self._now.tzinfo):%H:%M}"
        return self._text("duty.next", time=time, role=escape(duty.next.role), principal=principal)

    def _register_source(self, row: Responsibility) -> str:
        parts = [escape(row.source)] if row.source else []
        parts.append(self._status(row.status, None))
        if row.valid_from:
            parts[-1] += ", " + self._text("source.since", date=row.valid_from)
        return f"*{' · '.join(parts)}*"

    def _quote(self, passage: Passage) -> str:
        # Each line of the quote keeps its mark, so that a list stays inside the quotation.
        # A row of a table is read with its header.
        lines = [passage.chunk.context, *passage.quote.splitlines()]
        quote = "\n".join(f"> {escape(line)}" for line in lines if line.strip())
        meta = passage.metadata
        status = self._status(meta.status, meta.decided)
        if meta.valid_to:
            status += ", " + self._text("source.until", date=meta.valid_to)
        if meta.review and meta.review < self._now.date():
            status += ", " + self._text("source.overdue", date=meta.review)
        return f"{quote}\n\n*{self._place(passage)} · {status}*"

    def _place(self, passage: Passage) -> str:
        place = passage.chunk.place
        where = [escape(passage.metadata.title or passage.file)]
        if place.section:
            where[0] += f" {escape(place.section)}"
        if place.page:
            where.append(self._text("source.page", page=place.page))
        if place.slide:
            where.append(self._text("source.slide", slide=place.slide))
        return ", ".join(where)

    def _status(self, status: Status, date: date | None) -> str:
        word = texts(self._language, f"status.{status}")
        return self._text("source.from_date", status=word, date=date) if date else word

    def _text(self, key: str, **values: object) -> str:
        return self._say(self._language, key, **values)


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
