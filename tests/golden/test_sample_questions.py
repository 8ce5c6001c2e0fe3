"""The labelled questions on the sample library: how good, and that nothing is made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.wiring import App
from knowledge.evaluate import measure
from knowledge.tables import documents

QUESTIONS = Path(__file__).with_name("sample_questions.jsonl")

pytestmark = pytest.mark.model


def test_the_right_passage_is_found(sample: App) -> None:
    measured = measure(sample.library, QUESTIONS, sample.now().date())
    # Bounds well beside what is reached (docs/decisions/confidence.md), to catch what breaks.
    assert measured["hit@1"] >= 0.65
    assert measured["hit@3"] >= 0.85
    assert measured["risk"] <= 0.2
    assert measured["no_answer_f1"] >= 0.65


def test_every_quote_is_word_for_word_from_its_source(sample: App) -> None:
    with sample.engine.connect() as tx:
        sources = {row.file: row.text for row in tx.execute(select(documents))}
    shown = 0
    for line in QUESTIONS.read_text("utf-8").splitlines()[::3]:
        for passage in sample.assistant.ask(json.loads(line)["q"], sample.now()).passages:
            assert passage.chunk.text in sources[passage.file]
            assert passage.quote
            assert passage.quote in passage.chunk.text
            shown += 1
    assert shown > 50
