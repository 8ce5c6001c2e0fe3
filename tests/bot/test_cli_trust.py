"""`lotsen trust`, as far as it goes without a homeserver."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.demo.homeserver import free_port


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "config.toml"
    file.write_text(
        f"""
        [matrix]
        homeserver = "http://127.0.0.1:{free_port()}"
        user_id = "@lotsen:example.org"
        password = "secret"
        allowed_servers = ["example.org"]
        """
    )
    return str(file)


def test_before_the_first_start_the_way_there_is_told(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trust", "show", "--config", config]) == 1
    assert "lotsen run" in capsys.readouterr().err


def test_a_reset_asks_first(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert main(["trust", "reset", "--config", config]) == 2
    assert "--yes" in capsys.readouterr().err

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "nej")
    assert main(["trust", "reset", "--config", config]) == 1
    assert capsys.readouterr().err == ""


def test_a_homeserver_out_of_reach_is_one_sentence(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trust", "reset", "--yes", "--config", config]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "matrix.homeserver" in line
