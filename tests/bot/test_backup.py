"""What was backed up comes back, and nothing else does."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from pathlib import Path

import pytest

from bot import backup
from bot.cli import main
from bot.files import write_secret
from bot.matrix.session import is_restored
from bot.skill import UserError
from tests.clock import START


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder as a running bot leaves it."""
    folder = tmp_path / "data"
    for place in ("matrix", "vectors/chroma", "models/x", "documents"):
        (folder / place).mkdir(parents=True)
    for file in ("matrix/session.json", "matrix/lock", "vectors/chroma/v", "models/x/m"):
        (folder / file).write_text(file)
    (folder / "documents" / "åäö.md").write_text("# Rutin")
    (folder / "link").symlink_to("/etc/passwd")
    with sqlite3.connect(folder / "lotsen.sqlite3") as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE t (x)")
        base.execute("INSERT INTO t VALUES (1)")
    return folder


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "responsibilities.toml"
    path.write_text("[shifts]\n")
    return path


def names(archive: Path) -> set[str]:
    with tarfile.open(archive) as tar:
        return set(tar.getnames())


def test_a_running_database_is_copied_whole_and_caches_are_not(
    data: Path, register: Path, tmp_path: Path
) -> None:
    running = sqlite3.connect(data / "lotsen.sqlite3", isolation_level=None)
    running.execute("INSERT INTO t VALUES (2)")  # lies in the write-ahead log
    target = tmp_path / "b.tar.gz"
    backup.make(data, register, target, START)
    assert names(target) == {
        "manifest.json",
        "data/documents/åäö.md",
        "data/lotsen.sqlite3",
        "data/matrix/session.json",
        "register/responsibilities.toml",
    }
    assert target.stat().st_mode & 0o777 == 0o600
    running.close()

    register.unlink()
    new = tmp_path / "new" / "data"
    backup.restore(target, new, register, START, force=False)
    with sqlite3.connect(new / "lotsen.sqlite3") as base:
        assert base.execute("SELECT x FROM t").fetchall() == [(1,), (2,)]
    assert (new / "matrix" / "session.json").read_text() == "matrix/session.json"
    assert register.read_text() == "[shifts]\n"
    assert new.stat().st_mode & 0o777 == 0o700
    assert all(p.stat().st_mode & 0o077 == 0 for p in new.rglob("*"))


def test_what_is_there_is_never_removed(data: Path, register: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.tar.gz"
    backup.make(data, register, target, START)
    register.write_text("mine")
    with pytest.raises(UserError, match="not-empty"):
        backup.restore(target, data, register, START, force=False)
    (data / "later").write_text("x")
    backup.restore(target, data, register, START, force=True)
    (aside,) = tmp_path.glob("data.before-*")
    assert (aside / "later").exists()
    assert not (data / "later").exists()
    assert register.read_text() == "mine"


def hostile(tmp_path: Path, **members: tuple[str, bytes]) -> Path:
    target = tmp_path / "hostile.tar.gz"
    with tarfile.open(target, "w:gz") as tar:
        for name, body in members.values():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return target


def manifest(**files: str) -> tuple[str, bytes]:
    made = {"format": 1, "made": START.isoformat(), "files": files}
    return "manifest.json", json.dumps(made).encode()


@pytest.mark.parametrize(
    "name", ["/etc/x", "../x", "data/../../x", "other/x", "data/x"], ids=lambda name: name
)
def test_a_hostile_archive_changes_nothing(tmp_path: Path, name: str) -> None:
    target = hostile(tmp_path, x=(name, b"evil"), m=manifest(**{name: "0" * 64}))
    with pytest.raises(UserError, match="damaged"):
        backup.restore(target, tmp_path / "data", tmp_path / "r.toml", START, force=False)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("cut", [0, 10, 100, -20])
def test_a_cut_or_foreign_file_is_told(
    data: Path, register: Path, tmp_path: Path, cut: int
) -> None:
    target = tmp_path / "b.tar.gz"
    backup.make(data, register, target, START)
    target.write_bytes(target.read_bytes()[:cut])
    with pytest.raises(UserError, match="damaged"):
        backup.restore(target, tmp_path / "new", register, START, force=False)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text('data_dir = "data"\n[knowledge]\ndocuments = []\n')
    where = ["--config", str(config)]
    matrix = tmp_path / "data" / "matrix"
    target = str(tmp_path / "b.tar.gz")
    assert main(["backup", target, *where]) == 1
    assert "inget att kopiera" in capsys.readouterr().err
    assert main(["documents", *where]) == 0
    matrix.mkdir()
    write_secret(matrix / "session.json", "{}")
    assert main(["backup", target, *where, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["database"] is True
    assert main(["backup", str(tmp_path / "no" / "b"), *where]) == 1
    assert main(["restore", target, *where]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["restore", target, "--force", *where]) == 0
    assert main(["documents", *where]) == 0
    assert is_restored(matrix)
