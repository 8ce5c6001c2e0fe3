"""The functions of a register, ready to be compared with questions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from knowledge.fold import fold
from knowledge.lookup.reader import Question, Reader
from knowledge.lookup.terms import WORD, Term, Vocabulary, all_atoms, said_by
from knowledge.lookup.words import lookup_words
from knowledge.model import Choice, Principal, Responsibility
from knowledge.register import Register, rows_of, slots

_AND = re.compile(r"\s+och\s+|\s*[,/&]\s*")
VERBATIM = 0.15
"""What it is worth to be named word for word."""
AROUND = 0.9
"""How much a word of the question counts that only the row's role or area explains."""


@dataclass(frozen=True)
class Entry:
    """A function in an area, with all it is called."""

    choice: Choice
    labels: tuple[tuple[Term, ...], ...]
    """The name and each alias."""
    phrases: tuple[str, ...]
    """Those of several words, folded, between spaces."""
    said: frozenset[str]
    """Atoms of the labels."""
    around: frozenset[str]
    """Atoms of the area and the roles."""
    area: frozenset[str]
    principals: frozenset[Principal]


@dataclass(frozen=True)
class Match:
    """How well a question and a function fit, each 0 to 1."""

    entry: Entry
    asked: float
    """How much of the question the function explains."""
    named: float
    """How much of the function's name, or of its nearest alias, the question says."""
    verbatim: bool
    """Whether it says a name or an alias of several words, word for word."""
    telling: bool
    """Whether the function explains a word that says what the question is about."""

    @property
    def score(self) -> float:
        """Both count; the question's own words count more."""
        return 0.6 * self.asked + 0.4 * self.named + VERBATIM * self.verbatim


class Index:
    """A register's functions by their words."""

    def __init__(self, register: Register) -> None:
        rows = register.responsibilities
        texts = [text for row in rows for text in (row.function, *row.aliases, row.area, row.role)]
        meanings = [text for group in lookup_words().glossary.values() for text in group]
        expansions = register.abbreviations.values()
        known = {word for text in (*texts, *meanings, *expansions) for word in WORD.findall(text)}
        self.reader = Reader(Vocabulary(known, lookup_words().roles), register.abbreviations)
        self._serves = defaultdict[str, set[Choice]](set)
        for row in rows:
            self._serves[row.role].add(Choice(row.function, row.area))
        self.entries = tuple(
            self._entry(choice, rows_of(register, choice)) for choice in slots(register)
        )
        labels = [label for entry in self.entries for label in entry.labels]
        self.kept = frozenset(term.word for label in labels for term in label)
        self._rarities = {term: self._rarity(term) for label in labels for term in label}

    def question(self, text: str) -> Question:
        """Read a question."""
        return self.reader.question(text, self.kept)

    def matches(self, question: Question) -> list[Match]:
        """The functions that share a word with a question, best first."""
        atoms = all_atoms(question.terms)
        rarities = {term: term.weight * self._rarity(term) for term in question.terms}
        found = [self._match(entry, question, atoms, rarities) for entry in self.entries]
        return sorted((m for m in found if m.named), key=lambda match: -match.score)

    def places(self, area: str, said: frozenset[str]) -> Iterator[str]:
        """Which of the places in an area ("hemtjänsten och Björken") the words said name."""
        for place in _AND.split(area):
            if all(said_by(term, said) == 1.0 for term in self.reader.label(place)):
                yield place

    def _entry(self, choice: Choice, rows: Sequence[Responsibility]) -> Entry:
        names = dict.fromkeys(text for row in rows for text in (row.function, *row.aliases))
        # Who does but one thing is asked for by role: "vem är biståndshandläggare".
        roles_of_its_own = [row.role for row in rows if self._serves[row.role] == {choice}]
        labels = tuple(self.reader.label(name) for name in (*names, *roles_of_its_own))
        area = all_atoms(self.reader.label(choice.area))
        roles = all_atoms(term for row in rows for term in self.reader.label(row.role))
        return Entry(
            choice=choice,
            labels=labels,
            phrases=tuple(f" {fold(name)} " for name in names if " " in name),
            said=all_atoms(term for label in labels for term in label),
            around=area | roles,
            area=area,
            principals=frozenset(row.principal for row in rows if row.principal),
        )

    def _match(
        self,
        entry: Entry,
        question: Question,
        atoms: frozenset[str],
        rarities: Mapping[Term, float],
    ) -> Match:
        explained = {
            term: max(said_by(term, entry.said), AROUND * said_by(term, entry.around))
            for term in question.terms
        }
        named = (
            _share(self._rarities, {term: said_by(term, atoms) for term in label})
            for label in entry.labels
        )
        return Match(
            entry=entry,
            asked=_share(rarities, explained),
            named=max(named),
            verbatim=any(phrase in question.plain for phrase in entry.phrases),
            telling=any(worth and term.missed for term, worth in explained.items()),
        )

    def _rarity(self, term: Term) -> float:
        """Rare words weigh more; a word that no function has weighs the most."""
        having = sum(said_by(term, entry.said) > 0.5 for entry in self.entries)
        return log((len(self.entries) + 1) / (having + 0.5))


def _share(rarities: Mapping[Term, float], worths: Mapping[Term, float]) -> float:
    """The mean worth of terms, each by its rarity, those that are missed by `Term.missed`."""
    said = sum(rarities[term] * worth for term, worth in worths.items())
    counted = sum(
        rarities[term] * (worth + (1 - worth) * term.missed) for term, worth in worths.items()
    )
    return said / counted if said else 0.0
