"""The lexicon of what comes round: its own words (`knowledge/data/recur_words.toml`), and all
time words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from knowledge.when import words
from knowledge.when.words import Entry, Lexicon, forms


def _count_and_period(written: str) -> tuple[int, str]:
    count, period = written.split()
    return int(count), period


_TABLES: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("every", "position", "weekday", "parity"), int),
    **dict.fromkeys(("period", "of_period", "workday_beside"), str),
    "adverb": _count_and_period,
}
"""The tables of the file, and how their keys are read."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of recurrences."""
    source = _source()
    exact = (
        (word, kind, value)
        for kind, listed in source["exact"].items()
        for word, value in listed.items()
    )
    return Lexicon((*_entries(source), *words.entries()), (*words.exact(), *exact), words.never())


def _source() -> Mapping[str, Mapping[str, Any]]:
    file = resources.files("knowledge") / "data" / "recur_words.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _entries(source: Mapping[str, Mapping[str, Any]]) -> Iterator[Entry]:
    for kind, read in _TABLES.items():
        for value, phrases in source[kind].items():
            yield from ((form, kind, read(value)) for form in forms(phrases))
    for kind, phrases in source["word"].items():
        yield from ((form, kind, None) for form in forms(phrases))
