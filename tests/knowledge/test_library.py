from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from bot.db import connect
from knowledge import tables, vectors
from knowledge.library import Change, IngestReport, Library
from knowledge.model import (
    Chunk,
    Document,
    Embedder,
    IndexMismatch,
    KnowledgeError,
    Metadata,
    Passage,
    Place,
    Vectors,
)
from knowledge.vectors import ExactVectors
from tests.fakes import FakeEmbedder

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = NOW.date()

NIGHT = """# Nattbemanning

## § 1 Larm

Trygghetslarm besvaras av nattpatrullen.

## § 2 Läkemedel

Läkemedel delas ut av sjuksköterskan.
"""
MEALS = """# Måltider

Frukost serveras klockan åtta varje morgon.
"""


class CountingEmbedder(FakeEmbedder):
    """Remembers what it has embedded."""

    def __init__(self, fingerprint: str = "fake-1") -> None:
        super().__init__(fingerprint)
        self.seen: list[str] = []

    def documents(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().documents(texts)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = connect("", tmp_path)
    tables.metadata.create_all(engine)
    return engine


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "natt.md").write_text(NIGHT)
    (folder / "mat.md").write_text(MEALS)
    return folder


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


Open = Callable[..., Library]


@pytest.fixture
def open_library(engine: Engine, embedder: CountingEmbedder) -> Iterator[Open]:
    """Opens the library once more, as another process would."""
    opened: list[Library] = []

    def another(model: Embedder = embedder) -> Library:
        opened.append(Library(engine, lambda: model, lambda name: ExactVectors()))
        return opened[-1]

    yield another
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Open) -> Library:
    return open_library()


def outcomes(report: IngestReport) -> dict[str, str]:
    return {one.file: one.outcome for one in report.files}


def find(library: Library, question: str, **options: object) -> tuple[Passage, ...]:
    return library.search(question, **{"today": TODAY, **options}).passages  # type: ignore[arg-type]


def files(library: Library, question: str, **options: object) -> set[str]:
    return {passage.file for passage in find(library, question, **options)}


def test_a_question_finds_its_passage_with_its_place(library: Library, docs: Path) -> None:
    assert outcomes(library.ingest([docs], now=NOW)) == {"mat.md": "added", "natt.md": "added"}
    best = find(library, "Vem svarar på trygghetslarm?")[0]
    assert best.file == "natt.md"
    assert "Trygghetslarm besvaras av nattpatrullen." in best.chunk.text
    assert best.chunk.place.section == "§ 1"
    assert best.metadata.title == "Nattbemanning"


def test_every_passage_is_a_part_of_its_source(library: Library, docs: Path) -> None:
    library.ingest([docs], now=NOW)
    for passage in find(library, "läkemedel larm frukost"):
        assert passage.chunk.text in (docs / passage.file).read_text()


def test_words_that_are_not_in_the_source_are_never_quoted(
    library: Library, docs: Path, engine: Engine
) -> None:
    library.ingest([docs], now=NOW)
    with engine.begin() as tx:
        tx.execute(update(tables.documents).values(text="Något helt annat " * 20))
    with pytest.raises(KnowledgeError, match="quote-differs"):
        find(library, "Vem svarar på trygghetslarm?")


def test_nothing_is_loaded_to_list_documents(engine: Engine) -> None:
    def never(*_: object) -> Embedder:
        raise AssertionError

    library = Library(engine, never, never)  # type: ignore[arg-type]
    assert library.documents() == ()
    library.close()


def test_only_what_has_changed_is_embedded(
    library: Library, docs: Path, embedder: CountingEmbedder
) -> None:
    library.ingest([docs], now=NOW)
    assert len(embedder.seen) == 3
    embedder.seen.clear()
    assert set(outcomes(library.ingest([docs], now=NOW)).values()) == {"unchanged"}
    assert embedder.seen == []
    (docs / "natt.md").write_text(NIGHT.replace("sjuksköterskan", "distriktssköterskan"))
    assert outcomes(library.ingest([docs], now=NOW))["natt.md"] == "changed"
    (text,) = embedder.seen
    assert "distriktssköterskan" in text
    assert "distriktssköterskan" in find(library, "Vem delar ut läkemedel?")[0].chunk.text


def test_an_unchanged_folder_needs_no_model(
    library: Library, docs: Path, open_library: Open, engine: Engine
) -> None:
    library.ingest([docs], now=NOW)
    version = library.version()

    def never() -> Embedder:
        raise AssertionError

    Library(engine, never, lambda name: ExactVectors()).ingest([docs], now=NOW)
    assert library.version() == version


def test_a_side_file_is_a_change(library: Library, docs: Path) -> None:
    library.ingest([docs], now=NOW)
    (docs / "mat.md.meta.toml").write_text('status = "upphävd"\n')
    assert outcomes(library.ingest([docs], now=NOW))["mat.md"] == "changed"
    assert files(library, "frukost") == {"natt.md"}


