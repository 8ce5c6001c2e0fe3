"""The lexicon of time words: which kinds a word or phrase may be, misspelt ones too.

The words themselves are in `knowledge/data/time_words.toml`.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.days import WEEKDAYS
from knowledge.fold import fold

Kinds = Mapping[str, Any]
"""What a phrase may be in the grammar: kind -> value."""

LONGEST_PHRASE = 4
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
    **dict.fromkeys(("day", "which", "week_offset", "month_offset", "unit", "duration"), int),
    "day_and_part": _offset_and_part,
    "named": _first_and_last,
}
"""The tables of the file, and how their keys are read."""


def find(words: Sequence[str]) -> Kinds:
    """What a phrase of folded words may be; empty when it is no time word."""
    return _lexicon().get(" ".join(words), {})


def starts(word: str) -> bool:
    """Whether any phrase starts with a folded word."""
    return word in _openers()


@lru_cache(maxsize=20_000)
def correct(written: str) -> str:
    """The folded time word meant by a word as written, or the folded word itself.

    Only what no dictionary knows is taken for a misspelling, and its first letter stands.
    """
    word = fold(written).replace("'", "").replace("’", "")
    if written.lower() in _exact():
        return written.lower()
    near = _guessable().get(word[:1], ())
    if word in _vocabulary() or len(word) < SHORTEST_MISSPELT or not near:
        return word
    slips = 2 if len(word) >= TWO_SLIPS else 1
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
    if found is None or word in _never() or simplemma.is_known(written, lang=("sv", "en")):
        return word
    return str(found[0])


@lru_cache(maxsize=1)
def _source() -> Mapping[str, Mapping[str, Any]]:
    file = resources.files("knowledge") / "data" / "time_words.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _forms(phrases: str) -> list[str]:
    return [fold(phrase) for phrase in phrases.split(",")]


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[str, Kinds]:
    lexicon: dict[str, dict[str, Any]] = defaultdict(dict)
    for phrase, kind, value in (*_entries(), *_compounds()):
        lexicon[phrase].setdefault(kind, value)
    for kind, exact in _source()["exact"].items():
        for word, value in exact.items():
            lexicon[word][kind] = value
    return MappingProxyType(dict(lexicon))


def _entries() -> Iterator[tuple[str, str, Any]]:
    source = _source()
    for kind, lists in source["lists"].items():
        for index, phrases in enumerate(lists, start=0 if "week" in kind else 1):
            counted = Number(index) if kind == "num" else index
            yield from ((form, kind, counted) for form in _forms(phrases))
    for kind, read in _TABLES.items():
        for value, phrases in source[kind].items():
            yield from ((form, kind, read(value)) for form in _forms(phrases))
    for kind, phrases in source["word"].items():
        yield from ((form, kind, None) for form in _forms(phrases))


def _compounds() -> Iterator[tuple[str, str, Any]]:
    """Weekdays and kinds of days joined with a part of the day: "lördagskväll", "helgnatten"."""
    parts = [
        (form, part)
        for part in ("natt", "kväll", "morgon", "förmiddag", "eftermiddag")
        for form in _forms(_source()["part"][part])
        if " " not in form and len(form) > 2
    ]
    for number, forms in enumerate(_source()["lists"]["num"], start=1):
        yield from ((f"halv{form}", "halved", Number(number)) for form in _forms(forms))
        yield from ((f"{form}tiden", "about_hour", Number(number)) for form in _forms(forms))
    for number, day in enumerate(WEEKDAYS):
        for form, part in parts:
            yield f"{day}s{form}", "weekday_and_part", (number, part)
    for kind, stem in (("vardag", "vardags"), ("helg", "helg"), ("storhelg", "storhelgs")):
        for form, part in parts:
            yield f"{stem}{form}", "kind_and_part", (kind, part)


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in _lexicon())


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    return frozenset(word for phrase in _lexicon() for word in phrase.split())


@lru_cache(maxsize=1)
def _guessable() -> Mapping[str, Sequence[str]]:
    """The words long enough to be misspelt, by first letter."""
    words: dict[str, list[str]] = defaultdict(list)
    for word in sorted(_vocabulary()):
        if len(word) >= SHORTEST_MISSPELT:
            words[word[0]].append(word)
    return words


@lru_cache(maxsize=1)
def _exact() -> frozenset[str]:
    return frozenset(word for table in _source()["exact"].values() for word in table)


@lru_cache(maxsize=1)
def _never() -> frozenset[str]:
    return frozenset(_forms(_source()["misspelt"]["never"]))
