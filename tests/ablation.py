"""What each part of the search is worth, on labelled questions: python -m tests.ablation DIR.

DIR holds `swefaq-dev`, a folder in the BEIR format, and `seeds` with `questions-dev.jsonl`;
what is missing is said and left out. The sample library is always measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from knowledge import embed, evaluate, measures
from knowledge.chunk import chunk
from knowledge.confidence import BESIDE, SAID, confidence, rerank
from knowledge.fuse import LEXICAL_WEIGHT, fuse
from knowledge.keywords import Keywords
from knowledge.model import Chunk, Embedder, Metadata, Passage, Place, Vectors
from knowledge.read import SUFFIXES, Reader
from knowledge.windows import windows

ROOT = Path(__file__).parents[1]
MODELS = ROOT / ".cache" / "models"
SAMPLE = ROOT / "bot" / "demo" / "library"
SAMPLE_QUESTIONS = ("sample_questions.jsonl", "calibration_questions.jsonl")

Scores = NDArray[np.floating]
"""(questions, passages)"""


@dataclass(frozen=True)
class Collection:
    """Passages, questions about them, and which passage answers which question."""

    name: str
    chunks: Sequence[Chunk]
    questions: Sequence[str]
    right: NDArray[np.bool_]
    """(questions, passages); a question without an answer has no passage."""
    embedder: Embedder

    @cached_property
    def texts(self) -> list[str]:
        return [part.index_text for part in self.chunks]

    @cached_property
    def asked(self) -> Vectors:
        return np.array([self.embedder.question(question) for question in self.questions])

    @cached_property
    def passages(self) -> Scores:
        """Cosines with whole passages."""
        return self.asked @ self.embedder.documents(self.texts).T

    @cached_property
    def windows(self) -> Scores:
        """Cosines with the nearest window of each passage."""
        cut = [windows(text) for text in self.texts]
        vectors = self.embedder.documents([window for part in cut for window in part])
        starts = np.cumsum([0, *(len(part) for part in cut)])
        return np.maximum.reduceat(self.asked @ vectors.T, starts[:-1], axis=1)

    @cached_property
    def pieces(self) -> Scores:
        keywords = Keywords(self.texts)
        return np.array([keywords.scores(question) for question in self.questions])

    @cached_property
    def stems(self) -> Scores:
        """BM25 of stemmed words, the usual lexical search."""
        stemmer = Stemmer.Stemmer("swedish")

        def tokens(texts: Sequence[str]) -> list[list[str]]:
            found = bm25s.tokenize(
                texts, stopwords=None, stemmer=stemmer, return_ids=False, show_progress=False
            )
            return [list(words) for words in found]

        search = bm25s.BM25()
        search.index(tokens(self.texts), show_progress=False)
        return np.array([search.get_scores(words) for words in tokens(self.questions)])

    @cached_property
    def characters(self) -> Scores:
        """TF-IDF of 3 to 5 characters within words."""
        vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        held = vectoriser.fit_transform(self.texts)
        return np.asarray((vectoriser.transform(self.questions) @ held.T).todense())


def standardised(scores: Scores) -> Scores:
    spread = scores.std(axis=1, keepdims=True)
    return (scores - scores.mean(axis=1, keepdims=True)) / np.where(spread, spread, 1)


def fused(dense: Scores, lexical: Scores) -> Scores:
    return np.array([fuse(one, other) for one, other in zip(dense, lexical, strict=True)])


SIGNALS: Mapping[str, Callable[[Collection], Scores]] = {
    "vectors of passages": lambda of: of.passages,
    "vectors of windows": lambda of: of.windows,
    "BM25 of stems": lambda of: of.stems,
    "TF-IDF of characters": lambda of: of.characters,
    "BM25 of pieces": lambda of: of.pieces,
    "0.7 passages + 0.3 stems": lambda of: (
        0.7 * standardised(of.passages) + 0.3 * standardised(of.stems)
    ),
    "passages + pieces": lambda of: fused(of.passages, of.pieces),
    "windows + stems": lambda of: standardised(of.windows) + standardised(of.stems) / 3,
    "windows + pieces": lambda of: fused(of.windows, of.pieces),
    "**windows + pieces, reranked**": lambda of: reranked(of)[0],
}


def ranked(scores: Scores, right: NDArray[np.bool_]) -> Iterator[list[bool]]:
    """Of each question with an answer, whether the passages hit, best first."""
    for row, hits in zip(scores, right, strict=True):
        if hits.any():
            yield list(hits[np.argsort(-row, kind="stable")])


def figures(scores: Scores, right: NDArray[np.bool_]) -> str:
    """hit@1, hit@3, MRR and nDCG@10."""
    lists = list(ranked(scores, right))
    values = (
        [measures.hit(one, 1) for one in lists],
        [measures.hit(one, 3) for one in lists],
        [measures.reciprocal_rank(one) for one in lists],
        [measures.ndcg([float(hit) for hit in one], [1.0] * sum(one), 10) for one in lists],
    )
    return " / ".join(f"{np.mean(value):.3f}" for value in values)


def by_weight(of: Collection) -> Iterator[tuple[float, str]]:
    for weight in (3, 5, 7, 9, 12):
        scores = fused(of.windows, of.pieces * np.float32(weight / LEXICAL_WEIGHT))
        yield weight, figures(scores, of.right)


def reranked(of: Collection) -> tuple[Scores, list[tuple[Passage, ...]]]:
    """The final scores, and the best ten passages of each question."""
    scores = fused(of.windows, of.pieces)
    found = []
    for question, row in zip(of.questions, scores, strict=True):
        best = np.argsort(-row, kind="stable")[:10]
        # Its number in place of its file leads back to the passage.
        listed = [Passage(of.chunks[at], str(at), Metadata(), float(row[at])) for at in best]
        found.append(rerank(question, listed))
        # The ten stay ahead of the rest.
        row -= row.max()
        row[[int(passage.file) for passage in found[-1]]] = range(len(best), 0, -1)
    return scores, found


def sureness(of: Collection) -> str:
    """How well some numbers tell a right first passage from a wrong one: areas under the ROC.

    Last the logistic regression on what a passage says, its lead and whether it is beside the
    point, fitted to these questions.
    """
    _, found = reranked(of)
    first = np.array([int(best[0].file) for best in found])
    rows = np.arange(len(first))
    said = np.array([best[0].signals[SAID] for best in found])
    lead = np.array([best[0].score - best[4].score for best in found])
    beside = np.array([best[0].signals[BESIDE] for best in found])
    sure = np.array([confidence(best) for best in found])
    right = of.right[rows, first]
    numbers = (of.windows[rows, first], of.pieces[rows, first], lead, said, sure)
    areas = [f"{roc_auc_score(right, number):.2f}" for number in numbers]
    fitted = LogisticRegression(C=100).fit(np.column_stack([said, lead, beside]), right)
    weights = *fitted.intercept_, *fitted.coef_[0]
    return " | ".join([*areas, ", ".join(f"{weight:.1f}" for weight in weights)])


def beir(folder: Path, embedder: Embedder) -> Collection:
    """A folder in the BEIR format, each text one passage."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").open()]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open()]
    lines = (folder / "qrels" / "test.tsv").read_text().splitlines()[1:]
    relevant = {tuple(line.split("\t")[:2]) for line in lines}
    right = [[(query["_id"], text["_id"]) in relevant for text in corpus] for query in queries]
    texts = [text["text"] for text in corpus]
    chunks = [Chunk(0, len(text), text, Place(), text, str(at)) for at, text in enumerate(texts)]
    questions = [query["text"] for query in queries]
    return Collection(folder.name, chunks, questions, np.array(right), embedder)


