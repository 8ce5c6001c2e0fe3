"""What the house itself notes in the audit log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot import audit
from bot.audit import TERMINAL, thing
from bot.config import Settings
from bot.wiring import build
from tests.clock import START, FakeClock
from tests.fakes import FakeEmbedder


def settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings.model_validate({"data_dir": tmp_path / "data", **changes})


def start(of: Settings) -> list[str]:
    with build(of, clock=FakeClock(), embedder=FakeEmbedder()) as app:
        app.note_start()
        with app.engine.connect() as tx:
            return [one.action for one in audit.entries(tx, START, START.replace(year=2100))]


def test_a_change_of_the_rules_is_noted_when_it_takes_effect(tmp_path: Path) -> None:
    assert start(settings(tmp_path)) == ["bot.started", "rules.changed"]
    assert start(settings(tmp_path)) == ["bot.started", "rules.changed", "bot.started"]
    changed = settings(tmp_path, roles={"admin": ("@mallory:kommun.example",)})
    assert start(changed)[3:] == ["bot.started", "rules.changed"]


def test_what_documents_came_changed_and_went(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "natt.md").write_text("# Natt\n\nNycklarna förvaras i skåpet.")
    (folder / "Rutin för åska.md").write_text("# Åska\n\nRing bakjouren.")
    with build(settings(tmp_path), clock=FakeClock(), embedder=FakeEmbedder()) as app:
        for _ in range(2):
            app.note_ingest(app.library.ingest([folder], now=START), TERMINAL)
        (folder / "natt.md").unlink()
        app.note_ingest(app.library.ingest([folder], now=START), TERMINAL)
        with app.engine.connect() as tx:
            found = audit.entries(tx, START, START.replace(year=2100))
    assert {(one.who, one.action, one.what) for one in found} == {
        (TERMINAL, "document.added", "document:natt.md"),
        (TERMINAL, "document.added", thing("document", "Rutin för åska.md")),
        (TERMINAL, "document.removed", "document:natt.md"),
    }
    assert len(found) == 3


def test_a_name_that_is_none_in_code_is_noted_by_its_hash() -> None:
    assert thing("document", "natt.md") == "document:natt.md"
    for name in ("Berit Svensson.md", "a/b.md", "å", "a:b", json.dumps({"x": 1}), "x" * 65):
        noted = thing("document", name)
        assert noted.startswith("document:")
        assert len(noted) == len("document:") + 16
