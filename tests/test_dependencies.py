"""What is installed is what was pinned, and what is known of the pins is told as it is."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests import dependencies

ELSEWHERE = {"torch", "setuptools"}
"""Pinned in requirements-torch.txt; brought by the environment."""


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name: str, seen: set[str]) -> set[str]:
    """A package and all it needs, as far as they are installed."""
    if plain(name) in seen:
        return seen
    try:
        requires = distribution(name).requires or ()
    except PackageNotFoundError:
        return seen
    seen.add(plain(name))
    for requirement in map(Requirement, requires):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            needed(requirement.name, seen)
    return seen


def test_everything_the_bot_runs_with_is_pinned() -> None:
    pins = {
        plain(line.partition("==")[0]): line.partition("==")[2]
        for line in dependencies.PINS.read_text("utf-8").split()
    }
    everything = needed("lotsen", set()) - {"lotsen"} - ELSEWHERE
    assert len(everything) > 50
    for name in sorted(everything):
        assert name in pins, f"{name}: no pin in constraints.txt"
        assert distribution(name).version == pins[name], name


def tool(folder: Path, report: dict[str, Any] | str) -> str:
    """A pip-audit that answers always the same."""
    said = report if isinstance(report, str) else json.dumps(report)
    script = folder / "pip-audit"
    script.write_text(f"#!/bin/sh\ncat <<'EOF'\n{said}\nEOF\n")
    script.chmod(0o700)
    return str(script)


FLAW = {"id": "PYSEC-1", "fix_versions": ["2.0"]}


@pytest.mark.parametrize(
    ("report", "code", "said"),
    [
        ({"dependencies": [{"name": "x", "version": "1", "vulns": []}]}, 0, " 0 vulnerable, 0 not"),
        ({"dependencies": [{"name": "x", "version": "1", "vulns": [FLAW]}]}, 1, "x 1: PYSEC-1, m"),
        ({"dependencies": [{"name": "x", "skip_reason": "?"}]}, 0, "NOT AUDITED: the package ind"),
        ("connection refused", 0, "NOT AUDITED: the package index cannot be reached"),
    ],
)
def test_what_is_not_audited_is_called_so(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    report: dict[str, Any] | str,
    code: int,
    said: str,
) -> None:
    assert dependencies.main(tool(tmp_path, report)) == code
    assert said in capsys.readouterr().out


def test_without_the_tool_nothing_is_audited(capsys: pytest.CaptureFixture[str]) -> None:
    assert dependencies.main("/nowhere/pip-audit") == 0
    assert "NOT AUDITED: pip-audit cannot be run" in capsys.readouterr().out
