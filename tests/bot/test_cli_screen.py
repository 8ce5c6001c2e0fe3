"""`lotsen screen -`."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from bot.cli import main


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, *options: str
) -> tuple[int, list[str]]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    code = main(["screen", "-", *options])
    return code, capsys.readouterr().out.splitlines()


def test_says_of_each_line_whether_it_stops(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = "ring Karin på 070-174 06 05\n\nväxeln 0980-31 92 00\n"
    code, said = run(monkeypatch, capsys, given)
    assert (code, said) == (0, ["stopp: telefon", "går igenom", "går igenom"])


def test_json_in_and_out_without_the_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = '{"text": "540312-\\n9804"}\n{"text": "hej", "id": 7}\n'
    code, said = run(monkeypatch, capsys, given, "--json")
    assert code == 0
    assert list(map(json.loads, said)) == [
        {"stop": True, "kind": "personnummer"},
        {"stop": False, "kind": None},
    ]


def test_a_line_that_is_no_object_is_a_wrong_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, capsys, "540312-9804\n", "--json")[0] == 2
    assert "9804" not in capsys.readouterr().err


def test_starts_without_what_the_other_commands_need() -> None:
    heavy = "{'torch', 'chromadb', 'nio', 'sentence_transformers', 'openpyxl'}"
    check = f"import sys, bot.cli, bot.cli.screen; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
