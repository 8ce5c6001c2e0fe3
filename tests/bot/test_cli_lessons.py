"""`lotsen lessons`: the log on the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, text

from bot.cli import main


@pytest.fixture
def config(tmp_path: Path) -> list[str]:
    path = tmp_path / "config.toml"
    path.write_text('data_dir = "data"\n[lessons]\nteam = "Team Fjällbjörken"\n')
    return ["--config", str(path)]


@pytest.fixture
def sown(config: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """With the lessons of the pilot."""
    assert main(["lessons", "seed", *config]) == 0
    capsys.readouterr()
    return config


def test_the_pilots_lessons_are_taken_in_once(
    sown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons", "seed", *sown]) == 0
    assert capsys.readouterr().out == "Nya: 0. Fanns redan: 9.\n"
    assert main(["lessons", "list", "--json", *sown]) == 0
    found = json.loads(capsys.readouterr().out)["lessons"]
    central = [one for one in found if one["uid"][-1].isdecimal() and "-p" not in one["uid"]]
    assert len(central) == 4
    for one in found:
        assert one["state"] == "validated"
        assert one["source"].startswith("Återrapport av piloten")
    assert main(["lessons", "list", *sown]) == 0
    assert "1 Kommun och region kan leda" in capsys.readouterr().out


@pytest.mark.parametrize("format", ["xlsx", "csv", "md", "json"])
def test_everything_is_exported(sown: list[str], tmp_path: Path, format: str) -> None:
    file = tmp_path / f"out.{format}"
    assert main(["lessons", "export", "--format", format, str(file), *sown]) == 0
    assert file.stat().st_size > 2000


@pytest.mark.parametrize("format", ["xlsx", "csv", "json"])
def test_it_comes_back(
    sown: list[str], tmp_path: Path, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"out.{format}"
    main(["lessons", "export", "--format", format, str(file), *sown])
    main(["lessons", "list", "--json", *sown])
    before = capsys.readouterr().out
    other = tmp_path / "other.toml"
    other.write_text('data_dir = "other"\n')
    assert main(["lessons", "import", str(file), "--config", str(other)]) == 0
    assert capsys.readouterr().out == "Nya: 9. Fanns redan: 0.\n"
    main(["lessons", "list", "--json", "--config", str(other)])
    assert capsys.readouterr().out == before


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.long
def test_libreoffice_opens_the_workbook_and_gives_it_back(
    sown: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.xlsx"
    main(["lessons", "export", "--format", "xlsx", str(file), *sown])
    main(["lessons", "list", "--json", *sown])
    before = capsys.readouterr().out
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--convert-to", "xlsx", "--outdir", str(tmp_path / "back"), str(file)]
    subprocess.run(["soffice", "--headless", profile, *convert], check=True, capture_output=True)
    back = tmp_path / "back" / "out.xlsx"
    for sheet in load_workbook(back).worksheets:
        assert sheet.auto_filter.ref
    other = tmp_path / "other.toml"
    other.write_text('data_dir = "other"\n')
    assert main(["lessons", "import", str(back), "--config", str(other)]) == 0
    capsys.readouterr()
    main(["lessons", "list", "--json", "--config", str(other)])
    assert capsys.readouterr().out == before


def test_what_cannot_be_done_is_one_line(
    sown: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    assert main(["lessons", "import", str(bad), *sown]) == 1
    assert "går inte att läsa vid" in capsys.readouterr().err
    assert main(["lessons", "import", str(tmp_path / "no.json"), *sown]) == 2
    assert main(["lessons", "import", str(tmp_path / "no.docx"), *sown]) == 2
    assert main(["lessons", "export", "--format", "csv", str(tmp_path), *sown]) == 2
    assert all("lotsen: " in line for line in capsys.readouterr().err.splitlines())


def test_a_history_that_was_changed_shows(
    sown: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons", "verify", *sown]) == 0
    with create_engine(f"sqlite:///{tmp_path}/data/lotsen.sqlite3").begin() as tx:
        tx.execute(text("update lesson set state = 'anchored' where id = 3"))
    capsys.readouterr()
    assert main(["lessons", "verify", "--json", *sown]) == 1
    assert json.loads(capsys.readouterr().out) == {"whole": False, "broken": [3]}


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "File"


def test_the_reports_are_written(
    sown: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.html"
    assert main(["lessons", "report", "--month", "2026-01", str(file), *sown]) == 0
    assert "Team Fjällbjörken" in file.read_text()
    assert main(["lessons", "report", "--closing", str(file), *sown]) == 0
    assert "4. Stöd för nästa beslut" in file.read_text()
    assert main(["lessons", "report", "--month", "januari", str(file), *sown]) == 2
    assert "--month" in capsys.readouterr().err
