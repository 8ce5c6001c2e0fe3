"""Workbooks as tables that can be asked row by row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from knowledge.read import Reader
from knowledge.read.writer import Content
from knowledge.read.xlsx import read

ROWS = (("Tid", "Vem", "Telefon"), ("dag", "Ada", 11), ("natt", None, 13.0))


def book(sheets: dict[str, Sequence[Sequence[object]]], bold: int | None = None) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in sheet[bold] if bold else ():
            cell.font = Font(bold=True)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows(content: Content) -> list[tuple[str, str]]:
    """Each row of a table with its header."""
    return [
        (block.context, content.text[block.start : block.end])
        for block in content.blocks
        if block.kind == "row"
    ]


def test_each_row_stands_with_its_header_and_empty_cells_keep_their_column() -> None:
    head = "Tid | Vem | Telefon"
    assert rows(read(book({"Blad1": ROWS}))) == [(head, "dag | Ada | 11"), (head, "natt | – | 13")]


def test_a_cell_alone_above_a_table_is_its_heading_and_sheets_are_headings() -> None:
    content = read(book({"Jour": [("Jourtider 2026",), *ROWS], "Mat": [("Mat lagas i byn.",)]}))
    places = [block.place.headings for block in content.blocks if block.kind != "heading"]
    assert places == [("Jour", "Jourtider 2026")] * 2 + [("Mat",)]


def test_days_and_hours_are_read_as_people_write_them() -> None:
    days = [
        ("Dag", "Stund", "Klockan", "Klart"),
        (date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), time(21), True),  # noqa: DTZ001
    ]
    assert rows(read(book({"Blad1": days})))[0][1] == "2026-03-01 | 2026-03-01 09:30 | 21:00 | ja"


@pytest.mark.parametrize(("bold", "header"), [(1, "Ort | Avstånd"), (None, "")])
def test_two_columns_have_a_header_where_it_is_marked(bold: int | None, header: str) -> None:
    table = [("Ort", "Avstånd"), ("Granliden", "57 km")]
    assert rows(read(book({"Blad1": table}, bold)))[-1] == (header, "Granliden | 57 km")


def test_words_above_figures_are_a_header() -> None:
    assert rows(read(book({"B": [("Ort", "Mil"), ("Byn", 5)]}))) == [("Ort | Mil", "Byn | 5")]


def test_an_empty_row_parts_two_tables() -> None:
    two = [*ROWS, (), ("Mat", "Kök", "Dag"), ("soppa", "ett", "tisdag")]
    assert rows(read(book({"Blad1": two})))[-1] == ("Mat | Kök | Dag", "soppa | ett | tisdag")


def test_hidden_sheets_are_left_out_and_one_sheet_names_the_document(tmp_path: Path) -> None:
    made = Workbook()
    made.worksheets[0].title = "Rondschema"
    made.worksheets[0].append(["A", "B", "C"])
    made.worksheets[0].append(["1", "2", "3"])
    made.create_sheet("Gömd").append(["hemligt", "x", "y"])
    made["Gömd"].sheet_state = "hidden"
    made.save(tmp_path / "r.xlsx")
    with Reader() as reader:
        document = reader.read(tmp_path / "r.xlsx", "r.xlsx")
    assert "hemligt" not in document.text
    assert document.metadata.title == "Rondschema"
