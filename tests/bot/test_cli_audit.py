"""`lotsen audit`, as someone meets it who has to report an incident."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from bot import anchor
from bot.audit import BOT, head, record
from bot.cli import main
from bot.config import Settings
from bot.state import audit
from bot.wiring import database
from tests.clock import START

EVA = "@eva:kommun.example"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Three rows, an hour apart."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOTSEN_CONFIG", raising=False)
    engine = database(Settings(data_dir=tmp_path / "data"))
    with engine.begin() as tx:
        for number in range(3):
            at = START + timedelta(hours=number)
            record(tx, at, EVA if number else BOT, "lesson.decided", f"lesson:{number}")
    return engine


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["audit", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_a_whole_log(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify")
    assert (code, out.startswith("Loggen är hel: 3 rader")) == (0, True)
    with engine.connect() as tx:
        noted = anchor.written(head(tx))
    assert noted in out
    code, out, _ = run(capsys, "verify", "--json", "--anchor", noted)
    assert code == 0
    assert json.loads(out) == {"whole": True, "broken_at": None, "rows": 3, "anchor": noted}


def test_a_broken_log_names_the_row(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    with engine.begin() as tx:
        tx.execute(update(audit).where(audit.c.seq == 2).values(what="lesson:9"))
    code, out, err = run(capsys, "verify")
    assert (code, out) == (1, "")
    assert "från rad 2" in err
    code, out, _ = run(capsys, "verify", "--json")
    assert (code, json.loads(out)["broken_at"]) == (1, 2)
    assert run(capsys, "export", "--json")[0] == 1


def test_an_anchor_noted_elsewhere_counts_as_well(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "verify", "--anchor", "7:" + "0" * 64)[0] == 1
    assert run(capsys, "verify", "--anchor", "7")[0] == 2
    (tmp_path / "data" / anchor.FILE).write_text("4:" + "0" * 64)
    assert run(capsys, "verify")[0] == 1


def test_an_export_of_a_time(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    span = ("--from", "2026-11-25T03:00", "--to", "2026-11-25T04:00:00+01:00")
    code, out, _ = run(capsys, "export", *span, "--json")
    (entry,) = json.loads(out)["entries"]
    assert (code, entry["row"], entry["action"]) == (0, 2, "lesson.decided")
    assert entry["at"] == "2026-11-25T03:30:00+01:00"
    assert entry["who"].startswith("p-")
    code, out, _ = run(capsys, "export", "--names")
    assert out.splitlines()[1].split("\t")[2] == EVA
    assert "audit.exported" in run(capsys, "export", "--to", "2100-01-01")[1]


def test_a_time_that_is_none_is_a_wrong_call(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "export", "--from", "igår")
    assert (code, err.splitlines()[0][:20]) == (2, "lotsen: --from igår:")


def test_a_backup_is_noted(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "b.tar.gz")]) == 0
    assert main(["restore", str(tmp_path / "b.tar.gz"), "--force"]) == 0
    capsys.readouterr()
    found = json.loads(run(capsys, "export", "--json")[1])["entries"]
    assert (found[-1]["who"], found[-1]["action"]) == ("terminal", "backup.restored")
    assert main(["backup", str(tmp_path / "c.tar.gz"), "--json"]) == 0
    capsys.readouterr()
    assert "backup.made" in run(capsys, "export")[1]
