"""Before the first answer: who sees what is said, and what must not be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.members import mark_told, was_told
from bot.skill import Context, Message
from bot.texts import texts


def introduced(context: Context, messages: Sequence[Message]) -> Sequence[Message]:
    """The messages, with the notice before the first answer that a person ever gets."""
    answer = next((one for one in messages if _answers(context, one)), None)
    if answer is None or was_told(context.tx, context.member):
        return messages
    mark_told(context.tx, context.member, context.now)
    where = "private" if context.private else "room"
    notice = texts(context.language, f"notice.{where}")
    told = replace(answer, text=f"*{notice}*\n\n{answer.text}")
    return [told if one is answer else one for one in messages]


def _answers(context: Context, message: Message) -> bool:
    return message.to == context.room and bool(message.text) and message.poll is None
