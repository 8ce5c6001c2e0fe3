"""What many answers are about."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from knowledge.model import Embedder
from skills.reflection.themes import Said, themes
from tests.fakes import FakeEmbedder

GOLDEN = Path(__file__).parents[2] / "golden" / "rounds.toml"

BY_THE_CAR = ["bilen startar inte", "bilen står stilla jämt", "bilen saknar vinterdäck"]
ALONE = ["ensam på natten", "ensam vid larm", "ensamt arbete tynger mest"]


def said(*texts: str) -> list[Said]:
    return [Said(text, str(number)) for number, text in enumerate(texts)]


def test_what_is_near_each_other_is_one_theme_in_its_own_words() -> None:
    texts = [*BY_THE_CAR, *ALONE]
    found = themes(said(*texts), FakeEmbedder().documents(texts))
    assert {theme.label.split(" · ")[0] for theme in found} == {"bilen", "ensam"}
    assert all(theme.people == 3 for theme in found)


def test_a_theme_counts_people_and_not_their_answers() -> None:
    texts = [*BY_THE_CAR, *ALONE]
    all_by_one = [Said(text, "anna" if text in BY_THE_CAR else str(n))
                  for n, text in enumerate(texts)]  # fmt: skip
    found = themes(all_by_one, FakeEmbedder().documents(texts))
    assert [theme.label.split(" · ")[0] for theme in found] == ["ensam"]


def test_what_only_one_person_says_is_in_no_label() -> None:
    texts = [*BY_THE_CAR, *ALONE]
    found = themes(said(*texts), FakeEmbedder().documents(texts))
    assert not any("vinterdäck" in theme.label for theme in found)


@pytest.mark.parametrize("texts", [[], ["bilen"], BY_THE_CAR])
def test_a_few_answers_have_no_themes(texts: list[str]) -> None:
    assert themes(said(*texts), FakeEmbedder().documents(texts)) == ()


def test_the_same_words_from_all_are_one_theme() -> None:
    texts = ["bemanningen"] * 6
    (theme,) = themes(said(*texts), np.ones((6, 4), np.float32) / 2)
    assert (theme.label, theme.people) == ("bemanningen", 6)


@pytest.mark.model
def test_answers_are_sorted_much_as_a_person_sorts_them(bundled: Embedder) -> None:
    scores = []
    for case in tomllib.loads(GOLDEN.read_text("utf-8"))["round"]:
        texts = [text for group in case["themes"].values() for text in group]
        wanted = _pairs([name or text for name, group in case["themes"].items() for text in group])
        found = themes(said(*texts), bundled.documents(texts))
        groups = {number: theme.label for theme in found for number in theme.members}
        got = _pairs([groups.get(number, str(number)) for number in range(len(texts))])
        scores.append(2 * len(wanted & got) / (len(wanted) + len(got)))
    assert np.mean(scores) > 0.55


def _pairs(labels: list[str]) -> set[tuple[int, int]]:
    return {(a, b) for a, b in combinations(range(len(labels)), 2) if labels[a] == labels[b]}
