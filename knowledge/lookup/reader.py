"""A question or a label as terms: without its frame, with abbreviations and glossary read out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.fold import fold
from knowledge.lookup.terms import WORD, Reading, Term, Vocabulary, atoms
from knowledge.lookup.words import lookup_words
from knowledge.model import Principal
from knowledge.when import time_words


@dataclass(frozen=True)
class Written:
    """A word as it stands in a text."""

    text: str
    folded: str
    timed: bool = False
    """Whether it is part of a time phrase."""


@dataclass(frozen=True)
class Question:
    """What a question is about."""

    terms: tuple[Term, ...]
    principals: frozenset[Principal]
    asks_who: bool
    """Whether it asks for a person, or asks nothing but names a subject."""


class Reader:
    """Reads texts by the team's abbreviations and the words of its register."""

    def __init__(self, vocabulary: Vocabulary, abbreviations: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._phrases = {
            **lookup_words().glossary,
            **{fold(short): (long,) for short, long in abbreviations.items()},
        }

    def label(self, text: str) -> tuple[Term, ...]:
        """The terms of a function's name or alias; all of it when it is only frame words."""
        written = split(text)
        return self._terms(subject(written) or written, frozenset())

    def question(self, text: str, kept: frozenset[str]) -> Question:
        """The terms of a question; words in `kept`, which labels use, are no frame."""
        written = split(text, time_words(text))
        principals = lookup_words().principals
        return Question(
            terms=self._terms(subject(written, kept), frozenset(principals) - kept),
            principals=frozenset(principals[w.folded] for w in written if w.folded in principals),
            asks_who=_asks_who(written),
        )

    def _terms(self, written: Sequence[Written], aside: frozenset[str]) -> tuple[Term, ...]:
        found: list[Term] = []
        at = 0
        while at < len(written):
            length, readings = self._longest(written[at:])
            part = written[at : at + length]
            word = " ".join(w.folded for w in part)
            is_aside = all(w.timed or w.folded in aside for w in part)
            found.append(Term(word, readings, is_aside))
            at += length
        return tuple(found)

    def _longest(self, written: Sequence[Written]) -> tuple[int, tuple[Reading, ...]]:
        """The longest phrase at the beginning that is known as one, and its readings."""
        for length in range(min(lookup_words().longest_phrase, len(written)), 0, -1):
            part = written[:length]
            meanings = self._phrases.get(" ".join(w.folded for w in part))
            if meanings:
                own = self._vocabulary.readings(part[0].text) if length == 1 else ()
                return length, (*own, *_read_out(meanings))
        if len(written) > 1 and (joined := self._joined(written[0].text, written[1].text)):
            return 2, self._vocabulary.readings(joined)
        return 1, self._vocabulary.readings(written[0].text)

    def _joined(self, one: str, other: str) -> str | None:
        """ "Läkemedels delning" written apart is the compound, where the register has that."""
        both = f"{one}{other}"
        return both if len(one) > 2 and self._vocabulary.holds(both) else None


def split(text: str, times: Iterable[tuple[int, int]] = ()) -> list[Written]:
    """The words of a text; those within the spans `times` are marked."""
    spans = tuple(times)
    return [
        Written(
            text=word.partition(":")[0],
            folded=fold(word.partition(":")[0]),
            timed=any(start <= match.start() < end for start, end in spans),
        )
        for match in WORD.finditer(text)
        if (word := match[0])
    ]


def subject(written: Iterable[Written], kept: frozenset[str] = frozenset()) -> list[Written]:
    """The words that are no frame."""
    frame = lookup_words().noise | lookup_words().who
    return [w for w in written if w.folded in kept or w.folded not in frame]


def _asks_who(written: Sequence[Written]) -> bool:
    words = lookup_words()
    if any(w.folded in words.who | words.who_too for w in written):
        return True
    return not written or written[0].folded not in words.other


def _read_out(meanings: Iterable[str]) -> tuple[Reading, ...]:
    """The atoms of each meaning; of several words each in every form."""
    readings = (product(*(atoms(word) for word in WORD.findall(text))) for text in meanings)
    return tuple(reading for group in readings for reading in group)
