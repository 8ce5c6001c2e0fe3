"""The words around the subject of a question, and what things are called besides.

The words themselves are in `knowledge/data/lookup_words.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from knowledge.fold import fold
from knowledge.model import Principal


@dataclass(frozen=True)
class Words:
    """All of it folded."""

    asking: Mapping[str, frozenset[str]]
    """What a question asks for, by the kinds of `asking`."""
    frame: frozenset[str]
    """Stand around the subject of a question for a person."""
    noise: frozenset[str]
    """Carry no subject."""
    prepositions: frozenset[str]
    """Of the noise: what ties a word to the one before."""
    aside: frozenset[str]
    """Count where the register has them, and do no harm where it has not."""
    roles: frozenset[str]
    """Of those: do so as the last part of a compound too."""
    principals: Mapping[str, Principal]
    glossary: Mapping[str, tuple[str, ...]]
    """Everyday or English phrase -> the words of registers."""
    longest_phrase: int


@lru_cache(maxsize=1)
def lookup_words() -> Words:
    """Read the file, once."""
    file = resources.files("knowledge") / "data" / "lookup_words.toml"
    source = tomllib.loads(file.read_text("utf-8"))
    glossary: dict[str, tuple[str, ...]] = {}
    for phrases, meanings in source["glossary"].items():
        for phrase in _forms(phrases):
            glossary[phrase] = tuple(text.strip() for text in meanings.split("|"))
    return Words(
        asking={kind: frozenset(_forms(words)) for kind, words in source["asking"].items()},
        frame=frozenset(_forms(source["frame"]["words"])),
        noise=frozenset(_forms(source["noise"]["words"])),
        prepositions=frozenset(_forms(source["noise"]["prepositions"])),
        aside=frozenset(form for forms in source["aside"].values() for form in _forms(forms)),
        roles=frozenset(_forms(source["aside"]["roles"])),
        principals={
            word: Principal(name)
            for name, words in source["principal"].items()
            for word in _forms(words)
        },
        glossary=glossary,
        longest_phrase=max(len(phrase.split()) for phrase in glossary),
    )


def _forms(phrases: str) -> list[str]:
    return [fold(phrase) for phrase in phrases.split(",")]
