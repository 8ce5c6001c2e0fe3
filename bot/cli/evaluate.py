"""`lotsen eval`: how good the search is, in a temporary library."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.cli.failure import WrongCall
from bot.clock import SystemClock
from bot.config import load
from bot.db import connect
from bot.wiring import load_embedder
from knowledge import evaluate as measures


def evaluate(arguments: argparse.Namespace) -> int:
    """Measure on labelled questions, or on a folder in the BEIR format."""
    settings = load(arguments.config)
    if (arguments.questions is None) == (arguments.beir is None):
        raise WrongCall("eval: give either QUESTIONS.jsonl or --beir DIR")
    embedder = load_embedder(settings)
    now = SystemClock().now().astimezone(settings.zone)
    with tempfile.TemporaryDirectory() as folder:
        engine = connect("", Path(folder))
        if arguments.beir:
            figures = measures.beir(arguments.beir, engine, embedder, now=now)
        else:
            documents = arguments.documents or settings.knowledge.documents[0]
            figures = measures.questions(arguments.questions, documents, engine, embedder, now=now)
    _show(figures, arguments.json)
    return 0


def _show(figures: Mapping[str, float], as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:12} {value:.3f}" if isinstance(value, float) else f"{name:12} {value}")
