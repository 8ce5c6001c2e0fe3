"""What is in the library, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render import escape
from bot.skill import Command, Context, Message, Skill
from bot.texts import Catalogue, texts
from knowledge.library import DocumentInfo, Library

say = Catalogue.beside(__file__)


def skill(library: Library) -> Skill:
    """`!dokument`."""

    def documents(context: Context, _args: str) -> Sequence[Message]:
        held = library.documents()
        if not held:
            return [context.reply(say(context.language, "documents.none"))]
        head = say(context.language, "documents.head", count=len(held))
        lines = [_line(context.language, one) for one in held]
        return [context.reply("\n".join([head, "", *lines]))]

    return Skill(
        name="documents",
        commands=(Command("dokument", documents, "help.documents", aliases=("documents",)),),
        texts=say,
    )


def _line(language: str, one: DocumentInfo) -> str:
    meta = one.metadata
    parts = [f"**{escape(meta.title or one.file)}**", texts(language, f"status.{meta.status}")]
    if meta.decided:
        parts[-1] += f" {meta.decided}"
    if meta.valid_to:
        parts.append(say(language, "documents.until", date=meta.valid_to))
    if meta.owner:
        parts.append(escape(meta.owner))
    if one.error:
        sentence = texts.told(language, one.error.code, one.error.details)
        parts.append(say(language, "documents.unread", reason=escape(sentence)))
    return f"- {' · '.join(parts)}"
