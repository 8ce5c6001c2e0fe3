"""Actions in words."""

from __future__ import annotations

from datetime import date

from bot.actions import Action
from bot.render import escape
from bot.texts import Catalogue


def line(say: Catalogue, language: str, action: Action, today: date) -> str:
    """An action in one line."""
    parts = [f"**{action.id}.** {escape(action.text)}"]
    parts.append(escape(action.owner) or say(language, "action.nobody"))
    if action.due:
        late = action.due < today
        parts.append(say(language, "action.late" if late else "action.by", day=action.due))
    return " · ".join(parts)
