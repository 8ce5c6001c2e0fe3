"""A question about a row of a table is answered with the row and its header, in any format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from openpyxl import Workbook

from bot.config import Settings
from bot.wiring import build
from knowledge.model import Embedder, Verdict
from tests.clock import FakeClock

pytestmark = pytest.mark.model

TABLE = (
    ("By", "Hemtjänstgrupp", "Nyckelskåp", "Avstånd"),
    ("Storbäck", "Norra gruppen", "skåp 4", "38 km"),
    ("Lillholmsjö", "Södra gruppen", "", "22 km"),
    ("Granliden", "Norra gruppen", "skåp 6", "57 km"),
    ("Avaviken", "Södra gruppen", "skåp 9", "12 km"),
)
QUESTIONS = {
    "hur långt är det till Granliden": "Granliden | Norra gruppen | skåp 6 | 57 km",
    "vilket nyckelskåp har Avaviken": "Avaviken | Södra gruppen | skåp 9 | 12 km",
    "vilken hemtjänstgrupp åker till Lillholmsjö": "Lillholmsjö | Södra gruppen | – | 22 km",
}


def as_docx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    made = docx.Document()
    made.add_heading("Byalista för hemtjänsten", 1)
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    made.save(str(path))


def as_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Byalista för hemtjänsten"
    for row in rows:
        sheet.append(list(row))
    made.save(path)


def as_pdf(path: Path, rows: Sequence[Sequence[str]]) -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=18)
    paper.cell(0, 10, "Byalista för hemtjänsten", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Helvetica", size=11)
    with paper.table() as table:
        for row in rows:
            line = table.row()
            for text in row:
                line.cell(text)
    paper.output(str(path))


@pytest.mark.parametrize("write", [as_docx, as_xlsx, as_pdf])
def test_a_row_is_answered_with_its_header(
    write: Callable[[Path, Sequence[Sequence[str]]], None], tmp_path: Path, bundled: Embedder
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    write(folder / f"byar.{write.__name__.removeprefix('as_')}", TABLE)
    settings = Settings(data_dir=tmp_path / "data")
    with build(settings, clock=FakeClock(), embedder=bundled) as app:
        app.library.ingest([folder], now=app.now())
        for question, row in QUESTIONS.items():
            answer = app.assistant.ask(question, app.now())
            assert answer.verdict is Verdict.ANSWER, question
            best = answer.passages[0]
            assert (best.chunk.context, best.quote) == (" | ".join(TABLE[0]), row)
