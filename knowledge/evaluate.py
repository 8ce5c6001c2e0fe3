"""How good the search is, on labelled questions or on a folder in the BEIR format.

Both run in a library of their own, on an empty database that the caller gives, with the very
search that the bot uses.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import mean
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator
from sqlalchemy import Engine

from knowledge import measures
from knowledge.confidence import confidence, judge
from knowledge.library import Library
from knowledge.model import (
    Chunk,
    Document,
    Embedder,
    KnowledgeError,
    Metadata,
    Passage,
    Place,
    Verdict,
)
from knowledge.tables import metadata
from knowledge.vectors import ExactVectors

DEPTH = 10
ENOUGH = 0.8
"""The share of the evidence's different words that a passage must hold to hit."""

_WORD = re.compile(r"\w+")
_Line = TypeVar("_Line", bound=BaseModel)


class Question(BaseModel):
    """A labelled question: which passage of which file answers it, if any."""

    q: str
    answerable: bool
    file: str | None = None
    evidence: str | None = None

    @model_validator(mode="after")
    def _has_what_answers_it(self) -> Question:
        if self.answerable and not (self.file and self.evidence):
            raise ValueError("an answerable question names its file and evidence")
        return self


class Text(BaseModel):
    """A text of a BEIR corpus, or one of its queries."""

    id: str = Field(alias="_id")
    title: str = ""
    text: str


@dataclass(frozen=True)
class Outcome:
    """What the search made of one labelled question."""

    answerable: bool
    ranked: tuple[bool, ...]
    """Of each passage, best first, whether it hits."""
    verdict: Verdict
    confidence: float

    @property
    def right(self) -> bool:
        """Whether answering with the first passage is right."""
        return self.answerable and any(self.ranked[:1])


def questions(
    path: Path, documents: Path, engine: Engine, embedder: Embedder, *, now: datetime
) -> dict[str, float]:
    """Measure on the questions in the JSON lines at `path`, about the files in `documents`.

    hit@k and MRR are over the questions that have an answer; coverage, risk, AURC and the F1 of
    "don't know" over all. Raises KnowledgeError "evaluation.file" or "evaluation.line".
    """
    with _library(engine, embedder) as library:
        library.ingest([documents], now=now)
        return measure(library, path, now.date())


def measure(library: Library, path: Path, today: date) -> dict[str, float]:
    """Measure on the questions in the JSON lines at `path`, about what a library holds."""
    return figures([_outcome(library, question, today) for question in _lines(path, Question)])


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The measures of some outcomes, in the shape that others rely on."""
    answered = [one.verdict is Verdict.ANSWER for one in outcomes]
    right = [one.right for one in outcomes]
    ranked = [one.ranked for one in outcomes if one.answerable]
    return {
        "questions": len(outcomes),
        "hit@1": _mean(measures.hit(one, 1) for one in ranked),
        "hit@3": _mean(measures.hit(one, 3) for one in ranked),
        "mrr": _mean(measures.reciprocal_rank(one, DEPTH) for one in ranked),
        "coverage": _mean(answered),
        "risk": measures.risk(answered, right),
        "aurc": measures.aurc([one.confidence for one in outcomes], right),
        "no_answer_f1": measures.f1(
            [one.verdict is Verdict.UNKNOWN for one in outcomes],
            [not one.answerable for one in outcomes],
        ),
    }


def beir(folder: Path, engine: Engine, embedder: Embedder, *, now: datetime) -> dict[str, float]:
    """Measure on `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` in a folder.

    Each text of the corpus is one passage. The figures are means over the queries that have
    relevant texts, as trec_eval has it. Raises as `questions` does.
    """
    queries = {one.id: one.text for one in _lines(folder / "queries.jsonl", Text)}
    relevant = _qrels(folder / "qrels" / "test.tsv", queries)
    with _library(engine, embedder) as library:
        library.add(map(_entry, _lines(folder / "corpus.jsonl", Text)), now=now)
        measured = []
        for query, grades in relevant.items():
            found = library.search(queries[query], limit=DEPTH, today=now.date()).passages
            gains = [grades.get(passage.file, 0) for passage in found]
            measured.append(_measured(gains, list(grades.values())))
    means = {name: _mean(one[name] for one in measured) for name in _measured([], [1])}
    return {"queries": len(measured), **means}


def _measured(gains: Sequence[int], relevant: Sequence[int]) -> dict[str, float]:
    ranked = [gain > 0 for gain in gains]
    return {
        "ndcg@10": measures.ndcg(gains, relevant, 10),
        "mrr@10": measures.reciprocal_rank(ranked, 10),
        "recall@10": measures.recall(ranked, len(relevant), 10),
        "hit@1": measures.hit(ranked, 1),
    }


def _outcome(library: Library, question: Question, today: date) -> Outcome:
    passages = library.search(question.q, limit=DEPTH, today=today).passages
    return Outcome(
        answerable=question.answerable,
        ranked=tuple(hits(question, passage) for passage in passages),
        verdict=judge(passages),
        confidence=confidence(passages),
    )


def hits(question: Question, passage: Passage) -> bool:
    """Whether a passage is from the file and holds ENOUGH of the evidence's different words."""
    evidence = set(_WORD.findall((question.evidence or "").lower()))
    if passage.file != question.file or not evidence:
        return False
    words = set(_WORD.findall(passage.chunk.text.lower()))
    return len(evidence & words) >= ENOUGH * len(evidence)


@contextmanager
def _library(engine: Engine, embedder: Embedder) -> Iterator[Library]:
    metadata.create_all(engine)
    library = Library(engine, lambda: embedder, lambda name: ExactVectors())
    try:
        yield library
    finally:
        library.close()


def _entry(text: Text) -> tuple[Document, tuple[Chunk]]:
    """A text of the corpus as a document of one passage."""
    whole = f"{text.title}\n{text.text}".strip()
    part = Chunk(0, len(whole), whole, Place(), index_text=whole, key=text.id)
    return Document(text.id, whole, (), Metadata(title=text.title)), (part,)


def _lines(path: Path, kind: type[_Line]) -> Iterator[_Line]:
    for number, line in _numbered(path):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            raise KnowledgeError("evaluation.line", file=path.name, line=number) from error


def _qrels(path: Path, queries: Container[str]) -> dict[str, dict[str, int]]:
    """The grades above 0 of the relevant texts, by query. The first line is a heading."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in list(_numbered(path))[1:]:
        query, text, grade = [*line.split("\t"), "", ""][:3]
        if query not in queries or not grade.strip().isdecimal():
            raise KnowledgeError("evaluation.line", file=path.name, line=number)
        if int(grade):
            grades.setdefault(query, {})[text] = int(grade)
    return grades


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with something on them; parted at line feeds only, as JSON lines are."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError("evaluation.file", file=str(path)) from error
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    listed = list(values)
    return mean(listed) if listed else 0.0
