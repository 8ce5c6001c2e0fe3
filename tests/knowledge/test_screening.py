"""No document, register or roster that points out a patient is taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge import tables
from knowledge.library import Library
from knowledge.model import (
    BadRegister,
    Block,
    Document,
    Metadata,
    Place,
    Responsibility,
    Unreadable,
)
from knowledge.read import SUFFIXES, Reader
from knowledge.register import load
from knowledge.screening import check_document, check_name, check_row, check_turn
from knowledge.vectors import ExactVectors
from tests.fakes import FakeEmbedder

NUMBER = "19540312-9804"
MOBILE = "Ring Karin Ek hemma, hennes mobil är 070-123 45 67."
SAMPLE = Path(__file__).parents[2] / "bot" / "demo"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROW = Responsibility("larm", "nattpatrullen", contact="0980-31 92 30")


def document(*paragraphs: str, **metadata: object) -> Document:
    """A paragraph a page."""
    text = "\n\n".join(paragraphs)
    blocks = []
    for page, paragraph in enumerate(paragraphs, start=1):
        start = text.index(paragraph)
        blocks.append(Block(start, start + len(paragraph), Place(page=page)))
    return Document("a.pdf", text, tuple(blocks), Metadata(**metadata))  # type: ignore[arg-type]


def stopped(one: Document) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(Unreadable) as caught:
        check_document(one)
    return caught.value.code, caught.value.details


def test_page_and_kind_are_told_and_never_the_words() -> None:
    code, details = stopped(document("Larm besvaras.", f"Gäller {NUMBER}."))
    assert code == "unreadable.personal-page"
    assert details == {"kind": "personnummer", "page": 2}


def test_a_text_without_pages_tells_the_line_and_slides_their_number() -> None:
    bare = replace(document("Rad ett.", f"Gäller\n{NUMBER}."), blocks=())
    assert stopped(bare) == ("unreadable.personal-line", {"kind": "personnummer", "line": 4})
    block = Block(0, 9, Place(slide=3))
    assert stopped(replace(bare, blocks=(block,)))[1] == {"kind": "personnummer", "slide": 3}


def test_someone_in_charge_can_vouch_for_a_phone_but_not_for_a_number() -> None:
    assert stopped(document(MOBILE)) == ("unreadable.private-page", {"kind": "telefon", "page": 1})
    check_document(document(MOBILE, vetted=date(2026, 3, 1)))
    assert stopped(document(NUMBER, vetted=date(2026, 3, 1)))[0] == "unreadable.personal-page"


def test_what_stands_beside_the_text_counts_too() -> None:
    assert stopped(document("Text.", title=f"Plan för {NUMBER}"))[1]["kind"] == "personnummer"


@pytest.mark.parametrize("name", [f"plan {NUMBER}.pdf", f"mapp/plan_{NUMBER}_ny.docx"])
def test_a_name_that_points_somebody_out_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="personal-name"):
        check_name(name)


def test_ordinary_names_pass() -> None:
    for name in ("rutin-nattbemanning.pdf", "KS 2025-0344 beslut 2025-09-23.docx", "a/b/c.md"):
        check_name(name)


def test_staff_contacts_are_what_a_register_is_for() -> None:
    check_row(1, replace(ROW, role="enhetschef Anna Ek", contact="070-123 45 67"))
    check_row(1, replace(ROW, contact="anna.ek@vintersele.se", backup="växeln 0980-310 00"))


def test_a_row_with_an_identity_number_is_refused_with_its_number() -> None:
    with pytest.raises(BadRegister) as caught:
        check_row(7, replace(ROW, function=f"larm hos {NUMBER}"))
    assert caught.value.details == {"row": 7, "kind": "personnummer"}


def test_a_calendar_of_visits_is_no_roster() -> None:
    check_turn(1, "Anna Ek 070-123 45 67")
    with pytest.raises(BadRegister):
        check_turn(1, f"Hembesök {NUMBER}")


@pytest.mark.long
def test_every_document_and_row_of_the_sample_passes() -> None:
    files = [path for path in (SAMPLE / "library").iterdir() if path.suffix in SUFFIXES]
    assert len(files) > 15
    with Reader() as reader:
        for path in files:
            check_document(reader.read(path, path.name))
    assert load(SAMPLE / "responsibilities.toml").responsibilities


def test_nothing_of_a_refused_document_is_stored(engine: Engine, tmp_path: Path) -> None:
    tables.metadata.create_all(engine)
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "plan.txt").write_text(f"Plan\n\nGäller {NUMBER}.\n", "utf-8")
    (folder / f"plan {NUMBER}.txt").write_text("Plan för någon.\n", "utf-8")
    library = Library(engine, FakeEmbedder, lambda name: ExactVectors())
    report = library.ingest([folder], now=NOW)
    assert [one.error.code for one in report.files if one.error] == [
        "unreadable.personal-name",
        "unreadable.personal-line",
    ]
    (held,) = library.documents()
    assert (held.file, held.passages) == ("plan.txt", 0)
    library.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("lotsen.sqlite3*"))
    assert NUMBER.encode() not in stored
