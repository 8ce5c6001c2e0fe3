from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from knowledge.model import Metadata, Status
from knowledge.records import DocumentInfo
from knowledge.validity import current, in_force

TODAY = date(2026, 3, 1)
BEFORE, AFTER = date(2026, 2, 1), date(2026, 4, 1)


def document(file: str, **fields: Any) -> DocumentInfo:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return DocumentInfo(file, Metadata(**fields), moment, passages=1, path="", digest="")


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, True),
        ({"status": Status.PROPOSAL}, True),
        ({"status": Status.REPEALED}, False),
        ({"status": Status.SUPERSEDED}, False),
        ({"superseded_by": "Ny rutin"}, False),
        ({"valid_to": TODAY}, True),
        ({"valid_to": BEFORE}, False),
        ({"valid_from": AFTER}, True),
    ],
)
def test_what_a_document_says_of_itself(fields: dict[str, Any], holds: bool) -> None:
    assert current(Metadata(**fields), TODAY) is holds


@pytest.mark.parametrize(
    "name", ["HSN 12-2024", "hsn  12-2024", "Rutin natt", "gammal/natt.md", "natt.md", "natt"]
)
def test_a_document_is_replaced_by_whatever_name_it_is_called(name: str) -> None:
    old = document("gammal/natt.md", title="Rutin natt", diary_number="HSN 12-2024")
    new = document("ny.md", title="Rutin natt 2", supersedes=(name,))
    assert in_force([old, new], TODAY) == {"ny.md"}


def test_a_proposal_replaces_nothing() -> None:
    old = document("a.md", title="A")
    new = document("b.md", supersedes=("A",), status=Status.PROPOSAL)
    assert in_force([old, new], TODAY) == {"a.md", "b.md"}


def test_a_document_is_replaced_from_the_day_that_the_new_one_holds() -> None:
    old = document("a.md", title="A")
    new = document("b.md", supersedes=("A",), valid_from=AFTER)
    assert in_force([old, new], TODAY) == {"a.md", "b.md"}
    assert in_force([old, new], AFTER) == {"b.md"}


def test_of_versions_with_one_title_the_newest_holds() -> None:
    def version(year: int) -> DocumentInfo:
        return document(
            f"{year}.md", title="Rutin", supersedes=("Rutin",), decided=date(year, 1, 1)
        )

    assert in_force([version(2024), version(2025), version(2023)], TODAY) == {"2025.md"}


def test_a_document_never_replaces_itself() -> None:
    own = document("a.md", title="Rutin", supersedes=("Rutin",))
    assert in_force([own], TODAY) == {"a.md"}
