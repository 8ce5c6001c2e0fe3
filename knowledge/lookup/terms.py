"""The words of a question and of the register, so that they can be told to be the same.

Staff write inflected, misspelt, compounded, split, abbreviated, without å ä ö and in English.
A Term holds every reading of one word; a reading is a tuple of atoms (folded stems), several
where the word is a compound. Compounds are only split into words that are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import simplemma
import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.fold import fold

Reading = tuple[str, ...]
WORD = re.compile(r"[^\W_]+(?:['’:][^\W_]+)*")
SHORTEST_PART = 3
SHORTEST_UNKNOWN_PART = 4
SHORTEST_MISSPELT = 5
LONG_ENOUGH_TO_MEND = 10
"""Letters from which even a word of the dictionary is mended: it has few neighbours."""
LONGEST_WORD = 40
LONGEST_SIMPLE = 11
"""Letters; a longer word is a compound, and its beginning is not the word."""
_TENSES = ("ar", "er", "it", "at", "de", "ts", "as", "kt", "lt", "nt", "pt", "rt", "st", "tt", "vt")
HEAD = 0.65
"""How much the last part of a compound says of what it is."""
BEGINNING = 0.85
"""How much "bedöm" counts as "bedömning"."""


@dataclass(frozen=True)
class Term:
    """A word in all its readings."""

    word: str
    """Folded."""
    readings: tuple[Reading, ...]
    missed: float = 1.0
    """How much it counts against a function that has nothing of it, 0 to 1."""
    weight: float = 1.0
    """How much it counts at all."""


class Vocabulary:
    """The words that compounds are split into and misspellings are mended to."""

    def __init__(self, words: Iterable[str], idle: Iterable[str] = ()) -> None:
        """`idle` words say nothing as part of a compound ("demens*sköterskan*")."""
        listed = [word for word in words if len(word) >= SHORTEST_PART]
        self._words = sorted({fold(word) for word in listed})
        self._forms = frozenset(self._words)
        self._idle = frozenset(fold(word) for word in idle)
        self._atoms = frozenset(atom for word in listed for atom in atoms(word))

    def readings(self, word: str) -> tuple[Reading, ...]:
        """A word in all its readings, mended first where it is no word at all."""
        if len(word) > LONGEST_WORD:
            return ()
        found = self._readings(word)
        known = any(all(atom in self._atoms for atom in reading) for reading in found)
        if known or len(word) < SHORTEST_MISSPELT:
            return found
        if is_word(word) and len(word) < LONG_ENOUGH_TO_MEND:
            return found
        mended = self._mend(word)
        return (*self._readings(mended), *found) if mended else found

    def holds(self, word: str) -> bool:
        """Whether a word is in the vocabulary, in this or another form."""
        return any(atom in self._atoms for atom in atoms(word))

    def _readings(self, word: str) -> tuple[Reading, ...]:
        whole = [(atom,) for atom in atoms(word)]
        return tuple(dict.fromkeys((*whole, *self._split(word))))

    def _split(self, word: str) -> Iterator[Reading]:
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            left, right = atoms(word[:cut]), atoms(word[cut:])
            known_left, known_right = self._parts(word[:cut]), self._parts(word[cut:])
            if known_left and known_right:
                yield from product(known_left, known_right)
            elif known_left and fold(word[cut:]) in self._idle:
                yield from ((atom,) for atom in known_left)
            elif min(cut, len(word) - cut) >= SHORTEST_UNKNOWN_PART and not is_word(word):
                # Half of it is known: the other half counts as what it is.
                yield from ((atom, right[0]) for atom in known_left)
                yield from ((left[0], atom) for atom in known_right)

    def _parts(self, part: str) -> list[str]:
        """The known atoms of a part; a short stem tells too little ("läke" is no "läkare")."""
        if part[-1] in "ou":
            part = f"{part[:-1]}a"  # "hälso-", "gatu-"
        if fold(part).removesuffix("s") in self._forms or fold(part) in self._forms:
            return [atom for atom in atoms(part) if atom in self._atoms]
        return [a for a in atoms(part) if a in self._atoms and len(a) >= SHORTEST_UNKNOWN_PART]

    def _mend(self, word: str) -> str | None:
        slips = 1 + (len(word) >= 8) + (len(word) >= 13)
        found = process.extractOne(fold(word), self._words, scorer=OSA.distance, score_cutoff=slips)
        return str(found[0]) if found else None


@lru_cache(maxsize=20_000)
def atoms(word: str) -> tuple[str, ...]:
    """The folded stems of a word: of itself, of its lemma, and of the verb in "-ning"."""
    lower = word.lower()
    stems = [_stem(lower), _stem(simplemma.lemmatize(lower, lang="sv").lower())]
    # "Bedömning" and "bedömer"; a longer word is a compound, met by its parts.
    for stem in [stem for stem in stems if len(stem) <= LONGEST_SIMPLE]:
        for ending in ("ning", "ering", "ing"):
            if stem.endswith(ending) and len(stem) > len(ending) + 2:
                stems.append(stem.removesuffix(ending))
    return tuple(dict.fromkeys(fold(stem) for stem in stems))


@lru_cache(maxsize=20_000)
def is_verb(word: str) -> bool:
    """Whether a word looks like a Swedish verb in a tense: "läcker", "kommit", "fungerade"."""
    lemma = simplemma.lemmatize(word.lower(), lang="sv")
    return lemma.endswith("a") and lemma != word.lower() and word.lower().endswith(_TENSES)


@lru_cache(maxsize=20_000)
def is_word(word: str) -> bool:
    """Whether a dictionary, Swedish or English, knows a word."""
    return bool(simplemma.is_known(word.lower(), lang=("sv", "en")))


def all_atoms(terms: Iterable[Term]) -> frozenset[str]:
    """Every atom of every reading."""
    return frozenset(atom for term in terms for reading in term.readings for atom in reading)


def said_by(term: Term, known: frozenset[str]) -> float:
    """How much of a word, in its best reading, is said by the atoms in `known`."""
    return max((_said(reading, known) for reading in term.readings), default=0.0)


def _said(reading: Reading, known: frozenset[str]) -> float:
    """Its last part says what kind of thing a compound is: a "personlyft" is a "lyft"."""
    *first, last = (_worth(atom, known) for atom in reading)
    return HEAD * last + (1 - HEAD) * sum(first) / len(first) if first else last


@lru_cache(maxsize=20_000)
def _worth(atom: str, known: frozenset[str]) -> float:
    if atom in known:
        return 1.0
    return BEGINNING if any(_begins(atom, other) for other in known) else 0.0


@lru_cache(maxsize=100_000)
def _begins(one: str, other: str) -> bool:
    """Whether one is the beginning of the other, both being simple words."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and len(long) <= LONGEST_SIMPLE and long.startswith(short)


def _stem(word: str) -> str:
    # A stemmer must not be shared by threads, and a new one takes three microseconds.
    return str(Stemmer.Stemmer("swedish", 0).stemWord(word))
