"""Templates are files: ours can all be read, and a team adds its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.skill import UserError
from skills.reflection.template import DEFAULT, BadTemplate, Kind, load

OWN = """
names = ["morgonmöte"]
[sv]
title = "Morgonmöte"
[en]
title = "Morning"
[[question]]
sv = "Hur var natten?"
en = "How was the night?"
"""


def test_ours_are_there_and_whole() -> None:
    found = load().by_key
    assert len(found) == 5
    default = found[DEFAULT]
    assert [one.kind for one in default.question] == [*[Kind.TEXT] * 3, Kind.PULSE, Kind.TEXT]
    assert len(default.questions(pulse=False)) == 4
    assert "utifrån" in default.opening("sv").intro
    assert default.question[0].ask("en") == "What is really the need?"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("gröna korset", "grona-korset"),
        ("Grona korsset", "grona-korset"),
        ("dialogue", "dialog-och-analys"),
        ("natt", "nattmodellen"),
        ("AAR", "efter-handelse"),
        ("efter handelse", "efter-handelse"),
    ],
)
def test_they_are_found_by_name(words: str, key: str) -> None:
    assert load().named(words) == key


def test_a_name_nobody_knows_is_told_the_names_there_are() -> None:
    with pytest.raises(UserError) as error:
        load().named("kvartalsrapport")
    assert error.value.code == "round.no-template"
    assert "gröna korset" in str(error.value.details["known"])


def test_a_team_adds_its_own_and_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "morgon.toml").write_text(OWN, "utf-8")
    (tmp_path / "fri.toml").write_text(OWN, "utf-8")
    found = load([tmp_path])
    assert found.named("morgonmöte") in ("morgon", "fri")
    assert found.by_key["fri"].sv.title == "Morgonmöte"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OWN + 'colour = "red"', "question.0.colour"),
        (OWN.replace("names", "name"), "names"),
        ('names = ["x"', "x.toml"),
        (OWN.split("[[")[0], "question"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "x.toml").write_text(content, "utf-8")
    with pytest.raises(BadTemplate, match=told):
        load([tmp_path])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTemplate, match="no such folder"):
        load([tmp_path / "none"])
