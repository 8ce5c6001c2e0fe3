"""The gate on texts as staff write them, and on everything that the program ships."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from knowledge.gate import Kind, screen
from knowledge.read import SUFFIXES, Reader

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "gate"
DEMO = ROOT / "bot" / "demo"
NUMBERS = {Kind.PERSONAL_NUMBER, Kind.COORDINATION_NUMBER, Kind.RESERVE_NUMBER, Kind.ASYLUM_NUMBER}


def harmful() -> list[tuple[str, Kind]]:
    lines = (GOLDEN / "harmful.jsonl").read_text("utf-8").splitlines()
    return [(line["text"], Kind(line["kind"])) for line in map(json.loads, lines)]


def harmless() -> list[str]:
    return (GOLDEN / "harmless.txt").read_text("utf-8").splitlines()


def test_the_corpora_are_large_and_have_no_line_twice() -> None:
    stopped = [text for text, _ in harmful()]
    assert min(len(stopped), len(harmless())) >= 500
    assert len(set(stopped)) == len(stopped)
    assert len(set(harmless())) == len(harmless())
    assert {kind for _, kind in harmful()} == set(Kind)


def test_no_identity_number_passes() -> None:
    assert [text for text, kind in harmful() if kind in NUMBERS and not screen(text)] == []


def test_of_the_other_harmful_lines_hardly_one_passes() -> None:
    passed = Counter(kind for text, kind in harmful() if not screen(text))
    total = Counter(kind for _, kind in harmful())
    assert all(passed[kind] <= 0.02 * total[kind] for kind in Kind), passed


def test_at_most_one_of_two_hundred_harmless_lines_is_stopped() -> None:
    stopped = [text for text in harmless() if screen(text)]
    assert len(stopped) <= len(harmless()) / 200, stopped


@pytest.mark.long
def test_every_document_of_the_sample_library_passes() -> None:
    files = [path for path in sorted((DEMO / "library").iterdir()) if path.suffix in SUFFIXES]
    with Reader() as reader:
        texts = {path.name: reader.read(path, path.name).text for path in files}
    assert len(texts) >= 12
    assert {name: screen(text) for name, text in texts.items() if screen(text)} == {}


def test_every_row_of_the_sample_register_passes() -> None:
    register = tomllib.loads((DEMO / "responsibilities.toml").read_text("utf-8"))
    rows = ["\n".join(map(str, row.values())) for row in register["responsibility"]]
    fields = [str(field) for row in register["responsibility"] for field in row.values()]
    assert [text for text in rows + fields if screen(text)] == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_the_bot_itself_says_passes(language: str) -> None:
    files = [*ROOT.glob(f"bot/texts/{language}.toml"), *ROOT.glob(f"skills/*/{language}.toml")]
    assert [path for path in files if screen(path.read_text("utf-8"))] == []
