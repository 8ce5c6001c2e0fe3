"""A question or a label as terms: without its frame, with abbreviations and glossary read out."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from unicodedata import normalize

from knowledge.fold import fold
from knowledge.lookup.asking import asks_who
from knowledge.lookup.terms import WORD, Reading, Term, Vocabulary, atoms, is_verb
from knowledge.lookup.words import lookup_words
from knowledge.model import Principal
from knowledge.when import time_words

LONGEST_QUESTION = 2_000
"""Characters that are read."""
SHORTEST_INFLECTED = 4
"""Letters of a word of the glossary that is known in other forms as well."""
LOOSE = 0.5
"""How much a word counts that is missed and that no preposition leads to."""
ASIDE = 0.5
"""How much a word counts in another clause than the one that asks: there the matter is told."""
_BREAK = re.compile(r"[,;:.!?](?=\s)")


@dataclass(frozen=True)
class Written:
    """A word as it stands in a text."""

    text: str
    folded: str
    timed: bool = False
    """Whether it is part of a time phrase."""
    clause: int = 0
    """The number of its clause, as commas and stops divide the text."""


@dataclass(frozen=True)
class Question:
    """What a question is about."""

    terms: tuple[Term, ...]
    principals: frozenset[Principal]
    plain: str
    """All of it, folded, between spaces."""
    asks_who: bool
    """Whether it asks for a person, or asks nothing but names a subject."""


class Reader:
    """Reads texts by the team's abbreviations and the words of its register."""

    def __init__(self, vocabulary: Vocabulary, abbreviations: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._abbreviations = {
            form: (long,) for short, long in abbreviations.items() for form in _typed(short)
        }
        self._inflected = {
            atom: meanings
            for phrase, meanings in lookup_words().glossary.items()
            if " " not in phrase and len(phrase) >= SHORTEST_INFLECTED
            for atom in atoms(phrase)
        }

    def label(self, text: str) -> tuple[Term, ...]:
        """The terms of a function's name or alias; all of it when it is only frame words."""
        written = split(text)
        terms = self._terms(written) or self._terms(written, frozenset(w.folded for w in written))
        return tuple(replace(term, missed=1.0) for term in terms)

    def question(self, text: str, kept: frozenset[str]) -> Question:
        """The terms of a question; words in `kept`, which labels use, are no frame."""
        text = normalize("NFC", text[:LONGEST_QUESTION])
        written = split(text, time_words(text))
        principals = lookup_words().principals
        return Question(
            terms=self._asked(written, kept),
            principals=frozenset(principals[w.folded] for w in written if w.folded in principals),
            plain=f" {' '.join(w.folded for w in written)} ",
            asks_who=asks_who([w.folded for w in written]),
        )

    def _asked(self, written: Sequence[Written], kept: frozenset[str]) -> tuple[Term, ...]:
        """The terms of a question; of "golvet är vått, vem städar?" the second clause asks."""
        who = lookup_words().asking["who"]
        asking = {word.clause for word in written if word.folded in who}
        main = self._terms([word for word in written if word.clause in asking], kept)
        if not any(term.missed for term in main):
            return self._terms(written, kept)
        told = self._terms([word for word in written if word.clause not in asking], kept)
        return (*main, *(replace(term, weight=ASIDE) for term in told))

    def _terms(
        self, written: Sequence[Written], kept: frozenset[str] = frozenset()
    ) -> tuple[Term, ...]:
        words = lookup_words()
        frame = (words.noise | words.frame) - kept
        found: list[Term] = []
        attached = False
        at = 0
        while at < len(written):
            length, readings = self._phrase(written, at)
            if length == 1 and written[at].folded in frame and not self._read_long(written[at]):
                attached = attached or written[at].folded in words.prepositions
                at += 1
                continue
            part = written[at : at + length]
            word = " ".join(w.folded for w in part)
            told = attached or not _is_infinitive(written, at)
            missed = max(self._missed(w, attached=attached) for w in part) if told else 0.0
            found.append(Term(word, readings, missed))
            attached = False
            at += length
        return tuple(found)

    def _phrase(self, written: Sequence[Written], at: int) -> tuple[int, tuple[Reading, ...]]:
        """The longest phrase from a word on that is known as one, and its readings."""
        for length in range(min(lookup_words().longest_phrase, len(written) - at), 0, -1):
            part = written[at : at + length]
            if length == 2 and (joined := self._joined(*part)):
                return length, self._vocabulary.readings(joined)
            meanings = lookup_words().glossary.get(" ".join(w.folded for w in part), ())
            if length == 1:
                return 1, self._word(part[0], meanings)
            if meanings:
                return length, _read_out(meanings)
        return 1, ()

    def _word(self, word: Written, meanings: tuple[str, ...]) -> tuple[Reading, ...]:
        """The readings of a word by itself, which is an abbreviation first of all."""
        long = self._read_long(word)
        if long:
            return _read_out(long)
        meanings = meanings or self._meanings(word.text)
        return (*self._vocabulary.readings(word.text), *_read_out(meanings))

    def _read_long(self, word: Written) -> tuple[str, ...]:
        """What an abbreviation stands for; AT does for something, the English "at" does not."""
        words = lookup_words()
        if word.folded in words.noise | words.frame and not word.text.isupper():
            return ()
        return self._abbreviations.get(word.text.lower(), ())

    def _missed(self, word: Written, *, attached: bool) -> float:
        """What it costs a function to have nothing of a word.

        A word that a preposition ties to the one before makes it another thing ("städning *av
        ambulansen*"); a verb that the register never uses only says what is the matter
        ("katetern *läcker*").
        """
        words = lookup_words()
        harmless = word.timed or word.folded in words.aside or word.folded in words.principals
        if harmless and not self._read_long(word):
            return 0.0
        if attached:
            return 1.0
        idle = is_verb(word.text) and not self._vocabulary.holds(word.text)
        return 0.0 if idle else LOOSE

    def _meanings(self, word: str) -> tuple[str, ...]:
        """What an inflected word of the glossary means: "rullatorn"."""
        found = (self._inflected.get(atom) for atom in atoms(word))
        return next((meanings for meanings in found if meanings), ())

    def _joined(self, one: Written, other: Written) -> str | None:
        """ "Läkemedels delning" written apart is the compound, where the register has that."""
        both = f"{one.text}{other.text}"
        whole = len(one.text) > 2 and other.folded not in lookup_words().noise
        return both if whole and self._vocabulary.holds(both) else None


def split(text: str, times: Iterable[tuple[int, int]] = ()) -> list[Written]:
    """The words of a text; those within the spans `times` are marked."""
    spans = tuple(times)
    breaks = [mark.start() for mark in _BREAK.finditer(text)]
    return [
        Written(
            text=word,
            folded=fold(word),
            timed=any(start <= match.start() < end for start, end in spans),
            clause=bisect(breaks, match.start()),
        )
        for match in WORD.finditer(text)
        if (word := match[0].partition(":")[0])
    ]


def _is_infinitive(written: Sequence[Written], at: int) -> bool:
    """Whether a word only says what is to be done: "kan *förlänga*", "ska jag *ringa*"."""
    before = {word.folded for word in written[max(0, at - 2) : at]}
    leads = lookup_words().asking["infinitive"]
    return bool(leads & before) and written[at].folded.endswith("a")


def _typed(short: str) -> tuple[str, str]:
    """How an abbreviation is typed, also where there is no å ä ö: "säbo", "sabo"."""
    return short.lower(), fold(short)


def _read_out(meanings: Iterable[str]) -> tuple[Reading, ...]:
    """The atoms of each meaning; of several words each in every form."""
    readings = (product(*(atoms(word) for word in WORD.findall(text))) for text in meanings)
    return tuple(reading for group in readings for reading in group)
