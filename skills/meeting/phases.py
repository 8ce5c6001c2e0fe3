"""The phases of a meeting: what is talked about, and for how long."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, PositiveInt


class Phase(BaseModel):
    """One phase, as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: PositiveInt
    sv: str
    en: str
    ask_sv: str
    ask_en: str

    def title(self, language: str) -> str:
        """Its heading."""
        return self.en if language == "en" else self.sv

    def ask(self, language: str) -> str:
        """What is asked in it."""
        return self.ask_en if language == "en" else self.ask_sv


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phase: tuple[Phase, ...]


@dataclass(frozen=True)
class Phases:
    """The phases in their order."""

    all: tuple[Phase, ...]

    @property
    def minutes(self) -> int:
        """How long a meeting is that nobody has set the length of."""
        return sum(phase.minutes for phase in self.all)

    def length(self, number: int, whole: int) -> timedelta:
        """How long a phase (from 0) lasts in a meeting of `whole` minutes; at least one."""
        share = self.all[number].minutes / self.minutes
        return timedelta(minutes=max(1, round(share * whole)))


def load(path: Path) -> Phases:
    """Read the phases from a file."""
    return Phases(_File.model_validate(tomllib.loads(path.read_text("utf-8"))).phase)
