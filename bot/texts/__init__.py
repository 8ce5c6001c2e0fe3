"""What the bot says: one catalogue a language, beside the code that speaks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("sv", "en")


class Catalogue:
    """The sentences of one part of the house, in every language."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        self._sentences = sentences

    @classmethod
    def beside(cls, module: str) -> Catalogue:
        """Read `sv.toml` and `en.toml` in the folder of the module whose `__file__` is given."""
        folder = Path(module).parent
        return cls({language: _read(folder / f"{language}.toml") for language in LANGUAGES})

    def __call__(self, language: str, key: str, /, **values: object) -> str:
        """The sentence `key`, filled in. An unknown key is a slip and raises KeyError."""
        return self.sentence(language, key).format(**values)

    def told(self, language: str, code: str, details: Mapping[str, object]) -> str:
        """The sentence of an error; what the patient-data gate has found is put in words."""
        found = f"kind.{details.get('kind')}"
        kind = {"kind": texts(language, found)} if texts.has(found) else {}
        return self(language, code, **{**details, **kind})

    def sentence(self, language: str, key: str) -> str:
        """The sentence `key` with its fields unfilled."""
        return self._sentences[language][key]

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._sentences[LANGUAGES[0]]

    def keys(self, language: str) -> frozenset[str]:
        """Every key of a language, dotted."""
        return frozenset(self._sentences[language])


def _read(path: Path) -> dict[str, str]:
    return dict(_flat(tomllib.loads(path.read_text("utf-8"))))


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, str(value).strip()))
    return pairs


texts = Catalogue.beside(__file__)
