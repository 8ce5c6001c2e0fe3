"""What a round asks: one TOML file a template, ours and those that the team has added."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from rapidfuzz import process

from bot.skill import UserError
from knowledge.fold import fold

OURS = Path(__file__).parent / "templates"
DEFAULT = "dialog-och-analys"
NEAR_ENOUGH = 75
"""Of 100: how near a misspelt name must be."""


class BadTemplate(Exception):
    """A template file that cannot be used; the message names the file and the place."""


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    PULSE = "pulse"
    """A number from 1 to 5."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Question(_Strict):
    """One question, in both languages."""

    kind: Kind = Kind.TEXT
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def ask(self, language: str) -> str:
        """The question itself."""
        return self.en if language == "en" else self.sv


class Opening(_Strict):
    """What a template says of itself in one language."""

    title: str = Field(min_length=1)
    intro: str = ""
    """What to think of before answering."""


class Template(_Strict):
    """What a round asks, in its order."""

    names: tuple[str, ...] = Field(min_length=1)
    """What people call it."""
    sv: Opening
    en: Opening
    question: tuple[Question, ...] = Field(min_length=1, max_length=9)

    @field_validator("question")
    @classmethod
    def _more_than_a_number(cls, value: tuple[Question, ...]) -> tuple[Question, ...]:
        if all(one.kind is Kind.PULSE for one in value):
            raise ValueError("at least one question must ask for words")
        return value

    def opening(self, language: str) -> Opening:
        """Its title and intro."""
        return self.en if language == "en" else self.sv

    def questions(self, *, pulse: bool = True) -> tuple[Question, ...]:
        """What is asked, with the pulse or without."""
        return tuple(one for one in self.question if pulse or one.kind is not Kind.PULSE)


@dataclass(frozen=True)
class Templates:
    """All that there are, by the name of their file."""

    by_key: Mapping[str, Template]

    def named(self, words: str) -> str:
        """The key of the template that people call so, slips of the pen forgiven.

        Raises UserError with the names there are.
        """
        names = self._names()
        near = process.extractOne(fold(words), names.keys(), score_cutoff=NEAR_ENOUGH)
        if near is None:
            known = ", ".join(one.names[0] for one in self.by_key.values())
            raise UserError("round.no-template", name=words[:40], known=known)
        return names[near[0]]

    def called(self, words: str) -> str | None:
        """The key of the template that goes by exactly this name first of all."""
        return next(
            (k for k, one in self.by_key.items() if fold(one.names[0]) == fold(words)), None
        )

    def _names(self) -> dict[str, str]:
        keys = {fold(key.replace("-", " ")): key for key in self.by_key}
        return keys | {fold(name): key for key, one in self.by_key.items() for name in one.names}


def load(folders: Sequence[Path] = ()) -> Templates:
    """Read our templates and those in `folders`, which replace ours of the same file name.

    Raises BadTemplate for a file that cannot be used, and for a folder that is not there.
    """
    found: dict[str, Template] = {}
    for folder in (OURS, *folders):
        if not folder.is_dir():
            raise BadTemplate(f"{folder}: no such folder")
        found |= {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
    return Templates(found)


def _read(path: Path) -> Template:
    try:
        return Template.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadTemplate(f"{path}: {place}: {first['msg']}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadTemplate(f"{path}: {error}") from None
