from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge import embed
from knowledge.model import Embedder, KnowledgeError
from tests.fakes import FakeEmbedder

CACHE = Path(__file__).parents[2] / ".cache" / "models"
ODD = {
    "empty": "",
    "blank": " \t\n ",
    "100 kB": "natten är lång " * 7000,
    "one long word": "x" * 100_000,
    "emoji": "🚑" * 500,
    "control characters": "\x00\x01\x1b[31m\x85",
    "ligatures": "ﷺ" * 5000,
    "lone surrogate": "\ud800 hej",
    "special tokens": "</s><pad><mask>" * 100,
}
EMBEDDERS: dict[str, Callable[[], Embedder]] = {
    "fake": FakeEmbedder,
    "bundled": lambda: embed.load("bundled", CACHE),
}


@pytest.fixture(scope="module", params=["fake", pytest.param("bundled", marks=pytest.mark.model)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return EMBEDDERS[request.param]()


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_whatever_is_asked_gets_a_unit_vector(embedder: Embedder, text: str) -> None:
    assert np.linalg.norm(embedder.question(text)) == pytest.approx(1, abs=1e-5)


def test_passages_come_in_order_and_one_by_one(embedder: Embedder) -> None:
    texts = ["Larmet går till jouren.", "Nattens sjuksköterska svarar på larm.", "Nyckel"]
    together = embedder.documents(texts)
    assert together.dtype == np.float32
    for vector, text in zip(together, texts, strict=True):
        np.testing.assert_allclose(vector, embedder.documents([text])[0], atol=1e-6)


def test_nothing_gives_nothing(embedder: Embedder) -> None:
    assert embedder.documents([]).shape == (0, len(embedder.question("x")))


def test_the_nearest_passage_is_about_the_question(embedder: Embedder) -> None:
    passages = ["Larmen på natten tas av sjuksköterskan.", "Fakturor betalas inom trettio dagar."]
    scores = embedder.documents(passages) @ embedder.question("Vem tar larmen på natten?")
    assert scores.argmax() == 0


def test_questions_may_come_at_once(embedder: Embedder) -> None:
    questions = [f"Vem har jour vecka {week}?" for week in range(16)]
    alone = [embedder.question(question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        np.testing.assert_allclose(list(pool.map(embedder.question, questions)), alone)


@pytest.mark.model
def test_the_bundled_model_asks_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert embed.load("bundled", CACHE).fingerprint.startswith("multilingual-e5-small")


@pytest.mark.model
def test_a_folder_with_another_model(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models

    def save(name: str) -> str:
        tokenizer = Tokenizer(models.Unigram([("<unk>", 0.0), ("a", -1.0)], unk_id=0))
        model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)])
        model.save(str(tmp_path / name))
        return str(tmp_path / name)

    one, other = save("tiny-e5"), save("another")
    loaded = embed.load(one, tmp_path)
    assert loaded.fingerprint == embed.load(one, tmp_path).fingerprint
    assert loaded.fingerprint != embed.load(other, tmp_path).fingerprint
    assert np.linalg.norm(loaded.question("a" * 9)) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        embed.load(str(tmp_path), tmp_path)
    assert caught.value.code == "model.not-found"
    assert caught.value.details == {"model": str(tmp_path)}


@pytest.mark.parametrize(
    ("name", "prompts", "wanted"),
    [
        ("intfloat/multilingual-e5-large", {"query": "", "document": ""}, True),
        ("/srv/models/e5-base", {}, True),
        ("intfloat/multilingual-e5-large-instruct", {}, False),
        ("someone/e5-small", {"query": "query: "}, False),
        ("BAAI/bge-m3", {}, False),
    ],
)
def test_e5_gets_its_prompts(name: str, prompts: dict[str, str], wanted: bool) -> None:
    assert embed._wants_e5_prompts(name, prompts) is wanted


def test_importing_is_cheap() -> None:
    code = "import sys, knowledge.embed; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
