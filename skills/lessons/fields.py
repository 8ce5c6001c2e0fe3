"""What people can fill in about a lesson, in their words: "område: hemsjukvård"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.people import named
from bot.skill import Role, UserError
from knowledge import when
from knowledge.fold import fold
from knowledge.model import Principal
from skills.lessons.model import CLOSED, Direction, Kind, Lesson, State, Timing

LONGEST = 4_000
"""Characters of one field."""
LONGEST_TITLE = 80

Value = str | date | bool | StrEnum
OPEN = frozenset(State) - CLOSED
NOT_DECIDED = frozenset({State.DRAFT, State.SUBMITTED, State.VALIDATED, State.REOPENED})
"""Until the decision; opened again it is chosen anew."""


@dataclass(frozen=True)
class Tags:
    """The names that a team has chosen; where it has chosen none, any will do."""

    areas: tuple[str, ...] = ()
    need_groups: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What is needed to understand a value."""

    now: datetime
    members: Collection[str] = ()
    tags: Tags = field(default_factory=Tags)


Read = Callable[[str, Reading], Value]


@dataclass(frozen=True)
class Field:
    """One thing that can be filled in."""

    name: str
    """As in Lesson."""
    words: tuple[str, ...]
    """What people call it, Swedish and English."""
    read: Read
    role: Role = Role.TEAM_LEAD
    """Who may fill it in; the author always may, until the lesson is validated."""
    states: frozenset[State] = OPEN


def split(text: str) -> tuple[Field, str] | None:
    """ "område: hemsjukvård" as a field and what it is to be; None if it is no such thing."""
    found = _NAMED.fullmatch(text)
    known = _BY_WORD.get(fold(found[1]).replace("-", " ")) if found else None
    return (known, found[2].strip()) if found and known else None


def fill(lesson: Lesson, one: Field, text: str, who: str, role: Role, reading: Reading) -> Lesson:
    """The lesson with a field filled in. Raises UserError with the mend in it."""
    own = who == lesson.author and lesson.state in _AUTHORS
    if role < one.role and not (own and one.role <= Role.TEAM_LEAD):
        raise UserError(f"life.needs-{one.role.name.lower().replace('_', '-')}")
    if lesson.state not in one.states:
        raise UserError(f"life.is-{lesson.state}", id=lesson.id)
    if not text:
        raise UserError("fill.empty")
    value: Any = one.read(text, reading)
    filled = replace(lesson, **{one.name: value})
    if one.name == "observation" and lesson.title in ("", title_of(lesson.observation)):
        return replace(filled, title=title_of(text))
    return filled


