"""The commands, as someone at a prompt or a script meets them."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from bot.cli import main
from tests.fakes import FakeEmbedder

NIGHT = """# Rutin för natten

Diarienummer: KS 2025-0007
Beslutad av: Kommunstyrelsen 2025-03-01

## § 1 Larm

Nattpatrullen tar alla larm inom 30 minuter.

## § 2 Nycklar

Nycklarna förvaras i skåpet på sjukstugan.
"""
REGISTER = """
[[responsibility]]
function = "larm"
role = "nattpatrullen"
principal = "kommun"
contact = "0980-31 92 30"
when = "natt"
status = "beslutad"
source = "Rutin för natten § 1"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with documents and a register, and a model that needs no loading."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOTSEN_CONFIG", raising=False)
    monkeypatch.setattr("bot.wiring.load_embedder", lambda _settings: FakeEmbedder())
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "natt.md").write_text(NIGHT, "utf-8")
    (tmp_path / "responsibilities.toml").write_text(REGISTER, "utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_documents_go_in_and_are_listed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ingest", "documents", "--json")
    assert code == 0
    assert json.loads(out)["files"] == [{"file": "natt.md", "outcome": "added"}]
    assert "natt.md" in err
    code, out, _ = run(capsys, "documents", "--json")
    (listed,) = json.loads(out)["documents"]
    assert (listed["title"], listed["diary_number"]) == ("Rutin för natten", "KS 2025-0007")
    assert run(capsys, "ingest", "documents")[1].startswith("unchanged")


def test_one_bad_file_is_reported_and_stops_nobody(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "documents" / "trasig.pdf").write_bytes(b"%PDF-1.4 nonsense")
    (place / "documents" / "tom.txt").write_bytes(b"")
    code, out, _ = run(capsys, "ingest", "documents", "--json")
    files = {file["file"]: file for file in json.loads(out)["files"]}
    assert code == 1
    assert files["natt.md"]["outcome"] == "added"
    assert {files[name]["outcome"] for name in ("trasig.pdf", "tom.txt")} == {"failed"}
    assert all(files[name]["error"] for name in ("trasig.pdf", "tom.txt"))
    code, out, _ = run(capsys, "ingest", "documents")
    assert code == 1
    assert "tom.txt: " in out


def test_an_answer_has_the_shape_that_others_rely_on(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "ingest", "documents")
    question = "vem tar larm på natten"
    code, out, _ = run(capsys, "ask", question, "--at", "2026-11-25T22:00", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["verdict"] == "answer"
    assert answer["interval"] == {
        "start": "2026-11-25T21:00:00+01:00",
        "end": "2026-11-26T07:00:00+01:00",
    }
    (duty,) = answer["responsible"]
    assert (duty["role"], duty["contact"]) == ("nattpatrullen", "0980-31 92 30")
    assert duty["from"] == "2026-11-25T21:00:00+01:00"
    for key in ("ask_back", "conflicts", "degraded"):
        assert answer[key] == []
    for passage in answer["passages"]:
        assert " ".join(passage["text"].split()) in " ".join(NIGHT.split())
        assert passage["quote"] in passage["text"]
        assert passage["document"] == "natt.md"


def test_questions_come_a_line_at_a_time(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "ingest", "documents")
    lines = [{"q": "vem tar larm på natten"}, {"q": "var är nycklarna", "at": "2026-11-25T22:00"}]
    text = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    monkeypatch.setattr("sys.stdin", StringIO(text))
    code, out, _ = run(capsys, "ask", "-", "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer["question"] for answer in answers] == [line["q"] for line in lines]


@pytest.mark.parametrize("question", ["", "🙂" * 50, "\x00\x07", "ﷺ" * 5000, "vem " * 25_000])
def test_a_strange_question_gets_a_sentence_and_the_process_lives(
    place: Path, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    run(capsys, "ingest", "documents")
    code, out, _ = run(capsys, "ask", question)
    assert code == 0
    assert out.strip()


def test_the_console_is_the_same_bot(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "ingest", "documents")
    monkeypatch.setattr("sys.stdin", StringIO("!hjälp\nvem tar larm på natten\n"))
    code, out, _ = run(capsys, "console", "--as", "@anna:example.org", "--json")
    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert "!fråga" in first["text"]
    assert "nattpatrullen" in second["text"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run",), "matrix.homeserver: missing"),
        (("ask", "x", "--at", "igår"), "--at igår: write the time as"),
        (("console", "--as", "anna"), "--as: write who you are as @name:server"),
        (("eval",), "eval: give either"),
        (("documents", "--config", "nowhere.toml"), "nowhere.toml: cannot be read"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_line(
    place: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_what_no_parser_knows_ends_with_2(place: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sjung"])
    assert ended.value.code == 2


def test_reindex_makes_the_caches_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "ingest", "documents")
    assert run(capsys, "reindex")[0] == 0
    assert run(capsys, "ask", "var förvaras nycklarna")[0] == 0


def test_the_register_is_listed_and_checked(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "responsibilities", "--json")
    assert code == 0
    assert [row["role"] for row in json.loads(out)["responsibilities"]] == ["nattpatrullen"]
    code, out, _ = run(capsys, "responsibilities", "--check", "--weeks", "1", "--json")
    found = json.loads(out)
    assert code == 1
    assert [gap["function"] for gap in found["gaps"]] == ["larm"]
    assert found["overlaps"] == []
    assert "Lucka: larm" in run(capsys, "responsibilities", "--check")[1]


def test_what_is_written_is_for_its_owner_only(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "ingest", "documents")[0] == 0
    written = [place / "data", *(place / "data").rglob("*")]
    assert len(written) > 1
    assert [path for path in written if path.stat().st_mode & 0o077] == []
