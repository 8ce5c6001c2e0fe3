from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.model import Document, Status, Unreadable
from knowledge.read import SUFFIXES, Limits, Reader, read
from tests.knowledge.read import samples

BOMB = samples.packed({"word/document.xml": b" " * 3_000_000})
LAUGHS = samples.packed({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'})


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(Limits(unpacked=2_000_000, seconds=20)) as made:
        yield made


def code(reader: Reader, path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        reader.read(path, path.name)
    return caught.value.code.removeprefix("unreadable.")


def test_a_file_becomes_a_document(tmp_path: Path) -> None:
    path = tmp_path / "cykel.txt"
    path.write_text("Rutin för cyklar\n\nStatus: beslutad\n\n§ 1 Lån\n\nLåna den.\n")
    document = read(path, "rutiner/cykel.txt")
    assert document.file == "rutiner/cykel.txt"
    assert document.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.metadata.status is Status.DECIDED
    assert [document.text[b.start : b.end] for b in document.blocks][-1] == "Låna den."


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\f ", "empty"),
        ("a.txt", b"\x00\x01\x02", "wrong-encoding"),
        ("a.md", b"\xff\xfe\xff", "wrong-encoding"),
        ("a.html", b"<script>x</script>", "empty"),
        ("a.xyz", b"x", "unsupported"),
        ("a", b"x", "unsupported"),
        ("a.pdf", b"not a pdf", "wrong-format"),
        ("a.docx", b"not a zip", "wrong-format"),
        ("a.docx", b"PK\x03\x04 broken", "wrong-format"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted"),
        ("a.docx", BOMB, "bomb"),
        ("a.pptx", LAUGHS, "bomb"),
        ("a.pdf", samples.locked_pdf(), "encrypted"),
        ("a.pdf", samples.scanned_pdf(), "scanned"),
        ("a.pdf", samples.blank_pdf(), "empty"),
    ],
)
def test_bad_files_have_a_code(
    reader: Reader, tmp_path: Path, name: str, data: bytes, expected: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert code(reader, path) == expected


@pytest.mark.timeout(60)
def test_a_large_file_is_refused_unopened(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000_000)  # reading it would take minutes
    assert code(reader, path) == "too-large"


def test_what_is_no_file_is_refused(reader: Reader, tmp_path: Path) -> None:
    assert code(reader, tmp_path / "gone.txt") == "missing"
    (tmp_path / "folder.txt").mkdir()
    assert code(reader, tmp_path / "folder.txt") == "wrong-format"
    os.mkfifo(tmp_path / "pipe.txt")
    assert code(reader, tmp_path / "pipe.txt") == "wrong-format"


def test_a_long_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("ord " * 100)
    with pytest.raises(Unreadable, match="too-long"):
        read(path, "a", limits=Limits(characters=100))


@pytest.mark.long
def test_a_slow_file_is_given_up_and_the_next_one_read(tmp_path: Path) -> None:
    slow, quick = tmp_path / "slow.html", tmp_path / "quick.html"
    slow.write_text("<div>" * 60_000 + "x")
    quick.write_text("<p>Snabb.</p>")
    with Reader(Limits(seconds=1)) as reader:
        assert code(reader, slow) == "timeout"
        assert reader.read(quick, "quick").text == "Snabb."


@pytest.mark.long
def test_a_greedy_file_is_given_up_and_the_next_one_read(tmp_path: Path) -> None:
    greedy, modest = tmp_path / "greedy.txt", tmp_path / "modest.txt"
    greedy.write_text("Ett ord till.\n" * 2_000_000)
    modest.write_text("Lagom.")
    with Reader(Limits(memory=400_000_000)) as reader:
        assert code(reader, greedy) == "memory"
        assert reader.read(modest, "modest").text == "Lagom."


def test_a_signal_meant_for_the_parent_breaks_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    with Reader() as reader:
        reader.read(path, "a.txt")
        assert reader._process
        os.kill(reader._process.pid, signal.SIGTERM)
        assert reader.read(path, "a.txt").text == "Text."


def test_secrets_stay_with_the_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSEN_MATRIX__PASSWORD", "hemligt")
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    with Reader() as reader:
        reader.read(path, "a.txt")
        assert reader._process
        environment = Path(f"/proc/{reader._process.pid}/environ")
        if not environment.exists():
            pytest.skip("no /proc here")
        assert b"hemligt" not in environment.read_bytes()


SOUND = {
    ".pdf": samples.pdf(),
    ".docx": samples.saved(samples.word()),
    ".pptx": samples.saved(samples.slides()),
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file with some bytes changed: of the file, or of a part inside a packed one."""
    suffix = draw(st.sampled_from(sorted(SOUND)))
    data = SOUND[suffix]
    if suffix == ".pdf" or draw(st.booleans()):
        return suffix, draw(changed(data))
    parts = samples.unpacked(data)
    part = draw(st.sampled_from(sorted(name for name in parts if name.endswith(".xml"))))
    return suffix, samples.packed(parts | {part: draw(changed(parts[part]))})


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes changed, and at times the end cut off."""
    changes = draw(st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255))))
    copy = bytearray(data)
    for at, value in changes:
        copy[at] = value
    return bytes(copy[: draw(st.integers(len(data) // 2, len(data)) | st.just(len(data)))])


@settings(max_examples=150)
@given(file=st.tuples(st.sampled_from(sorted(SUFFIXES)), st.binary(max_size=400)) | damaged())
def test_any_bytes_give_a_document_or_a_code(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory, file: tuple[str, bytes]
) -> None:
    suffix, data = file
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    reason = ""
    try:
        assert isinstance(reader.read(path, "any"), Document)
    except Unreadable as error:
        reason = str(error.details.get("reason", ""))
    assert " in read/" not in reason, "only libraries may choke on a file"
