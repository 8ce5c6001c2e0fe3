"""Answers as they hang together in a thread, and the register as its file stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge import tables
from knowledge.assistant import Assistant, RegisterFile
from knowledge.calendar import STOCKHOLM
from knowledge.library import Library
from knowledge.model import Choice, Verdict
from knowledge.vectors import ExactVectors
from tests.fakes import FakeEmbedder

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=STOCKHOLM)
ROWS = """
[[responsibility]]
function = "bemanning"
area = "hemtjänsten"
role = "bemanningsenheten"
when = "dag"

[[responsibility]]
function = "bemanning"
area = "hemtjänsten"
role = "chef i beredskap"
when = "kväll och natt"

[[responsibility]]
function = "bemanning"
area = "sjukstugan"
role = "vårdenhetschefen"
when = "dygnet runt"
"""
DOG = """---
titel: Hundar och katter
ägare: MAS
{rooms}
---

# Hundar och katter

Katter får inte följa med på besök.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "docs"
    made.mkdir()
    return made


@pytest.fixture
def assistant(engine: Engine, tmp_path: Path, folder: Path) -> Iterator[Assistant]:
    tables.metadata.create_all(engine)
    (tmp_path / "ansvar.toml").write_text(ROWS, "utf-8")
    library = Library(engine, FakeEmbedder, lambda name: ExactVectors())
    (folder / "djur.md").write_text(DOG.format(rooms="rum: ledning"), "utf-8")
    library.ingest([folder], now=NOW)
    yield Assistant(library, RegisterFile(tmp_path / "ansvar.toml"))
    library.close()


def test_a_question_that_leans_keeps_the_choice_that_was_made(assistant: Assistant) -> None:
    first = assistant.ask("vem sköter bemanningen på natten", NOW)
    assert [choice.area for choice in first.ask_back] == ["hemtjänsten", "sjukstugan"]
    home = first.ask_back[0]
    chosen = assistant.ask(first.about, NOW, choice=home)
    assert [duty.responsibility.role for duty in chosen.responsible] == ["chef i beredskap"]
    later = assistant.ask("och på dagtid?", NOW, earlier=chosen.about, subject=home)
    assert [duty.responsibility.role for duty in later.responsible] == ["bemanningsenheten"]
    assert later.ask_back == ()


def test_a_question_of_its_own_leaves_the_choice_behind(assistant: Assistant) -> None:
    home = Choice("bemanning", "hemtjänsten")
    answer = assistant.ask("bemanning på sjukstugan", NOW, earlier="vem", subject=home)
    assert [duty.responsibility.role for duty in answer.responsible] == ["vårdenhetschefen"]


def test_who_may_know_what_nobody_has_written(assistant: Assistant) -> None:
    answer = assistant.ask("får hundar bada på sjukstugan", NOW)
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.may_know == ("sjukstugan", "MAS")


def test_what_a_room_may_not_see_is_nowhere_in_its_answers(assistant: Assistant) -> None:
    question = "får katter följa med på besök"
    seen = assistant.ask(question, NOW, scopes=frozenset({"ledning"}))
    assert seen.passages
    answer = assistant.ask(question, NOW, scopes=frozenset())
    assert (answer.passages, answer.may_know, answer.conflicts) == ((), (), ())


ROW = """
[[responsibility]]
function = "larm"
role = "{role}"
when = "natt"
"""


def write(path: Path, text: str, second: int) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, (second, second))


def test_a_change_is_seen_and_a_broken_file_leaves_the_last_good_one(tmp_path: Path) -> None:
    path = tmp_path / "ansvar.toml"
    file = RegisterFile(path)
    assert file.current() == (None, ("no-register",))
    write(path, ROW.format(role="nattpatrullen"), 1)
    register, degraded = file.current()
    assert register is not None
    assert (register.responsibilities[0].role, degraded) == ("nattpatrullen", ())
    write(path, "[[responsibility", 2)
    assert file.current() == (register, ("stale-register",))
    write(path, ROW.format(role="larmgruppen"), 3)
    again, degraded = file.current()
    assert again is not None
    assert (again.responsibilities[0].role, degraded) == ("larmgruppen", ())
