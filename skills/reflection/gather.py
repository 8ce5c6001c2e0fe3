"""What has been answered, brought together when a round closes.

The answers of an anonymous round are read here for the first and only time, from the rooms
where they were written. They are never stored: what leaves this module is what may be told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import SystemRandom

from sqlalchemy import Connection

from bot.skill import Outside, UserError
from knowledge.fold import fold
from knowledge.model import Embedder
from skills.reflection import people, prompts, pulse, replies
from skills.reflection.asking import is_pulse, question_at
from skills.reflection.disclosure import enough
from skills.reflection.occurrences import Occurrence
from skills.reflection.plan import Anonymity
from skills.reflection.prompts import Given
from skills.reflection.replies import Wish
from skills.reflection.themes import Said, themes
from skills.reflection.voices import Voice

Embed = Callable[[], Embedder]
"""Loads the model when it is first needed."""

NOTHING = frozenset({"nej", "inget", "ingenting", "nej inget", "no", "nothing", "none", "-", "–"})


@dataclass(frozen=True)
class Answer:
    """One answer, read."""

    person: str
    question: int
    text: str
    event: str


@dataclass(frozen=True)
class ThemeTold:
    """A theme, and a quote that its author has allowed."""

    label: str
    people: int
    quote: str


@dataclass(frozen=True)
class Outcome:
    """What has come out of an occurrence, and may be told of it."""

    rows: tuple[Given, ...]
    """The answers as they stood when they were read."""
    answered: frozenset[str]
    unread: int
    """How many people's answers could not be read."""
    pulse: float | None
    pulse_count: int
    themes: tuple[ThemeTold, ...]
    voices: tuple[Voice, ...]
    """In no order."""


def gather(tx: Connection, occurrence: Occurrence, outside: Outside, embed: Embed) -> Outcome:
    """Read all answers of an occurrence and see what they come to. Raises UserError where the
    rooms cannot be read right now."""
    rows = prompts.given_in(tx, occurrence.id)
    who = {one.id: one.person for one in prompts.of(tx, occurrence.id)}
    answers, unread = _read(rows, who, occurrence, outside)
    answered = frozenset(one.person for one in answers)
    if not _may_tell(occurrence, len(answered)):
        return Outcome(rows, answered, len(unread), None, 0, (), ())
    allowed = _allowed(answers, occurrence, answered)
    words = [one for one in answers if _has_words(one, occurrence)]
    numbers = [n for one in answers if (n := _number(one, occurrence)) is not None]
    roles = {person: people.get(tx, person).role or "" for person in answered}
    voices = [_voice(one, occurrence, roles) for one in words if one.person in allowed]
    SystemRandom().shuffle(voices)
    return Outcome(
        rows=rows,
        answered=answered,
        unread=len(unread),
        pulse=pulse.mean(numbers),
        pulse_count=len(numbers),
        themes=tuple(_themes(words, occurrence, allowed, embed)),
        voices=tuple(voices),
    )


def _may_tell(occurrence: Occurrence, people: int) -> bool:
    return occurrence.anonymity is Anonymity.NAMED or enough(people)


def _read(
    rows: Sequence[Given], who: Mapping[int, str], occurrence: Occurrence, outside: Outside
) -> tuple[list[Answer], set[str]]:
    """The answers, and the people of whom one could not be read."""
    answers: list[Answer] = []
    unread: set[str] = set()
    by_source: defaultdict[tuple[str, str], list[Given]] = defaultdict(list)
    for row in rows:
        by_source[row.room, row.source].append(row)
    for (room, source), group in by_source.items():
        person = who[group[0].prompt]
        said = _said(group, occurrence, lambda: outside.text(room, source))  # noqa: B023
        if said is None:
            unread.add(person)
            continue
        answers += [Answer(person, question, text, source) for question, text in said.items()]
    return answers, unread


def _said(
    group: Sequence[Given], occurrence: Occurrence, fetch: Callable[[], str | None]
) -> Mapping[int, str] | None:
    """The answers that were given in one message; None where it cannot be read any more."""
    kept = {row.question: row.text for row in group if row.text is not None}
    if len(kept) == len(group):
        return kept
    text = fetch()
    if text is None:
        return None
    try:
        return replies.read(text, occurrence, group[0].question)
    except UserError:
        return None  # an edit made it something else


def _allowed(
    answers: Sequence[Answer], occurrence: Occurrence, answered: frozenset[str]
) -> frozenset[str]:
    """Whose words may be quoted; with their names everyone's, for they know."""
    if occurrence.anonymity is Anonymity.NAMED:
        return answered
    consents = [one for one in answers if question_at(occurrence, one.question) is None]
    return frozenset(one.person for one in consents if replies.wish(one.text) is Wish.YES)


def _has_words(answer: Answer, occurrence: Occurrence) -> bool:
    question = question_at(occurrence, answer.question)
    nothing = fold(answer.text).strip(" .!") in NOTHING
    return question is not None and not is_pulse(question) and not nothing


def _number(answer: Answer, occurrence: Occurrence) -> int | None:
    question = question_at(occurrence, answer.question)
    return pulse.read(answer.text) if is_pulse(question) else None


def _voice(answer: Answer, occurrence: Occurrence, roles: Mapping[str, str]) -> Voice:
    if occurrence.anonymity is Anonymity.NAMED:
        return Voice(answer.question, answer.text, answer.person, answer.event)
    if occurrence.anonymity is Anonymity.ROLE:
        same = Counter(fold(role) for role in roles.values())
        role = roles[answer.person]
        shown = role if role and enough(same[fold(role)]) else ""
        return Voice(answer.question, answer.text, shown)
    return Voice(answer.question, answer.text, "")


def _themes(
    words: Sequence[Answer], occurrence: Occurrence, allowed: frozenset[str], embed: Embed
) -> Iterable[ThemeTold]:
    if not words:
        return
    vectors = embed().documents([one.text for one in words])
    for theme in themes([Said(one.text, one.person) for one in words], vectors):
        if _may_tell(occurrence, theme.people):
            quote = next((words[n].text for n in theme.members if words[n].person in allowed), "")
            yield ThemeTold(theme.label, theme.people, quote)
