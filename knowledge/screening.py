"""What the patient-data gate says of documents and registers, before any of it is stored.

An identity number keeps a document out, whoever says otherwise. A phone, an address or a named
person may belong to the service: whoever is in charge can say so in the side file ("granskad").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from knowledge.gate import Finding, Kind, screen
from knowledge.model import BadRegister, Document, Responsibility, Unreadable

NUMBERS = frozenset(
    {
        Kind.PERSONAL_NUMBER,
        Kind.COORDINATION_NUMBER,
        Kind.RESERVE_NUMBER,
        Kind.ASYLUM_NUMBER,
        Kind.BIRTH_DATE,
    }
)
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\n))*")


def check_document(document: Document) -> None:
    """Raise Unreadable where something in the document must not be stored.

    The details say the kind and the page, slide or line; the words are in none of them.
    """
    for start, text in _texts(document):
        finding = screen(text)
        if finding and (finding.kind in NUMBERS or not document.metadata.vetted):
            raise _stopped(document, finding, start)


def check_name(file: str) -> None:
    """Raise Unreadable where the name of a file points somebody out."""
    finding = screen(PurePosixPath(file).stem.replace("_", " "))
    if finding:
        raise Unreadable("unreadable.personal-name", kind=finding.kind)


def check_row(number: int, row: Responsibility) -> None:
    """Raise BadRegister where a row names a patient; the contacts of staff are what it is for."""
    who = f"{row.role}: {row.contact}"
    parts = (row.function, *row.aliases, row.area, who, row.backup, row.source)
    finding = screen(". ".join(filter(None, parts)))
    if finding and (finding.kind in NUMBERS or finding.kind is Kind.PERSON):
        raise BadRegister("register.personal", row=number, kind=finding.kind)


def check_turn(number: int, text: str) -> None:
    """Raise BadRegister where a turn of a roster holds an identity number: a wrong calendar."""
    finding = screen(text)
    if finding and finding.kind in NUMBERS:
        raise BadRegister("register.personal", row=number, kind=finding.kind)


def _texts(document: Document) -> Iterator[tuple[int, str]]:
    """The paragraphs, each with its place; and what is known of the document from beside them."""
    for paragraph in _PARAGRAPH.finditer(document.text):
        yield paragraph.start(), paragraph.group()
    known = document.metadata
    beside = (known.title, known.body, known.owner, known.diary_number, known.superseded_by)
    yield 0, "\n\n".join(filter(None, (*beside, *known.supersedes)))


def _stopped(document: Document, finding: Finding, start: int) -> Unreadable:
    what = "personal" if finding.kind in NUMBERS else "private"
    at = start + finding.start
    before = [block.place for block in document.blocks if block.start <= at]
    place = before[-1] if before else None
    if place and place.page:
        return Unreadable(f"unreadable.{what}-page", kind=finding.kind, page=place.page)
    if place and place.slide:
        return Unreadable(f"unreadable.{what}-slide", kind=finding.kind, slide=place.slide)
    line = document.text.count("\n", 0, at) + 1
    return Unreadable(f"unreadable.{what}-line", kind=finding.kind, line=line)
