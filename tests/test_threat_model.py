"""The threat model points to tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


def test_every_measure_names_its_test() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and line.count("|") == 4]
    measures = [row for row in rows if "What is done" not in row and "---" not in row]
    measures = [row for row in measures if "Where it is" not in row]
    ways_in = TEXT[TEXT.index("## Ways in") :]
    without = [row for row in measures if row in ways_in and "`tests/" not in row]
    assert without == []
    assert len(NAMED) > 40


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_it_is_there(file: str, name: str) -> None:
    assert re.search(rf"def {name}\(", (ROOT / file).read_text("utf-8")), f"{file}::{name}"
