"""Which documents there are: those that hold, those that do no more, those that could not be
read; and one of them in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.scopes import Scopes
from bot.skill import Context, Message, Role
from bot.texts import Catalogue
from knowledge.curated import number_of
from knowledge.fold import fold
from knowledge.library import Library
from knowledge.records import DocumentInfo
from knowledge.validity import in_force, successors
from skills.documents.wording import Wording

LISTED = 60
"""Documents in one message; a word after `!dokument` narrows it down."""

InCharge = Callable[[Context], bool]


class Listing:
    """`!dokument`. Nothing is told of documents that the room may not see."""

    def __init__(
        self, say: Catalogue, library: Library, scopes: Scopes, in_charge: InCharge
    ) -> None:
        """`in_charge` tells whether all documents may be spoken of where somebody asks."""
        self._say = say
        self._library = library
        self._scopes = scopes
        self._in_charge = in_charge

    def show(self, context: Context, words: str) -> Sequence[Message]:
        """All documents, those that some words name, or one in full."""
        held = self._visible(context)
        found = _named(held, words)
        if not held:
            return [context.reply(self._say(context.language, "documents.none"))]
        if not found:
            return [context.reply(self._say(context.language, "documents.no-such"))]
        if words and len(found) == 1:
            return [context.reply(self._full(context, found[0], held))]
        return [context.reply(self._list(context, found, held))]

    def _visible(self, context: Context) -> list[DocumentInfo]:
        everything = self._library.documents()
        if self._in_charge(context):
            return list(everything)
        seen = self._scopes.seen_from(context)
        return [
            one
            for one in everything
            if (not one.metadata.scopes or seen.intersection(one.metadata.scopes))
            and self._may_know_of(context, one)
        ]

    def _may_know_of(self, context: Context, one: DocumentInfo) -> bool:
        """A file that never could be read has no tags yet; where there are any, its name is for
        those in charge."""
        unread = one.error is not None and not one.passages
        return not unread or not self._scopes.in_use or context.role >= Role.PROCESS_LEADER

    def _list(
        self, context: Context, found: Sequence[DocumentInfo], held: Sequence[DocumentInfo]
    ) -> str:
        today = context.now.date()
        holding, replaced = in_force(held, today), successors(held, today)
        files = [one for one in found if number_of(one.file) is None]
        unread = [one for one in files if one.error and not one.passages]
        current = [one for one in files if one.file in holding and one not in unread]
        past = [one for one in files if one not in current and one not in unread]
        wording = Wording(self._say, context.language)
        parts, number = [], 0
        for key, group in (("head", current), ("past", past), ("failed", unread)):
            shown = group[: max(0, LISTED - number)]
            if shown:
                head = self._say(context.language, f"documents.{key}", count=len(group))
                lines = [
                    f"{number + n}. {wording.line(one, replaced.get(one.file))}"
                    for n, one in enumerate(shown, start=1)
                ]
                parts.append("\n".join([head, "", *lines]))
                number += len(shown)
        if len(files) > number:
            left = len(files) - number
            parts.append(self._say(context.language, "documents.more", count=left))
        if answers := len(found) - len(files):
            parts.append(self._say(context.language, "documents.answers", count=answers))
        return "\n\n".join(parts)

    def _full(self, context: Context, one: DocumentInfo, held: Sequence[DocumentInfo]) -> str:
        replaced = successors(held, context.now.date())
        before = [
            other
            for other in held
            if (later := replaced.get(other.file)) and later.file == one.file
        ]
        return Wording(self._say, context.language).full(one, before, replaced.get(one.file))


def _named(held: Sequence[DocumentInfo], words: str) -> list[DocumentInfo]:
    """The documents with all the words in their title, file or diary number."""
    wanted = fold(words).split()
    return [
        one
        for one in held
        if all(
            word in fold(f"{one.metadata.title} {one.file} {one.metadata.diary_number or ''}")
            for word in wanted
        )
    ]


def due_for_review(held: Sequence[DocumentInfo], today: date) -> list[DocumentInfo]:
    """The documents that hold and have a review date; written answers have their own."""
    holding = in_force(held, today)
    return [
        one
        for one in held
        if one.metadata.review and one.file in holding and number_of(one.file) is None
    ]
