"""A lesson in words: as a line, as a card, and what has happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.render import escape
from bot.texts import Catalogue
from skills.lessons import fields
from skills.lessons.history import Line, Words
from skills.lessons.model import Lesson

say = Catalogue.beside(__file__)

SHOWN = 8
"""As many as are read on a phone in the morning."""

_TOLD = ("discussion", "conclusion", "recommendation", "need", "risks", "consequences")
_SAID = {
    "reject": "reason",
    "reopen": "reason",
    "archive": "reason",
    "decide": "decision",
    "verify": "outcome",
    "anchor": "recheck",
    "recur": "said",
    "feedback": "said",
    "spread": "said",
}
"""Which of the words of a line of history is told."""


def state(one: Lesson, language: str) -> str:
    """How far it has come, in words."""
    return say(language, f"state.{one.state}")


def line(one: Lesson, language: str) -> str:
    """A lesson in one line."""
    parts = [f"**{one.id}** {escape(one.title)}", state(one, language)]
    if one.direction:
        parts.append(say(language, f"direction.{one.direction}"))
    if one.area:
        parts.append(escape(one.area))
    return " · ".join(parts)


def some(parts: Sequence[str], language: str) -> str:
    """The first of some paragraphs, and how many more there are."""
    more = len(parts) - SHOWN
    rest = [say(language, "nudge.more", count=more)] if more > 0 else []
    return "\n\n".join([*parts[:SHOWN], *rest])


def card(one: Lesson, language: str) -> str:
    """A lesson with all that matters about it, to be read by itself."""
    head = say(language, "card.head", id=one.id, title=escape(one.title))
    return "\n\n".join([f"**{head}**", *body(one, language)])


def body(one: Lesson, language: str) -> list[str]:
    """The paragraphs below the title."""
    return [part for part in _parts(one, language) if part]


def next_step(one: Lesson, language: str) -> str:
    """Where it stands and what can be done now."""
    return say(language, f"life.is-{one.state}", id=one.id)


def happened(one: Line, language: str) -> str:
    """A line of history in words, without who did it: a log is about what, not about whom."""
    what, words = told(one.step, one.words, language)
    return f"{one.at:%Y-%m-%d} {what}" + (f": {escape(words)}" if words else "")


def told(step: str, words: Words | None, language: str) -> tuple[str, str]:
    """What was done, and what was said of it."""
    what = say(language, f"step.{step}")
    if step == "fill":
        names = [fields.word_of(name, language) for name in words or () if fields.is_known(name)]
        return what, ", ".join(names)
    return what, str((words or {}).get(_SAID.get(step, ""), "") or "")


def _parts(one: Lesson, language: str) -> Iterator[str]:
    yield f"*{' · '.join(_place(one, language))}*"
    yield escape(one.observation)
    for name in _TOLD:
        yield _labelled(language, name, getattr(one, name))
    yield _decision(one, language)
    yield _labelled(language, "criterion", one.criterion)
    yield _labelled(language, "method", one.method)
    yield _outcome(one, language)
    if one.recurrences:
        yield say(language, "card.again", count=one.recurrences)
    if one.reason:
        yield _labelled(language, "reason", one.reason)
    if one.instead:
        yield say(language, "card.instead", id=one.instead)
    yield _source(one, language)


def _place(one: Lesson, language: str) -> Iterator[str]:
    yield f"{state(one, language)} {one.since:%Y-%m-%d}"
    if one.kind:
        yield say(language, f"kind.{one.kind}")
    if one.principal:
        yield say(language, f"principal.{one.principal}")
    yield from (escape(tag) for tag in (one.area, one.need_group, one.level) if tag)
    if one.timing:
        yield say(language, f"timing.{one.timing}")
    yield say(language, "card.adopted" if one.decided_formally else "card.working")


def _decision(one: Lesson, language: str) -> str:
    parts = []
    if one.direction:
        parts.append(_labelled(language, "direction", say(language, f"direction.{one.direction}")))
    if one.decision:
        by = escape(" ".join(str(part) for part in (one.body, one.decided or "") if part))
        where = f" ({escape(one.reference)})" if one.reference else ""
        parts.append(_labelled(language, "decision", one.decision) + f" – {by}{where}")
    if one.owner:
        parts.append(_labelled(language, "owner", one.owner))
    if one.due:
        parts.append(say(language, "card.due", day=one.due))
    return " · ".join(parts)


def _outcome(one: Lesson, language: str) -> str:
    parts = []
    if one.outcome:
        parts.append(_labelled(language, "outcome", one.outcome) + f" ({one.verified})")
    parts.append(_labelled(language, "recheck", one.recheck))
    return "\n\n".join(part for part in parts if part)


def _source(one: Lesson, language: str) -> str:
    parts = [f"[{escape(one.source)}]({one.link})" if _is_link(one.link) else escape(one.source)]
    if one.teller:
        parts.append(escape(one.teller))
    if one.diary_number:
        parts.append(escape(one.diary_number))
    said = " · ".join(part for part in parts if part)
    return say(language, "card.source", source=said) if said else ""


def _is_link(link: str) -> bool:
    return link.startswith("https://") and not any(sign in link for sign in " ()<>")


def _labelled(language: str, name: str, text: str) -> str:
    return f"**{say(language, f'card.{name}')}:** {escape(text)}" if text else ""
