"""On a terminal nobody's rooms are known."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from bot.cli import main
from tests.fakes import FakeEmbedder

PLAN = """---
titel: Avvecklingsplan
rum: ledning
---

# Avvecklingsplan

Granbacken avvecklas i mars.
"""
QUESTION = "när avvecklas Granbacken?"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOTSEN_CONFIG", raising=False)
    monkeypatch.setattr("bot.wiring.load_embedder", lambda _settings: FakeEmbedder())
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "plan.md").write_text(PLAN, "utf-8")
    (tmp_path / "config.toml").write_text('[scopes]\n"!leaders:x" = ["ledning"]\n', "utf-8")
    main(["ingest", "documents"])


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    capsys.readouterr()
    assert main(["ask", QUESTION, "--json", *words]) == 0
    return [one["document"] for one in json.loads(capsys.readouterr().out)["passages"]]


def test_whoever_runs_the_command_holds_the_data_already(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert asked(capsys) == ["plan.md"]


def test_as_a_person_only_what_everyone_may_see_is_answered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(capsys, "--as", "@anna:example.org") == []
    monkeypatch.setattr("sys.stdin", StringIO(f"{QUESTION}\n!dokument\n"))
    capsys.readouterr()
    main(["console", "--as", "@anna:example.org"])
    said = capsys.readouterr().out
    assert "Avvecklingsplan" not in said
    assert "mars" not in said


def test_a_line_of_json_says_who_asks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [{"q": QUESTION}, {"q": QUESTION, "as": "@anna:example.org"}]
    monkeypatch.setattr("sys.stdin", StringIO("".join(json.dumps(one) + "\n" for one in lines)))
    capsys.readouterr()
    main(["ask", "-", "--json"])
    found = [json.loads(line)["passages"] for line in capsys.readouterr().out.splitlines()]
    assert [len(passages) for passages in found] == [1, 0]
