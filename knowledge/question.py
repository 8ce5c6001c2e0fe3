"""A question in the words that governing documents use. Pure.

The words themselves are in `knowledge/data/question_words.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from knowledge.swedish import pieces, words

_ENDINGS = ("", "s", "es", "d", "ed", "ing", "ment", "ation", "al")
"""Of English words, put to those in the glossary."""


Alternatives = tuple[str, ...]
"""A word of a question: what is asked with, or written in its place; one of them is enough."""


@dataclass(frozen=True)
class _Vocabulary:
    swedish: frozenset[str]
    english: frozenset[str]
    """Both carry no subject."""
    everyday: Mapping[str, Alternatives]
    """Spoken Swedish to what is written."""
    translations: Mapping[str, Alternatives]
    """English to Swedish."""


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    file = resources.files("knowledge") / "data" / "question_words.toml"
    source = tomllib.loads(file.read_text("utf-8"))
    return _Vocabulary(
        swedish=frozenset(words(source["function"]["swedish"])),
        english=frozenset(words(source["function"]["english"])),
        everyday=_glossary(source["everyday"]),
        translations=_glossary(source["english"]),
    )


def _glossary(entries: Mapping[str, str]) -> dict[str, Alternatives]:
    return {words(word)[0]: tuple(words(meaning)) for word, meaning in entries.items()}


def is_english(question: str) -> bool:
    """Whether more of its words are English than Swedish; what is both, or neither, is Swedish."""
    asked, known = words(question), _vocabulary()
    english = sum(word in known.english - known.swedish for word in asked)
    return english > sum(word in known.swedish - known.english for word in asked)


def written(text: str, *, english: bool) -> list[Alternatives]:
    """The words of a question in order, each with what documents may write for it.

    In English the words that have a translation, or carry no subject, give way.
    """
    known, asked = _vocabulary(), words(text)
    if not english:
        return [(word, *known.everyday.get(word, ())) for word in asked]
    return [_translated(word) or (word,) for word in asked if word not in known.english]


def _translated(word: str) -> Alternatives:
    """What the glossary has for an English word, with or without its ending."""
    translations = _vocabulary().translations
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return next((translations[stem] for stem in stems if stem in translations), ())


def subject(text: str, *, english: bool) -> list[Alternatives]:
    """The different words that say what a question is about, as `written` has them."""
    known = _vocabulary()
    said = dict.fromkeys(written(text, english=english))
    return [word for word in said if word[0] not in known.swedish | known.english]


def says_something(word: str) -> bool:
    """Whether a word, folded, is about something, rather than one that holds others together."""
    known = _vocabulary()
    return word not in known.swedish | known.english


def coverage(asked: Iterable[Alternatives], held: Collection[str]) -> float:
    """The share of the pieces of some words that are `held`: 0 to 1; 0 without words.

    A word is held as well as the alternative that is held best. Long words have more pieces
    and say more, so they weigh more.
    """
    best = [max(map(_pieces_in(held), word), key=_share) for word in asked]
    wanted = sum(of for _, of in best)
    return sum(found for found, _ in best) / wanted if wanted else 0.0


def _pieces_in(held: Collection[str]) -> Callable[[str], tuple[int, int]]:
    def count(word: str) -> tuple[int, int]:
        wanted = pieces(word)
        return len(wanted.intersection(held)), len(wanted)

    return count


def _share(counts: tuple[int, int]) -> float:
    return counts[0] / counts[1]