def title_of(text: str) -> str:
    """The first sentence of a text, or as much of it as a title can hold."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    for end in (". ", "? "):
        first = first.partition(end)[0]
    first = " ".join(first.rstrip(".").split())
    if len(first) <= LONGEST_TITLE:
        return first
    return (first[:LONGEST_TITLE].rpartition(" ")[0] or first[:LONGEST_TITLE]) + " …"


def by_name(name: str) -> Field:
    """The field of this name in Lesson."""
    return _BY_NAME[name]


def is_known(name: str) -> bool:
    """Whether there is a field of this name that can be filled in."""
    return name in _BY_NAME


def word_of(name: str, language: str) -> str:
    """What a field is called."""
    return _BY_NAME[name].words[0 if language == "sv" else 1]


_NAMED = re.compile(r"([^\W\d_][\w -]{1,20}):\s*(.*)", re.DOTALL)
_AUTHORS = frozenset({State.DRAFT, State.SUBMITTED, State.REJECTED})


def choice(words: Mapping[str, StrEnum], code: str) -> Read:
    """One of some words, also begun only: "förs" is "förstärk". `code` names the sentence that
    tells which there are."""
    known = {fold(word): value for word, value in words.items()}

    def read(text: str, _reading: Reading) -> Value:
        wanted = fold(text).rstrip(".")
        meant = {value for word, value in known.items() if word.startswith(wanted)}
        if wanted not in known and len(meant) != 1:
            raise UserError(code)
        return known.get(wanted) or meant.pop()

    return read


def clean(text: str) -> str:
    """A text as it is kept: without the control signs that no table file can hold.

    Raises UserError "fill.too-long".
    """
    kept = "".join(_kept(sign) for sign in text.replace("\r\n", "\n"))
    if len(kept) > LONGEST:
        raise UserError("fill.too-long", limit=LONGEST)
    return kept.strip()


def _kept(sign: str) -> str:
    if sign in "\n\t":
        return sign
    kind = unicodedata.category(sign)
    return " " if kind.startswith("Z") else "" if kind in _NEVER_KEPT else sign


_NEVER_KEPT = frozenset({"Cc", "Cs", "Cn"})


def _text(text: str, _reading: Reading) -> Value:
    return clean(text)


def _tag(kind: str) -> Read:
    def read(text: str, reading: Reading) -> Value:
        known: Sequence[str] = getattr(reading.tags, kind)
        if not known:
            return _text(" ".join(text.split()), reading)
        wanted = fold(text)
        exact = [one for one in known if fold(one) == wanted]
        meant = exact or [one for one in known if fold(one).startswith(wanted)]
        if len(meant) != 1:
            raise UserError("fill.tag", choices=", ".join(known))
        return meant[0]

    return read


def _day(text: str, reading: Reading) -> Value:
    asked = when.understand(text, reading.now)
    if asked is None or not asked.explicit:
        raise UserError("fill.no-day")
    return asked.interval.start.astimezone(reading.now.tzinfo).date()


def _person(text: str, reading: Reading) -> Value:
    people = named(text, reading.members).people
    if len(people) != 1:
        raise UserError("fill.one-person")
    return people[0]


def _yes(text: str, _reading: Reading) -> Value:
    if fold(text).rstrip(".") not in _YES:
        raise UserError("fill.yes")
    return True


def _today(text: str, reading: Reading) -> Value:
    _yes(text, reading)
    return reading.now.date()


_YES = frozenset({"ja", "yes", "klar", "done", "provad", "checked"})

KINDS = choice(
    {
        **dict.fromkeys(("1", "fungerade", "worked", "👍"), Kind.WORKED),
        **dict.fromkeys(("2", "fungerade inte", "inte", "did not work", "👎"), Kind.FAILED),
        **dict.fromkeys(("3", "risk"), Kind.RISK),
        **dict.fromkeys(("4", "fråga", "question"), Kind.QUESTION),
    },
    "fill.kind",
)
DIRECTIONS = choice(
    {
        **dict.fromkeys(("förstärk", "strengthen"), Direction.STRENGTHEN),
        **dict.fromkeys(("justera", "adjust"), Direction.ADJUST),
        **dict.fromkeys(("avvakta", "vänta", "wait"), Direction.WAIT),
    },
    "fill.direction",
)
_TIMINGS = choice(
    {
        **dict.fromkeys(("tidigt", "early"), Timing.EARLY),
        **dict.fromkeys(("sent", "late"), Timing.LATE),
    },
    "fill.timing",
)
_PRINCIPALS = choice(
    {
        **dict.fromkeys(("kommun", "kommunen", "municipality"), Principal.MUNICIPALITY),
        **dict.fromkeys(("region", "regionen"), Principal.REGION),
        **dict.fromkeys(("gemensam", "båda", "joint", "both"), Principal.JOINT),
    },
    "fill.principal",
)
_LEADER = Role.PROCESS_LEADER

FIELDS = (
    Field("title", ("titel", "title"), _text),
    Field("kind", ("sort", "kind"), KINDS),
    Field("observation", ("iakttagelse", "observation"), _text),
    Field("discussion", ("diskussion", "discussion"), _text),
    Field("conclusion", ("slutsats", "conclusion"), _text),
    Field("recommendation", ("rekommendation", "recommendation", "förslag"), _text),
    Field("need", ("behov", "need"), _text),
    Field("risks", ("risker", "risks"), _text),
    Field("consequences", ("konsekvenser", "consequences"), _text),
    Field("area", ("område", "area"), _tag("areas")),
    Field("need_group", ("behovsgrupp", "need group"), _tag("need_groups")),
    Field("level", ("vårdnivå", "care level", "nivå"), _tag("levels")),
    Field("principal", ("huvudman", "principal"), _PRINCIPALS),
    Field("timing", ("agerade", "acted"), _TIMINGS),
    Field("source", ("källa", "source"), _text),
    Field("link", ("länk", "link"), _text),
    Field("teller", ("berättat av", "told by", "roll"), _text),
    Field("direction", ("riktning", "direction"), DIRECTIONS, states=NOT_DECIDED),
    Field("reference", ("hänvisning", "reference"), _text, _LEADER),
    Field("owner", ("ansvarig", "owner"), _person),
    Field("due", ("senast", "due"), _day),
    Field("criterion", ("kriterium", "criterion"), _text),
    Field("method", ("metod", "method"), _text),
    Field("diary_number", ("diarienummer", "diary number"), _text, _LEADER, frozenset(State)),
    Field("decided_formally", ("fastställd", "adopted"), _yes, _LEADER, frozenset(State)),
    Field("secrecy_checked", ("sekretess", "secrecy"), _today, _LEADER, frozenset(State)),
    Field("keep_until", ("bevaras till", "keep until"), _day, _LEADER, frozenset(State)),
)
"""All that can be filled in."""

_BY_WORD = {fold(word): one for one in FIELDS for word in one.words}
_BY_NAME = {one.name: one for one in FIELDS}
