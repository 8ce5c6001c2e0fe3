from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from knowledge.model import Metadata, Status
from knowledge.records import DocumentInfo
from knowledge.validity import current, in_force, means, predecessors, successors

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


def test_what_has_replaced_a_document_is_the_newest_of_those_that_say_so() -> None:
    old = document("a.md", title="Rutin A")
    new = document("b.md", supersedes=("rutin a",), decided=BEFORE)
    newer = document("c.md", supersedes=("a.md",), decided=TODAY)
    assert successors([old, new, newer], TODAY) == {"a.md": newer}


def test_a_later_version_is_guessed_by_name_or_by_title_but_not_by_its_matter() -> None:
    held = [
        document("1/nycklar.md", title="Nyckelrutin", diary_number="KS 1"),
        document("2/annat.md", title="Rutin för nycklar"),
        document("3/protokoll.md", title="Protokoll", diary_number="KS 1"),
        document("4/nycklar.md", title="Utgången", valid_to=BEFORE),
    ]
    new = Metadata(title="Rutin för nycklar", diary_number="KS 1")
    found = predecessors("Nycklar.md", new, held, TODAY)
    assert [one.file for one in found] == ["1/nycklar.md", "2/annat.md"]
    assert predecessors("x.md", Metadata(title="Protokoll"), held, TODAY) == ()


def test_a_document_is_meant_by_any_of_its_names() -> None:
    one = document("1/nycklar.md", title="Rutin för nycklar")
    assert all(means(name, one) for name in ("RUTIN FÖR  NYCKLAR", "nycklar", "1/nycklar.md"))
    assert not means("nyckel", one)
