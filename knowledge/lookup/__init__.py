"""Which function of the register a question is about: one, several to choose from, or none.

A near tie asks and never picks; a question that names something more than the register has
("städning av ambulansen" where there is "städning av lokaler") is not taken for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.lookup.index import Index, Match
from knowledge.lookup.terms import all_atoms
from knowledge.model import Choice
from knowledge.register import Register

SURE = (0.75, 0.5)
"""(asked, named) from which a function is taken that no other is near."""
SURE_ALONE = (0.6, 0.95)
"""The same for one that has no other within ALONE."""
PLAUSIBLE = ((0.45, 0.3), (0.3, 0.95))
"""(asked, named) from which a function is worth asking back about."""
NEAR = 0.12
"""Functions whose scores differ by less are too near to pick one."""
ALONE = 0.25
MOST_CHOICES = 4


@dataclass(frozen=True)
class Found:
    """What the register has on a question's subject."""

    functions: tuple[Choice, ...] = ()
    choices: tuple[Choice, ...] = ()
    """To be asked back: functions that are nearly as near as each other."""
    score: float = 0.0
    """How well the best one fits: from 0 to 1, and a little more when it is named verbatim."""
    subject: str = ""
    """What is left of the question without its frame and time words, folded."""


def find(question: str, register: Register) -> Found:
    """Find the function that a question is about; a near tie gives choices and no function.

    A question for something else than a person ("hur ofta …") finds nothing here.
    """
    index = _index(register)
    asked = index.question(question)
    subject = " ".join(term.word for term in asked.terms if term.missed)
    if not asked.asks_who:
        return Found(subject=subject)
    matches = [match for match in index.matches(asked) if _is_plausible(match)]
    if not matches:
        return Found(subject=subject)
    best = matches[0]
    near = [match for match in matches if best.score - match.score < NEAR]
    if len({match.entry.choice.function for match in near}) == 1:
        # One function in several areas: the principal that the question names decides.
        near = [match for match in near if match.entry.principals & asked.principals] or near
    choices = tuple(match.entry.choice for match in near[:MOST_CHOICES])
    if len(near) == 1 and _is_sure(near[0], matches):
        return Found(functions=choices, score=best.score, subject=subject)
    return Found(choices=choices, score=best.score, subject=subject)


def areas(question: str, register: Register) -> tuple[str, ...]:
    """The areas of the register that a question names, and the places that make them up:
    "Fjällbjörken", "hemsjukvården och Fjällbjörken". In the order of the file."""
    index = _index(register)
    said = all_atoms(index.question(question).terms)
    listed = dict.fromkeys(row.area for row in register.responsibilities if row.area)
    named = [(place, area) for area in listed for place in index.places(area, said)]
    return tuple(dict.fromkeys(name for pair in named for name in pair))


@lru_cache(maxsize=4)
def _index(register: Register) -> Index:
    return Index(register)


def _is_sure(match: Match, plausible: Sequence[Match]) -> bool:
    alone = all(other is match or match.score - other.score > ALONE for other in plausible)
    return match.telling and _reaches(match, (SURE, SURE_ALONE) if alone else (SURE,))


def _is_plausible(match: Match) -> bool:
    return _reaches(match, PLAUSIBLE)


def _reaches(match: Match, marks: Sequence[tuple[float, float]]) -> bool:
    return any(match.asked >= asked and match.named >= named for asked, named in marks)
