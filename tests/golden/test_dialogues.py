"""Whole conversations over the sample library, through dispatch and outbox."""

from __future__ import annotations

import tomllib
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.config import KnowledgeSettings, Settings
from bot.console import CHANNEL, Terminal, converse
from bot.journal import Journal
from bot.outbox import Outbox
from bot.permissions import Permissions
from bot.wiring import App, build
from knowledge.model import Embedder
from tests.clock import FakeClock

SAMPLE = Path(__file__).parents[2] / "bot" / "demo"
DIALOGUES = tomllib.loads(Path(__file__).with_name("dialogues.toml").read_text("utf-8"))["dialogue"]
STOCKHOLM = ZoneInfo("Europe/Stockholm")

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder) -> App:
    """The whole house over the sample library, with a clock that stands still."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        knowledge=KnowledgeSettings(responsibilities=SAMPLE / "responsibilities.toml"),
    )
    app = build(settings, clock=FakeClock(), embedder=bundled)
    app.library.ingest([SAMPLE / "library"], now=app.now())
    return app


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_dialogue(app: App, dialogue: dict[str, Any]) -> None:
    moment = datetime.fromisoformat(dialogue["at"]).replace(tzinfo=STOCKHOLM)
    clock = FakeClock(moment)
    journal, outbox = Journal(app.engine, CHANNEL), Outbox(app.engine, CHANNEL)
    rules = Permissions(frozenset({"example.org"}))
    dispatch = app.dispatch(outbox, rules, ("Lotsen",), clock=clock)
    for turn in dialogue["turns"]:
        heard = StringIO()
        terminal = Terminal(heard, as_json=False)
        converse([turn["say"]], "@anna:example.org", journal, outbox, dispatch, terminal, clock)
        rest = heard.getvalue()
        for expected in turn["expect"]:
            assert expected in rest, heard.getvalue()
            rest = rest[rest.index(expected) + len(expected) :]
