from __future__ import annotations

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.model import Block
from knowledge.read.docx import read
from knowledge.read.writer import Content
from tests.knowledge.read import samples


def text_of(content: Content, block: Block) -> str:
    return content.text[block.start : block.end]


def parts(content: Content) -> list[tuple[str, str]]:
    return [(block.kind, text_of(content, block)) for block in content.blocks]


def test_the_body_in_its_order() -> None:
    content = read(samples.saved(samples.word()))
    assert parts(content) == [
        ("heading", "Rutin för tjänstecyklar"),
        ("heading", "§ 1 Lån"),
        ("text", samples.PAGES[0]),
        ("text", "Ta med:"),
        ("item", "• nyckel"),
        ("item", "• lås"),
        ("heading", "§ 2 Tider"),
        ("row", "dag | Ada | 11"),
        ("row", "natt | Cia | 13"),
        ("text", "Efter tabellen."),
    ]
    assert content.blocks[-2].context == "Tid | Vem | Telefon"
    assert content.blocks[-1].place.section == "§ 2"


def test_title_and_header_are_kept_for_the_metadata() -> None:
    properties = read(samples.saved(samples.word())).properties
    assert properties["title"] == "Rutin för tjänstecyklar"
    assert properties["header"] == "Mörby kommun Dnr: MK 2026/17"


def test_bold_paragraphs_are_headings_where_no_styles_are_used() -> None:
    made = samples.docx.Document()
    for heading in ("§ 1 Lån", "§ 2 Tider"):
        made.add_paragraph().add_run(heading).bold = True
        made.add_paragraph("Här står resten.")
    assert [kind for kind, _ in parts(read(samples.saved(made)))] == ["heading", "text"] * 2


def test_numbers_that_word_counts_are_in_the_text() -> None:
    made = samples.docx.Document()
    made.part.numbering_part.element.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
            '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/>'
            '<w:lvlText w:val="§ %1"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
            "</w:abstractNum>"
        )
    )
    made.part.numbering_part.element.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>')
    )
    for depth, text in ((0, "Lån"), (1, "hjälm"), (1, "lås"), (0, "Tider")):
        paragraph = made.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="91"/></w:numPr>'
            )
        )
    assert [text for _, text in parts(read(samples.saved(made)))] == [
        "§ 3 Lån", "3.a) hjälm", "3.b) lås", "§ 4 Tider",
    ]  # fmt: skip


def test_inserted_text_and_content_controls_are_read_and_deleted_text_is_not() -> None:
    made = samples.docx.Document()
    made.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>I ruta. </w:t></w:r>"
            "<w:ins><w:r><w:t>Tillagt.</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>Struket.</w:delText></w:r></w:del>"
            "</w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert read(samples.saved(made)).text == "I ruta. Tillagt."


def test_a_line_break_ends_a_line_of_metadata() -> None:
    made = samples.docx.Document()
    made.add_paragraph("Dnr: MK 2026/17\nNämnd: Parknämnden")
    assert parts(read(samples.saved(made))) == [
        ("text", "Dnr: MK 2026/17"),
        ("text", "Nämnd: Parknämnden"),
    ]


def test_a_table_of_one_column_is_a_frame() -> None:
    made = samples.docx.Document()
    made.add_table(rows=1, cols=1).cell(0, 0).text = "Viktigt att veta."
    assert parts(read(samples.saved(made))) == [("text", "Viktigt att veta.")]


def test_merged_cells_have_their_text_on_every_row() -> None:
    made = samples.docx.Document()
    table = made.add_table(rows=3, cols=2)
    table.cell(1, 0).merge(table.cell(2, 0)).text = "natt"
    for row, text in enumerate(("Vem", "Cia", "Dan")):
        table.cell(row, 1).text = text
    table.cell(0, 0).text = "Tid"
    assert [text for _, text in parts(read(samples.saved(made)))][1:] == [
        "natt | Cia",
        "natt | Dan",
    ]


def test_the_table_of_contents_is_left_out() -> None:
    made = samples.docx.Document()
    made.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    made.add_paragraph("Lån\t2", style="toc 1")
    made.add_paragraph("Texten.")
    assert read(samples.saved(made)).text == "Texten."
