"""The register as its file stands, whatever happens to the file."""

from __future__ import annotations

import os
from pathlib import Path

from knowledge.assistant import RegisterFile

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
