from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.db import connect
from knowledge.evaluate import Outcome, Question, beir, figures, hits, questions
from knowledge.model import Chunk, KnowledgeError, Metadata, Passage, Place, Verdict
from tests.fakes import FakeEmbedder

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHAPE = {"questions", "hit@1", "hit@3", "mrr", "coverage", "risk", "aurc", "no_answer_f1"}


@pytest.fixture
def empty(tmp_path: Path) -> Engine:
    folder = tmp_path / "data"
    folder.mkdir()
    return connect("", folder)


def passage(text: str, file: str = "a.md") -> Passage:
    return Passage(Chunk(0, len(text), text, Place(), text, "key"), file, Metadata(), 1.0)


def question(evidence: str) -> Question:
    return Question(q="?", answerable=True, file="a.md", evidence=evidence)


def write_lines(path: Path, *rows: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_a_passage_hits_with_four_fifths_of_the_words_in_any_order() -> None:
    asked = question("Larm besvaras av av nattpatrullen, alltid.")
    assert hits(asked, passage("NATTPATRULLEN av besvaras larm"))
    assert not hits(asked, passage("nattpatrullen besvaras larm"))
    assert not hits(asked, passage("larm besvaras av nattpatrullen alltid", file="b.md"))
    unanswerable = Question(q="?", answerable=False)
    assert not hits(unanswerable, passage("vad som helst"))


def test_figures_of_some_outcomes() -> None:
    outcomes = [
        Outcome(True, (True, False), Verdict.ANSWER, 0.9),
        Outcome(True, (False, True), Verdict.ANSWER, 0.8),
        Outcome(True, (False, False), Verdict.UNKNOWN, 0.1),
        Outcome(False, (False,), Verdict.UNKNOWN, 0.2),
    ]
    found = figures(outcomes)
    assert set(found) == SHAPE
    assert found["questions"] == 4
    assert found["hit@1"] == pytest.approx(1 / 3)
    assert found["hit@3"] == pytest.approx(2 / 3)
    assert found["mrr"] == pytest.approx((1 + 1 / 2) / 3)
    assert found["coverage"] == 1 / 2
    assert found["risk"] == 1 / 2
    assert found["aurc"] == pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    assert found["no_answer_f1"] == pytest.approx(2 / 3)


def test_questions_run_in_a_library_of_their_own(tmp_path: Path, empty: Engine) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "natt.md").write_text("# Natt\n\n## § 1\n\nTrygghetslarm besvaras av nattpatrullen.\n")
    (docs / "mat.md").write_text("# Mat\n\nFrukost serveras klockan åtta.\n")
    asked = {
        "q": "Vem besvarar trygghetslarm?",
        "answerable": True,
        "file": "natt.md",
        "evidence": "Trygghetslarm besvaras av nattpatrullen.",
    }
    path = write_lines(tmp_path / "q.jsonl", asked, {"q": "Hissen?", "answerable": False})
    found = questions(path, docs, empty, FakeEmbedder(), now=NOW)
    assert set(found) == SHAPE
    assert (found["questions"], found["hit@1"], found["mrr"]) == (2, 1.0, 1.0)


def test_a_beir_folder(tmp_path: Path, empty: Engine) -> None:
    write_lines(
        tmp_path / "corpus.jsonl",
        {"_id": "d1", "title": "Natt", "text": "Larm besvaras av nattpatrullen.\u2028Alltid."},
        {"_id": "d2", "title": "", "text": "Frukost serveras klockan åtta."},
        {"_id": "d3", "text": "Bilar bokas i receptionen."},
    )
    write_lines(
        tmp_path / "queries.jsonl",
        {"_id": "q1", "text": "nattpatrullen larm"},
        {"_id": "q2", "text": "frukost klockan"},
        {"_id": "q3", "text": "has no relevant text"},
    )
    (tmp_path / "qrels").mkdir()
    rows = ["query-id\tcorpus-id\tscore", "q1\td1\t1", "q2\td2\t1", "q2\td1\t0", "q3\td1\t0"]
    (tmp_path / "qrels" / "test.tsv").write_text("\n".join(rows))
    found = beir(tmp_path, empty, FakeEmbedder(), now=NOW)
    assert found == {"queries": 2, "ndcg@10": 1, "mrr@10": 1, "recall@10": 1, "hit@1": 1}


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"q": "x"}', '{"q": "x", "answerable": true}', '{"q": 1, "answerable": false}'],
)
def test_a_line_that_cannot_be_understood_is_named(
    tmp_path: Path, empty: Engine, line: str
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"q": "x", "answerable": false}\n\n' + line)
    with pytest.raises(KnowledgeError) as caught:
        questions(path, tmp_path, empty, FakeEmbedder(), now=NOW)
    assert caught.value.code == "evaluation.line"
    assert caught.value.details == {"file": "q.jsonl", "line": 3}


def test_a_missing_file_is_named(tmp_path: Path, empty: Engine) -> None:
    with pytest.raises(KnowledgeError) as caught:
        beir(tmp_path, empty, FakeEmbedder(), now=NOW)
    assert caught.value.code == "evaluation.file"


@pytest.mark.parametrize("row", ["q1", "q9\td1\t1", "q1\td1\tx"])
def test_a_relevance_that_cannot_be_understood_is_named(
    tmp_path: Path, empty: Engine, row: str
) -> None:
    write_lines(tmp_path / "queries.jsonl", {"_id": "q1", "text": "x"})
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{row}\n")
    with pytest.raises(KnowledgeError) as caught:
        beir(tmp_path, empty, FakeEmbedder(), now=NOW)
    assert caught.value.details == {"file": "test.tsv", "line": 2}