def test_a_deleted_file_is_gone(library: Library, docs: Path) -> None:
    library.ingest([docs], now=NOW)
    (docs / "natt.md").unlink()
    assert outcomes(library.ingest([docs / "mat.md"], now=NOW)) == {"mat.md": "unchanged"}
    assert "natt.md" in files(library, "trygghetslarm")
    assert outcomes(library.ingest([docs], now=NOW))["natt.md"] == "removed"
    assert files(library, "trygghetslarm") == {"mat.md"}
    assert [one.file for one in library.documents()] == ["mat.md"]


def test_the_last_file_may_go_too(library: Library, docs: Path) -> None:
    library.ingest([docs], now=NOW)
    for path in docs.iterdir():
        path.unlink()
    library.ingest([docs], now=NOW)
    assert find(library, "trygghetslarm") == ()
    assert library.documents() == ()


def test_one_bad_file_stops_no_other(library: Library, docs: Path) -> None:
    (docs / "bad.pdf").write_bytes(b"%PDF-1.7 broken")
    (docs / "empty.md").touch()
    report = library.ingest([docs, docs / "none.md"], now=NOW)
    failed = {one.file for one in report.files if one.outcome is Change.FAILED}
    assert failed == {"bad.pdf", "empty.md", str(docs / "none.md")}
    assert all((one.error is not None) == (one.outcome is Change.FAILED) for one in report.files)
    assert outcomes(report)["natt.md"] == "added"
    assert {one.file for one in library.documents() if one.error} == {"bad.pdf", "empty.md"}
    assert outcomes(library.ingest([docs], now=NOW))["bad.pdf"] == "failed"


def test_a_file_that_breaks_answers_as_it_was_and_says_so(library: Library, docs: Path) -> None:
    library.ingest([docs], now=NOW)
    assert library.search("trygghetslarm", today=TODAY).degraded == ()
    (docs / "natt.md").write_bytes(b"")
    library.ingest([docs], now=NOW)
    result = library.search("trygghetslarm", today=TODAY)
    assert "nattpatrullen" in result.passages[0].chunk.text
    assert result.degraded == ("stale-document",)
    (docs / "natt.md").write_text(NIGHT)
    assert outcomes(library.ingest([docs], now=NOW))["natt.md"] == "changed"
    assert library.search("trygghetslarm", today=TODAY).degraded == ()


def test_progress_names_the_files(library: Library, docs: Path) -> None:
    said: list[str] = []
    library.ingest([docs], said.append, now=NOW)
    assert said == ["1/2 mat.md", "2/2 natt.md", "¶ 3/3"]


def test_what_no_longer_holds_does_not_answer(library: Library, docs: Path) -> None:
    (docs / "natt.md.meta.toml").write_text("valid_to = 2026-06-30\n")
    library.ingest([docs], now=NOW)
    assert "natt.md" in files(library, "trygghetslarm")
    assert "natt.md" not in files(library, "trygghetslarm", today=date(2026, 7, 1))
    assert "natt.md" in files(library, "trygghetslarm")
    (docs / "ny.md").write_text("# Ny rutin\n\nTrygghetslarm besvaras av larmcentralen.\n")
    (docs / "ny.md.meta.toml").write_text('supersedes = ["Nattbemanning"]\n')
    library.ingest([docs], now=NOW)
    assert files(library, "trygghetslarm") == {"ny.md", "mat.md"}


def test_a_document_for_some_rooms_is_seen_by_those_only(library: Library, docs: Path) -> None:
    (docs / "natt.md.meta.toml").write_text('scopes = ["region", "natt"]\n')
    library.ingest([docs], now=NOW)
    assert "natt.md" in files(library, "trygghetslarm")
    assert "natt.md" in files(library, "trygghetslarm", scopes=frozenset({"region"}))
    assert files(library, "trygghetslarm", scopes=frozenset({"kommun"})) == {"mat.md"}
    assert files(library, "trygghetslarm", scopes=frozenset()) == {"mat.md"}


@pytest.mark.parametrize("question", ["", " \n", "🙂🙂", "\x00\x07", "ﷺ" * 5000, "a" * 100_000])
def test_any_question_is_taken(library: Library, docs: Path, question: str) -> None:
    assert find(library, question) == ()
    library.ingest([docs], now=NOW)
    assert len(find(library, question)) <= 10


def test_the_limit_holds(library: Library, docs: Path) -> None:
    library.ingest([docs], now=NOW)
    assert len(find(library, "trygghetslarm", limit=1)) == 1


