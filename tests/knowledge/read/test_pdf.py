from __future__ import annotations

import pytest

from knowledge.model import Block
from knowledge.read.pdf import read
from knowledge.read.writer import Content
from tests.knowledge.read import samples


@pytest.fixture(scope="module")
def content() -> Content:
    return read(samples.pdf())


def text_of(content: Content, block: Block) -> str:
    return content.text[block.start : block.end]


def test_headings_are_told_by_their_type(content: Content) -> None:
    headings = [text_of(content, b) for b in content.blocks if b.kind == "heading"]
    assert headings == ["Rutin för tjänstecyklar", "§ 1 Lån", "§ 2 Tider", "§ 3 Hjälm"]
    last = content.blocks[-1].place
    assert last.headings == ("Rutin för tjänstecyklar", "§ 3 Hjälm")
    assert (last.section, last.page) == ("§ 3", 2)


def test_paragraphs_are_whole(content: Content) -> None:
    paragraphs = [text_of(content, b) for b in content.blocks if b.kind == "text"]
    assert paragraphs[:2] == list(samples.PAGES)


def test_words_broken_over_lines_are_mended(content: Content) -> None:
    assert "cykelreparatör i vård- och omsorgsverkstaden" in content.text


def test_a_table_goes_row_by_row_over_the_page_with_its_header(content: Content) -> None:
    rows = [(text_of(content, b), b.context, b.place.page) for b in content.blocks if b.context]
    assert rows == [
        ("dag | Ada | 11", "Tid | Vem | Telefon", 1),
        ("kväll | Bo | 12", "Tid | Vem | Telefon", 1),
        ("natt | Cia | 13", "Tid | Vem | Telefon", 2),
    ]


def test_page_headers_and_numbers_are_gone_but_kept_for_the_metadata(content: Content) -> None:
    assert "Mörby" not in content.text
    assert "Sida" not in content.text
    assert "Dnr MK 2026/17" in content.properties["header"]
