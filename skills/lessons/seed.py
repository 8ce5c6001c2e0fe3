"""The lessons of the pilot, which come with the program."""

from __future__ import annotations

import tomllib
from pathlib import Path

from skills.lessons.records import File

PILOT = Path(__file__).with_name("seed.toml")


def load() -> File:
    """The file, checked as any other."""
    return File.model_validate(tomllib.loads(PILOT.read_text("utf-8")))
