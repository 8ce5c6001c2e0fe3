"""The lexicon of time words: which kinds a word or phrase may be, misspelt ones too.

The words themselves are in `knowledge/data/time_words.toml`.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.days import WEEKDAYS
from knowledge.fold import fold

Kinds = Mapping[str, Any]
"""What a phrase may be in the grammar: kind -> value."""

SHORTEST_MISSPELT = 5
TWO_SLIPS = 9
"""From this length on two slips are forgiven, below it one."""


@dataclass(frozen=True)
class Number:
    """A number as written; `digits` is 0 for one in words, which is on a 12-hour clock."""

    value: int
    digits: int = 0


def _offset_and_part(written: str) -> tuple[int, str]:
    offset, part = written.split()
    return int(offset), part


def _first_and_last(written: str) -> tuple[str, str]:
    first, _, last = written.partition(" - ")
    return first, last or first


_TABLES: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("part", "this_part", "next_morning", "kind", "named_night"), str),
    **dict.fromkeys(("half", "relation", "greeting"), str),
    **dict.fromkeys(("day", "which", "week_offset", "month_offset"), int),
    **dict.fromkeys(("unit", "duration", "months", "months_on"), int),
    "day_and_part": _offset_and_part,
    "named": _first_and_last,
}
"""The tables of the file, and how their keys are read."""


Entry = tuple[str, str, Any]
"""A folded phrase, a kind that it may be, and its value."""


class Lexicon:
    """Phrases and what they may be. Words that are misspelt are found too."""

    def __init__(
        self,
        entries: Iterable[Entry],
        exact: Iterable[Entry] = (),
        never: Iterable[str] = (),
    ) -> None:
        """`exact` are words that need their diacritics; `never` are no misspellings."""
        exact = tuple(exact)
        self._kinds: dict[str, dict[str, Any]] = defaultdict(dict)
        for phrase, kind, value in entries:
            self._kinds[phrase].setdefault(kind, value)
        for word, kind, value in exact:
            self._kinds[word][kind] = value
        self._exact = frozenset(word for word, _, _ in exact)
        self._never = frozenset(never)
        self._vocabulary = frozenset(word for phrase in self._kinds for word in phrase.split())
        self._openers = frozenset(phrase.partition(" ")[0] for phrase in self._kinds)
        self.longest = max(phrase.count(" ") + 1 for phrase in self._kinds)
        """How many words the longest phrase has."""
        self._guessable: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._vocabulary):
            if len(word) >= SHORTEST_MISSPELT:
                self._guessable[word[0]].append(word)
        # Bound to this lexicon, for others know other words.
        self.correct = lru_cache(maxsize=20_000)(self._correct)

    def find(self, words: Sequence[str]) -> Kinds:
        """What a phrase of folded words may be; empty when it is no time word."""
        phrase = " ".join(words)
        # A word that needs its diacritics alone ("år") may be part of a phrase without them.
        return self._kinds.get(phrase) or self._kinds.get(fold(phrase) if words[1:] else "", {})

    def starts(self, word: str) -> bool:
        """Whether any phrase starts with a folded word."""
        return word in self._openers

    def _correct(self, written: str) -> str:
        """The folded time word meant by a word as written, or the folded word itself.

        Only what no dictionary knows is taken for a misspelling, and its first letter stands.
        """
        word = fold(written).replace("'", "").replace("’", "")
        if written.lower() in self._exact:
            return written.lower()
        near = self._guessable.get(word[:1], ())
        if word in self._vocabulary or len(word) < SHORTEST_MISSPELT or not near:
            return word
        slips = 2 if len(word) >= TWO_SLIPS else 1
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
        if found is None or word in self._never or simplemma.is_known(written, lang=("sv", "en")):
            return word
        return str(found[0])


@lru_cache(maxsize=1)
def time_lexicon() -> Lexicon:
    """The words of questions about a time."""
    return Lexicon(entries(), exact(), never())


def forms(phrases: str) -> list[str]:
    """The folded forms of a line of the file."""
    return [fold(phrase) for phrase in phrases.split(",")]


def exact() -> Iterator[Entry]:
    """The words that need their diacritics."""
    for kind, words in _source()["exact"].items():
        yield from ((word, kind, value) for word, value in words.items())


def never() -> list[str]:
    """The words that are no misspelt time words."""
    return forms(_source()["misspelt"]["never"])


@lru_cache(maxsize=1)
def _source() -> Mapping[str, Mapping[str, Any]]:
    file = resources.files("knowledge") / "data" / "time_words.toml"
    return tomllib.loads(file.read_text("utf-8"))


def entries() -> Iterator[Entry]:
    """All phrases of the file, with what they may be."""
    source = _source()
    for kind, lists in source["lists"].items():
        for index, phrases in enumerate(lists, start=0 if "week" in kind else 1):
            counted = Number(index) if kind == "num" else index
            yield from ((form, kind, counted) for form in forms(phrases))
    for kind, read in _TABLES.items():
        for value, phrases in source[kind].items():
            yield from ((form, kind, read(value)) for form in forms(phrases))
    for kind, phrases in source["word"].items():
        yield from ((form, kind, None) for form in forms(phrases))
    yield from _compounds()


def _compounds() -> Iterator[Entry]:
    """Weekdays and kinds of days joined with a part of the day: "lördagskväll", "helgnatten"."""
    parts = [
        (form, part)
        for part in ("natt", "kväll", "morgon", "förmiddag", "eftermiddag")
        for form in forms(_source()["part"][part])
        if " " not in form and len(form) > 2
    ]
    for number, written in enumerate(_source()["lists"]["num"], start=1):
        yield from ((f"halv{form}", "halved", Number(number)) for form in forms(written))
        yield from ((f"{form}tiden", "about_hour", Number(number)) for form in forms(written))
    for number, day in enumerate(WEEKDAYS):
        for form, part in parts:
            yield f"{day}s{form}", "weekday_and_part", (number, part)
    for kind, stem in (("vardag", "vardags"), ("helg", "helg"), ("storhelg", "storhelgs")):
        for form, part in parts:
            yield f"{stem}{form}", "kind_and_part", (kind, part)
