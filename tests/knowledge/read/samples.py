"""Small files of every kind, made when they are asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
import pptx
from fpdf import FPDF
from PIL import Image
from pptx.util import Inches

PAGES = (
    "Rutinen gäller alla som cyklar till arbetet och den ska läsas av var och en som lånar en av "
    "kommunens cyklar. Cykeln lämnas tillbaka samma dag.",
    "Hjälm ska alltid bäras. Den som saknar hjälm lånar en i receptionen.",
)


class _Paper(FPDF):
    """Pages with a header and a footer."""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, "Mörby kommun   Dnr MK 2026/17", new_x="LMARGIN", new_y="NEXT")
        self.ln(8)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, f"Sida {self.page_no()} (2)", align="C")


def pdf() -> bytes:
    """Two pages: headings, paragraphs, a table that goes on over the page, a broken word."""
    paper = _Paper()
    paper.add_page()
    _heading(paper, "Rutin för tjänstecyklar", 20)
    _heading(paper, "§ 1 Lån", 14)
    _paragraph(paper, PAGES[0])
    _heading(paper, "§ 2 Tider", 14)
    _table(paper, [("Tid", "Vem", "Telefon"), ("dag", "Ada", "11"), ("kväll", "Bo", "12")])
    paper.add_page()
    _table(paper, [("Tid", "Vem", "Telefon"), ("natt", "Cia", "13")])
    _heading(paper, "§ 3 Hjälm", 14)
    _paragraph(paper, PAGES[1])
    paper.set_font("Helvetica", size=11)
    for line in ("Cykeln ses över av en cykelrepa-", "ratör i vård- och", "omsorgsverkstaden."):
        paper.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    paper = FPDF()
    paper.set_encryption(owner_password="owner", user_password="user")
    paper.add_page()
    _paragraph(paper, PAGES[0])
    return bytes(paper.output())


def scanned_pdf() -> bytes:
    """A PDF with a picture and no text."""
    paper = FPDF()
    paper.add_page()
    paper.image(Image.new("RGB", (200, 280), "grey"), w=180)
    return bytes(paper.output())


def blank_pdf() -> bytes:
    """A PDF with nothing on its page."""
    paper = FPDF()
    paper.add_page()
    return bytes(paper.output())


def long_pdf(pages: int) -> bytes:
    """Many pages of text."""
    paper = _Paper()
    for number in range(1, pages + 1):
        paper.add_page()
        _heading(paper, f"§ {number} Del {number}", 14)
        for _ in range(12):
            _paragraph(paper, PAGES[0] + PAGES[1])
    return bytes(paper.output())


def _heading(paper: FPDF, text: str, size: int) -> None:
    paper.set_font("Helvetica", "B", size)
    paper.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)


def _paragraph(paper: FPDF, text: str) -> None:
    paper.set_font("Helvetica", size=11)
    paper.multi_cell(120, 5.5, text, new_x="LMARGIN", new_y="NEXT")
    paper.ln(4)


def _table(paper: FPDF, rows: Sequence[Sequence[str]]) -> None:
    paper.set_font("Helvetica", size=11)
    with paper.table(width=150) as table:
        for row in rows:
            table.row(row)
    paper.ln(4)


def word() -> docx.document.Document:
    """A DOCX with styled headings, a list, a table and a header."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Mörby kommun Dnr: MK 2026/17"
    made.add_paragraph("Rutin för tjänstecyklar", style="Title")
    made.add_heading("§ 1 Lån", 1)
    made.add_paragraph(PAGES[0])
    made.add_paragraph("Ta med:")
    made.add_paragraph("nyckel", style="List Bullet")
    made.add_paragraph("lås", style="List Bullet")
    made.add_heading("§ 2 Tider", 1)
    table = made.add_table(rows=0, cols=3)
    for row in (("Tid", "Vem", "Telefon"), ("dag", "Ada", "11"), ("natt", "Cia", "13")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.add_paragraph("Efter tabellen.")
    return made


def saved(document: docx.document.Document | pptx.presentation.Presentation) -> bytes:
    """The file of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def slides() -> pptx.presentation.Presentation:
    """A PPTX of three slides with a list, a table and the sender on each."""
    deck = pptx.Presentation()
    for title, points in (("Läget", ("Vi cyklar", "Vi går")), ("Sedan", ("Vi åker", "Vi står"))):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(points)
        slide.notes_slide.notes_text_frame.text = "Hemlig anteckning"
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Tider"
    cells = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for row, texts in enumerate((("Tid", "Vem"), ("natt", "Cia"))):
        for column, text in enumerate(texts):
            cells.cell(row, column).text = text
    for slide in deck.slides:
        box = slide.shapes.add_textbox(Inches(1), Inches(6), Inches(4), Inches(1))
        box.text_frame.text = "Mörby kommun"
    return deck


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
