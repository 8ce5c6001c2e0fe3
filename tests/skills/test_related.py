"""What the governing documents say of what is on a table, with the real model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.scopes import Scopes
from knowledge import tables
from knowledge.library import Library
from knowledge.model import Embedder
from knowledge.vectors import ExactVectors
from skills.ask import skill as ask
from tests.clock import START
from tests.talk import ROOM

pytestmark = pytest.mark.model

TODAY = date(2026, 11, 23)
KEYS = "Vem får låna bilnyckeln till natten"
FILES = {
    "bil.md": "# Rutin för bilar\n\n## Nycklar\n\nBilnyckeln för natten lånas ut av samordnaren.\n",
    "larm.md": "---\nrum: ledning\n---\n\n# Plan för larm\n\nLarm på Granbacken besvaras inom "
    "45 minuter av nattpatrullen.\n",
    "upphavd.md": "---\nstatus: upphävd\n---\n\n# Gammal rutin för nycklar\n\nBilnyckeln för "
    "natten lånas ut av receptionen.\n",
}


@pytest.fixture
def library(engine: Engine, tmp_path: Path, bundled: Embedder) -> Iterator[Library]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    tables.metadata.create_all(engine)
    library = Library(engine, lambda: bundled, lambda name: ExactVectors())
    library.ingest([tmp_path], now=START)
    yield library
    library.close()


@pytest.mark.parametrize(("tags", "larm"), [((), False), (("ledning",), True)])
def test_a_line_for_what_the_documents_say_and_the_room_may_see(
    engine: Engine, library: Library, tags: tuple[str, ...], larm: bool
) -> None:
    related = ask.related(library, Scopes({ROOM: tags}))
    matters = [KEYS, "Larm på Granbacken besvaras för sent", "Julfesten flyttas till torsdag"]
    with engine.connect() as tx:
        lines = related.lines(tx, ROOM, "sv", TODAY, matters)
    assert lines[0].startswith(KEYS)
    assert "samordnaren" in lines[0]
    assert "Rutin för bilar" in lines[0]
    shown = "\n".join(lines)
    assert ("Plan för larm" in shown) is larm
    assert "receptionen" not in shown, "repealed"
    assert "Julfesten" not in shown
