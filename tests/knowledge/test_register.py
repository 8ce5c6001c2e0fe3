"""The register from TOML, CSV and XLSX, and what is told of every slip in it."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.texts import LANGUAGES, texts
from knowledge.calendar import Calendar, Shift
from knowledge.model import BadRegister, Principal, Responsibility, Status
from knowledge.register import Register, load

WHOLE = """
[abbreviations]
SSK = "sjuksköterska"
[shifts]
natt = { from = "21:30", to = "06.45" }
[helg]
from = "17:00"
[storhelg]
days = ["midsommarafton", "2026-12-23"]
to = "vardag 08:00"
[[responsibility]]
function = "medicinsk bedömning"
aliases = ["bedömning av försämring"]
area = "kommunal hemsjukvård"
principal = "region"
role = "sjuksköterska, sjukstugan"
contact = "0980-319 20"
backup = "bakjour"
when = "natt"
status = "beslutad"
source = "Rutin nattbemanning § 3"
valid_from = 2025-03-01
valid_to = 2027-12-31
"""
ROW = Responsibility(
    function="medicinsk bedömning",
    role="sjuksköterska, sjukstugan",
    when="natt",
    aliases=("bedömning av försämring",),
    area="kommunal hemsjukvård",
    principal=Principal.REGION,
    contact="0980-319 20",
    backup="bakjour",
    status=Status.DECIDED,
    source="Rutin nattbemanning § 3",
    valid_from=date(2025, 3, 1),
    valid_to=date(2027, 12, 31),
)
HEADINGS = ("Funktion;Alias;Område;Huvudman;Roll;Kontakt;Reserv;När;Status;Källa;"
            "Gäller från;Gäller till")  # fmt: skip
LINE = ("medicinsk bedömning;bedömning av försämring;kommunal hemsjukvård;regionen;"
        "sjuksköterska, sjukstugan;0980-319 20;bakjour;natt;Beslutad;Rutin nattbemanning § 3;"
        "2025-03-01;2027-12-31")  # fmt: skip


def read(folder: Path, name: str, content: str | bytes) -> Register:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(path)


def fault(folder: Path, name: str, content: str | bytes) -> BadRegister:
    with pytest.raises(BadRegister) as error:
        read(folder, name, content)
    for language in LANGUAGES:
        assert texts(language, error.value.code, **error.value.details)
    return error.value


def row(**cells: str) -> str:
    lines = {"function": '"tvätt"', "role": '"service"', **cells}
    return "[[responsibility]]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items())


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for cells in rows:
        book.worksheets[0].append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_toml(tmp_path: Path) -> None:
    register = read(tmp_path, "r.toml", WHOLE)
    assert register.responsibilities == (ROW,)
    assert register.abbreviations == {"SSK": "sjuksköterska"}
    assert register.shifts["natt"] == Shift(time(21, 30), time(6, 45))
    assert register.shifts["dag"] == Shift(time(7), time(16))
    assert register.calendar.helg.start == time(17)
    assert "sondag" in register.calendar.helg.days
    assert register.calendar.storhelg.days == {"midsommarafton", "2026-12-23"}
    assert (register.calendar.storhelg.end, register.calendar.storhelg.until_weekday) == (
        time(8),
        True,
    )
    assert len(register.digest) == 64


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv(tmp_path: Path, encoding: str, separator: str) -> None:
    text = f"{HEADINGS}\r\n\r\n{LINE}\r\n".replace(";", separator)
    assert read(tmp_path, "r.csv", text.encode(encoding)).responsibilities == (ROW,)


def test_csv_with_commas_and_english_headings(tmp_path: Path) -> None:
    text = 'function,role,aliases,valid_to\ntvätt,"service, tvätten",kläder|smutstvätt;skor,\n'
    (found,) = read(tmp_path, "r.csv", text).responsibilities
    assert found == Responsibility(
        "tvätt", "service, tvätten", aliases=("kläder", "smutstvätt", "skor")
    )


def test_xlsx(tmp_path: Path) -> None:
    cells: list[Any] = LINE.split(";")
    cells[5], cells[10], cells[11] = 98031920.0, datetime(2025, 3, 1), date(2027, 12, 31)  # noqa: DTZ001
    data = workbook([*HEADINGS.split(";"), None], [None], [*cells, None])
    (found,) = read(tmp_path, "r.xlsx", data).responsibilities
    assert found.contact == "98031920"
    assert (found.valid_from, found.valid_to) == (ROW.valid_from, ROW.valid_to)
    assert found.role == ROW.role


def test_a_table_file_takes_its_tables_from_the_toml_beside_it(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('[shifts]\njour = { from = "17:00", to = "24:00" }', "utf-8")
    register = read(tmp_path, "r.csv", "funktion;roll;när\ntvätt;service;jour\n")
    assert register.shifts["jour"] == Shift(time(17), time())


def test_an_empty_role_with_a_backup_is_a_vacant_slot(tmp_path: Path) -> None:
    register = read(tmp_path, "r.toml", row(role='""', backup='"bakjour"'))
    assert register.responsibilities[0].role == ""


@pytest.mark.parametrize(
    ("content", "code", "details"),
    [
        (row(when='"fredagsmys"'), "unknown-shift", {"row": 1, "value": "fredagsmys"}),
        (row(principal='"staten"'), "bad-principal", {"row": 1, "column": "principal"}),
        (row(status='"kanske"'), "bad-status", {"value": "kanske"}),
        (row(valid_from='"i våras"'), "bad-date", {"column": "valid_from"}),
        (row(valid_from="2026-01-02", valid_to="2026-01-01"), "dates-swapped", {"row": 1}),
        (row(functoin='"x"'), "unknown-column", {"column": "functoin"}),
        (row(function='" "'), "missing", {"column": "function"}),
        (row(function='"' + "x" * 501 + '"'), "too-long", {"column": "function"}),
        (row(role='""'), "no-role", {"row": 1}),
        (row(contact="[1]"), "bad-value", {"column": "contact"}),
        ("\n\n" + row() + "\n\n" + row(), "duplicate", {"row": 7, "other": 3}),
        ("[[responsibility]]\nrole = 'x'", "missing", {"column": "function"}),
        ("[shifts]\nnatt = { from = '25:00', to = '07:00' }", "bad-time", {"value": "25:00"}),
        ("[shifts]\nnatt = { from = '07:00', to = '07:00' }", "empty-shift", {"row": 1}),
        ("[shifts]\nnatt = { from = '07:00' }", "missing", {"column": "shifts.natt.to"}),
        ("[storhelg]\ndays = ['fredagsmys']", "bad-day", {"value": "fredagsmys"}),
        ("[storhelg]\nto = 'sent'", "bad-time", {"row": 1}),
        ("\n[shift]\n", "unknown-column", {"row": 2, "column": "shift"}),
        ("function = [", "broken", {}),
        ("responsibility = 1", "broken", {}),
        (b"\xff\xfe", "broken", {"value": "UTF-8"}),
    ],
)
def test_a_slip_in_toml_is_told_with_its_place(
    tmp_path: Path, content: str | bytes, code: str, details: dict[str, object]
) -> None:
    error = fault(tmp_path, "r.toml", content)
    assert error.code == f"register.{code}"
    assert details.items() <= error.details.items()


@pytest.mark.parametrize(
    ("content", "code", "details"),
    [
        ("", "empty", {}),
        ("\n;;\n", "empty", {}),
        ("funktion;rol\ntvätt;service", "unknown-column", {"row": 1, "column": "rol"}),
        ("funktion;roll;ansvarig\n", "twice", {"row": 1}),
        ("funktion;roll\n\ntvätt;service;x", "stray", {"row": 3, "value": "x"}),
        ("funktion;roll;när\na;b;natt\na;b;nat", "unknown-shift", {"row": 3, "column": "when"}),
        ("funktion;roll\n;service", "missing", {"row": 2, "column": "function"}),
        ("funktion;roll\n" + "a;b\n" * 2, "duplicate", {"row": 3, "other": 2}),
        ("funktion;roll\n" + "a;b\n" * 10_001, "too-many-rows", {"limit": 10_000}),
        (b"funktion\x81;roll", "broken", {}),
        ('funktion;roll\n"' + "x" * 200_000, "broken", {}),
    ],
)
def test_a_slip_in_csv_is_told_with_its_place(
    tmp_path: Path, content: str | bytes, code: str, details: dict[str, object]
) -> None:
    error = fault(tmp_path, "r.csv", content)
    assert error.code == f"register.{code}"
    assert details.items() <= error.details.items()


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    assert fault(tmp_path, "r.xlsx", b"PK\x03\x04 nonsense").code == "register.broken"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)
    assert fault(tmp_path, "r.xlsx", bomb.getvalue()).code == "register.too-large"


def test_no_file_a_large_one_and_an_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(BadRegister, match="missing-file"):
        load(tmp_path / "nothing.toml")
    assert fault(tmp_path, "r.csv", b" " * 10_000_001).code == "register.too-large"
    assert fault(tmp_path, "r.ods", b"x").code == "register.unknown-format"


def test_the_documented_example_is_the_default(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "register.md").read_text("utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "bakjouren.ics").write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "utf-8")
    assert read(tmp_path, "r.toml", example).calendar == Calendar()


@given(content=st.binary(max_size=300), suffix=st.sampled_from(["toml", "csv", "xlsx"]))
@settings(max_examples=150)
def test_any_bytes_are_a_register_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    path.write_bytes(content)
    with suppress(BadRegister):
        load(path)
