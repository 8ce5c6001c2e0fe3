"""What people write when they are asked: an answer, a wish, or something else altogether. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum

from bot.skill import UserError
from knowledge import when
from knowledge.fold import fold
from skills.reflection import pulse
from skills.reflection.asking import is_pulse, question_at, steps
from skills.reflection.occurrences import Occurrence

Answers = Mapping[int, str]
"""Answers by the number of their question, from 0."""


class Wish(Enum):
    """What somebody wants instead of answering."""

    SKIP = "skip"
    DECLINE = "decline"
    TAKE_BACK = "take-back"
    LEAVE = "leave"
    YES = "yes"
    NO = "no"
    HERE = "here"
    """They are back."""


_WISHES: Mapping[str, Wish] = {
    **dict.fromkeys(("hoppa over", "skippa", "skip", "pass"), Wish.SKIP),
    **dict.fromkeys(("avsta", "avstar", "jag avstar", "decline", "i decline"), Wish.DECLINE),
    **dict.fromkeys(
        ("ta tillbaka", "dra tillbaka", "angra", "take back", "withdraw", "undo"), Wish.TAKE_BACK
    ),
    **dict.fromkeys(("lamna rundan", "leave the round"), Wish.LEAVE),
    **dict.fromkeys(("ja", "japp", "jo", "yes", "y", "j", "✅", "👍"), Wish.YES),
    **dict.fromkeys(("nej", "no", "n", "nope"), Wish.NO),
    **dict.fromkeys(("tillbaka", "jag ar tillbaka", "back", "i am back", "i'm back"), Wish.HERE),
}
_AWAY = re.compile(
    r"(?:jag är |i am |i'm )?(?:borta|ledig|sjuk|away|off|on leave|sick)\s+"
    r"(?:(?P<through>till och med|t\.?\s?o\.?\s?m\.?|through)|fram till|tills?|until|til)\s+"
    r"(?P<day>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"^[ \t]*(\d\d?)(?:[ \t]*[.):](?!\d)|[ \t]+[–-](?=[ \t]))[ \t]*", re.MULTILINE
)
_ASKS = frozenset({"vem", "vems", "vart", "who", "whose", "whom"})
_MAY_ASK = frozenset(
    """vad var när hur varför vilken vilket vilka kan får finns ska behöver gäller har är
    what where when how why which can may is are does do should""".split()
)


def wish(text: str) -> Wish | None:
    """What is wished for, if that is all the text says."""
    return _WISHES.get(fold(text).strip(" .!").rstrip("\ufe0f"))


def away_until(text: str, now: datetime) -> date | None:
    """The first day on which a person is back: "borta till fredag", "away until 3 January".

    None if it says nothing of the kind; raises UserError for a day that has been.
    """
    match = _AWAY.fullmatch(text.strip(" .!"))
    asked = when.understand(match["day"], now) if match else None
    if match is None or asked is None or not asked.explicit:
        return None
    back = asked.interval.start.astimezone(now.tzinfo).date()
    if match["through"]:
        back += timedelta(days=1)
    if back <= now.date():
        raise UserError("away.past")
    return back


class Guess(Enum):
    """Whether a text that was written on its own asks the bot something."""

    QUESTION = "question"
    MAYBE = "maybe"
    STATEMENT = "statement"


def guess(text: str) -> Guess:
    """How much a text looks like a question to the bot rather than an answer to one."""
    first = fold(text).split(" ", 1)[0].strip(",:")
    if text.rstrip().endswith("?") or first in _ASKS:
        return Guess.QUESTION
    return Guess.MAYBE if first in {fold(word) for word in _MAY_ASK} else Guess.STATEMENT


def is_for_others(text: str, *, live: bool) -> bool:
    """Whether a text that was written on its own goes to the other skills without asking.

    After talk of something else a bare number picks one of the choices given there.
    """
    return guess(text) is Guess.QUESTION or (not live and text.strip(" .)").isdecimal())


def read(text: str, occurrence: Occurrence, step: int) -> Answers:
    """The answers in a text, by the number of their question: one, or all at once.

    Raises UserError with what is needed instead.
    """
    if occurrence.together:
        return _all(text, occurrence)
    return {step: _one(text, occurrence, step)}


def _one(text: str, occurrence: Occurrence, step: int) -> str:
    text = text.strip()
    question = question_at(occurrence, step)
    if is_pulse(question) and pulse.read(text) is None:
        raise UserError("answer.not-a-number")
    if question is None and wish(text) not in (Wish.YES, Wish.NO):
        raise UserError("answer.yes-or-no")
    return text


def _all(text: str, occurrence: Occurrence) -> Answers:
    """Numbered answers; without numbers, one line each, or all that there is to one question."""
    count = steps(occurrence)
    marks = list(_NUMBERED.finditer(text))
    if marks:
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        parts = {int(m[1]) - 1: text[m.end() : end] for m, end in zip(marks, ends, strict=True)}
    else:
        lines = [line for line in text.splitlines() if line.strip()]
        whole = {0: text} if count == 1 else {}
        parts = dict(enumerate(lines)) if len(lines) == count else whole
    said = {step: part.strip() for step, part in parts.items() if part.strip()}
    if not said or not all(0 <= step < count for step in said):
        raise UserError("answer.number-them", count=count)
    wishes = {step for step, part in said.items() if wish(part) is Wish.SKIP}
    return {n: _one(part, occurrence, n) for n, part in said.items() if n not in wishes}