def documents(questions: Path, folder: Path, embedder: Embedder) -> Collection:
    """Labelled questions about the files in a folder, read and cut as for the bot."""
    with Reader() as reader:
        files = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
        parts = [(path.name, c) for path in files for c in chunk(reader.read(path, path.name))]
    labelled = [
        evaluate.Question.model_validate_json(line) for line in questions.read_text().splitlines()
    ]
    found = [(Passage(part, file, Metadata(), 0)) for file, part in parts]
    right = [[evaluate.hits(one, passage) for passage in found] for one in labelled]
    chunks = [part for _, part in parts]
    name = f"{questions.name} on {folder.name}"
    return Collection(name, chunks, [one.q for one in labelled], np.array(right), embedder)


def collections(data: Path) -> Iterator[Collection]:
    embedder = embed.load("bundled", MODELS)
    for questions in SAMPLE_QUESTIONS:
        yield documents(ROOT / "tests" / "golden" / questions, SAMPLE, embedder)
    if (data / "seeds").is_dir():
        yield documents(data / "questions-dev.jsonl", data / "seeds", embedder)
    else:
        print(f"Left out: there is no {data / 'seeds'}.")
    if (data / "swefaq-dev").is_dir():
        yield beir(data / "swefaq-dev", embedder)
    else:
        print(f"Left out: there is no {data / 'swefaq-dev'}.")


def main(data: Path) -> None:
    for of in collections(data):
        answered = int(of.right.any(axis=1).sum())
        print(f"\n## {of.name}: {len(of.chunks)} passages, {answered} questions with an answer\n")
        print("| signal | hit@1 / hit@3 / MRR / nDCG@10 |\n|---|---|")
        for name, signal in SIGNALS.items():
            print(f"| {name} | {figures(signal(of), of.right)} |")
        for weight, measured in by_weight(of):
            print(f"| … with lexical weight {weight:g} | {measured} |")
        if answered < len(of.questions):
            print("\n| right or wrong by | cosine | pieces | lead | said | confidence | fitted |")
            print(f"|---|---|---|---|---|---|---|\n| area under the ROC | {sureness(of)} |")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
