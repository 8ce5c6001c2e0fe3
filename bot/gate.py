"""What happens when the patient-data gate has stopped something that a person wrote.

The words are gone before they reach the journal; here only the kind of the finding is known.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.journal import Incoming
from bot.skill import Context, Message, Role
from bot.texts import texts
from knowledge.gate import screen

log = logging.getLogger(__name__)


def stop(text: str) -> str | None:
    """The kind of what must not be stored in a text; None if it may pass."""
    finding = screen(text)
    return finding.kind.value if finding else None


def stopped(context: Context, incoming: Incoming) -> Sequence[Message]:
    """Take the message away where the bot may, and tell its writer in private how to go on."""
    log.info("a message was stopped: %s", incoming.text)
    said = []
    if incoming.can_redact:
        said.append(
            Message(
                to=incoming.room,
                text="",
                key=f"stopped:{incoming.event}:redact",
                redacts=incoming.event,
            )
        )
    if context.role > Role.STRANGER:
        said.append(_word(context, incoming))
    return said


def _word(context: Context, incoming: Incoming) -> Message:
    language = context.language
    done = "taken-away" if incoming.can_redact else "take-away"
    text = " ".join(
        (
            texts(language, f"gate.{incoming.text}"),
            texts(language, f"gate.{done}"),
            texts(language, "gate.instead"),
        )
    )
    return Message(to=incoming.sender, text=text, key=f"stopped:{incoming.event}")
