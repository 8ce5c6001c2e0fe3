from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.model import Metadata
from knowledge.records import DocumentInfo
from knowledge.scan import digest, scan, storable


def held(file: str, path: Path) -> DocumentInfo:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return DocumentInfo(file, Metadata(), moment, passages=1, path=storable(path), digest="")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "natt").mkdir(parents=True)
    for name in ("a.md", "natt/b.TXT"):
        (folder / name).write_text("text")
    return folder


def test_keys_are_relative_to_the_folder(docs: Path) -> None:
    assert scan([docs], []).files == {"a.md": docs / "a.md", "natt/b.TXT": docs / "natt/b.TXT"}


def test_a_file_by_itself_is_known_by_its_name(docs: Path) -> None:
    assert scan([docs / "natt" / "b.TXT"], []).files == {"b.TXT": docs / "natt/b.TXT"}


def test_paths_may_be_written_in_many_ways(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(docs / "natt")
    assert scan([Path("..")], []) == scan([docs], [])
    assert scan([Path("../a.md"), docs / "a.md"], []).files == {"a.md": docs / "a.md"}


def test_what_is_not_a_document_is_left_aside(docs: Path) -> None:
    for name in (".hidden.md", "~$lock.docx", "a.md.meta.toml", "picture.png"):
        (docs / name).write_text("text")
    (docs / ".git").mkdir()
    (docs / ".git" / "x.md").write_text("text")
    found = scan([docs], [])
    assert set(found.files) == {"a.md", "natt/b.TXT"}
    assert found.skipped == ("picture.png",)


def test_a_folder_tells_what_is_gone_from_it_and_only_from_it(docs: Path, tmp_path: Path) -> None:
    known = [
        held("a.md", docs / "a.md"),
        held("lost.md", docs / "lost.md"),
        held("other.md", tmp_path / "docs2" / "other.md"),
    ]
    assert scan([docs], known).gone == {"lost.md"}
    assert scan([docs / "a.md"], known).gone == frozenset()


def test_a_part_of_a_known_folder_keeps_its_keys(docs: Path) -> None:
    known = [held("a.md", docs / "a.md"), held("natt/b.TXT", docs / "natt/b.TXT")]
    known.append(held("natt/lost.md", docs / "natt/lost.md"))
    found = scan([docs / "natt"], known)
    assert set(found.files) == {"natt/b.TXT"}
    assert found.gone == {"natt/lost.md"}
    (docs / "natt" / "new.md").write_text("text")
    assert set(scan([docs / "natt" / "new.md"], known).files) == {"natt/new.md"}


def test_a_folder_takes_over_what_was_taken_in_by_itself(docs: Path) -> None:
    found = scan([docs], [held("b.TXT", docs / "natt/b.TXT")])
    assert set(found.files) == {"a.md", "natt/b.TXT"}
    assert found.gone == {"b.TXT"}


def test_a_lone_file_beside_a_folder_does_not_lend_it_its_place(docs: Path) -> None:
    known = [held("x.md", docs.parent / "x.md")]
    assert set(scan([docs], known).files) == {"a.md", "natt/b.TXT"}


def test_a_name_belongs_to_the_file_that_had_it_first(docs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "a.md"
    other.parent.mkdir()
    other.write_text("text")
    found = scan([other], [held("a.md", docs / "a.md")])
    assert found.files == {}
    assert found.clashes == ((str(other), str(docs / "a.md")),)
    both = scan([docs / "a.md", other], [])
    assert both.files == {"a.md": docs / "a.md"}
    assert len(both.clashes) == 1


def test_a_folder_that_has_moved_keeps_its_keys(docs: Path, tmp_path: Path) -> None:
    known = [held("a.md", tmp_path / "before" / "a.md")]
    assert scan([docs], known).files["a.md"] == docs / "a.md"


def test_a_path_to_nothing(docs: Path) -> None:
    assert scan([docs / "no.md"], []).missing == (str(docs / "no.md"),)
    known = [held("no.md", docs / "no.md")]
    assert scan([docs / "no.md"], known).gone == {"no.md"}
    assert scan([docs / "no.md"], known).missing == ()


def test_odd_names_can_be_stored(docs: Path) -> None:
    odd = Path(str(docs), b"r\xe5.md".decode("utf-8", "surrogateescape"))
    odd.write_text("text")
    (docs / "a\u030a.md").write_text("text")
    files = scan([docs], []).files
    assert {"å.md", "r\ufffd.md"} < set(files)
    assert all(path.is_file() for path in files.values())


def test_the_digest_follows_the_file_and_its_side_file(docs: Path) -> None:
    path = docs / "a.md"
    first = digest(path)
    (docs / "a.md.meta.toml").write_text('status = "beslutad"')
    second = digest(path)
    path.write_text("other")
    assert len({first, second, digest(path)}) == 3
    assert digest(docs) == digest(docs / "no.md") == ""