def test_what_one_process_takes_in_another_finds(open_library: Open, docs: Path) -> None:
    bot, command = open_library(), open_library()
    assert find(bot, "trygghetslarm") == ()
    command.ingest([docs / "natt.md"], now=NOW)
    assert files(bot, "trygghetslarm") == {"natt.md"}
    command.ingest([docs], now=NOW)
    assert files(bot, "frukost") == {"natt.md", "mat.md"}
    (docs / "natt.md").unlink()
    command.ingest([docs], now=NOW)
    assert files(bot, "trygghetslarm") == {"mat.md"}


def test_another_process_never_embeds_again(
    library: Library, docs: Path, open_library: Open, embedder: CountingEmbedder
) -> None:
    library.ingest([docs], now=NOW)
    embedder.seen.clear()
    assert files(open_library(), "trygghetslarm") == {"natt.md", "mat.md"}
    assert embedder.seen == []


def test_an_interrupted_ingest_goes_on_where_it_was(
    engine: Engine, docs: Path, open_library: Open
) -> None:
    class Interrupted(CountingEmbedder):
        def documents(self, texts: Sequence[str]) -> Vectors:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_library(Interrupted()).ingest([docs], now=NOW)
    library = open_library()
    waiting = library.search("trygghetslarm", today=TODAY)
    assert waiting.passages[0].file == "natt.md"
    assert waiting.degraded == ("index-behind",)
    assert set(outcomes(library.ingest([docs], now=NOW)).values()) == {"unchanged"}
    assert library.search("trygghetslarm", today=TODAY).degraded == ()


def test_models_are_never_mixed(library: Library, docs: Path, open_library: Open) -> None:
    library.ingest([docs], now=NOW)
    other = open_library(CountingEmbedder("fake-2"))
    result = other.search("trygghetslarm", today=TODAY)
    assert result.degraded == ("model-changed",)
    assert result.passages[0].file == "natt.md"
    (docs / "new.md").write_text("# Nytt\n\nEn ny text om fika.\n")
    version = library.version()
    with pytest.raises(IndexMismatch):
        other.ingest([docs], now=NOW)
    assert library.version() == version
    other.reindex()
    assert other.search("trygghetslarm", today=TODAY).degraded == ()
    assert library.search("trygghetslarm", today=TODAY).degraded == ("model-changed",)
    other.ingest([docs], now=NOW)
    assert "new.md" in files(other, "fika")


def test_what_is_added_under_another_model_waits_for_reindex(
    library: Library, docs: Path, open_library: Open
) -> None:
    library.ingest([docs], now=NOW)
    other = open_library(CountingEmbedder("fake-2"))
    text = "Fika serveras klockan tre."
    part = Chunk(0, len(text), text, Place(), text, "key")
    other.add([(Document("svar", text, (), Metadata()), (part,))], now=NOW)
    assert find(other, "fika")[0].file == "svar"
    other.reindex()
    assert other.search("fika", today=TODAY).degraded == ()


def test_without_its_model_the_library_still_answers_by_words(
    library: Library, docs: Path, engine: Engine
) -> None:
    def broken() -> Embedder:
        raise KnowledgeError("model.not-found", model="x")

    library.ingest([docs], now=NOW)
    lame = Library(engine, broken, lambda name: ExactVectors())
    result = lame.search("trygghetslarm", today=TODAY)
    assert result.passages[0].file == "natt.md"
    assert result.degraded == ("no-dense-index",)
    with pytest.raises(KnowledgeError, match=r"model\.not-found"):
        lame.ingest([docs, *_new(docs)], now=NOW)
    lame.close()


def _new(docs: Path) -> list[Path]:
    (docs / "new.md").write_text("# Nytt\n\nEn ny text.\n")
    return [docs / "new.md"]


def test_chroma_beside_sql(
    engine: Engine, docs: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    opening = vectors.open("", tmp_path / "vectors")
    first = Library(engine, lambda: embedder, opening)
    first.ingest([docs], now=NOW)
    assert find(first, "trygghetslarm")[0].file == "natt.md"
    first.close()
    for path in (tmp_path / "vectors").rglob("chroma.sqlite3"):
        path.write_bytes(b"broken" * 1000)
    second = Library(engine, lambda: embedder, opening)
    assert find(second, "trygghetslarm")[0].file == "natt.md"
    (docs / "natt.md").unlink()
    second.ingest([docs], now=NOW)
    assert files(second, "trygghetslarm") == {"mat.md"}
    second.reindex()
    assert files(second, "frukost") == {"mat.md"}
    second.close()


def test_searches_go_on_while_documents_come_in(library: Library, docs: Path) -> None:
    library.ingest([docs], now=NOW)
    errors: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        try:
            while not stop.is_set():
                assert find(library, "trygghetslarm")[0].file == "natt.md"
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        (docs / f"{number}.md").write_text(f"# Rutin {number}\n\nEn text om sak {number}.\n")
        library.ingest([docs], now=NOW)
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
