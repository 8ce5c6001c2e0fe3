"""The database leaves no trace of what was deleted."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, delete, insert, update

from bot.db import forget_deleted
from bot.state import action
from tests.clock import START

WORDS = "mannen i det gula huset"


def test_words_that_were_deleted_are_in_no_file(engine: Engine, tmp_path: Path) -> None:
    row = {"owner": "", "room": "!r", "origin": "room", "made": START, "state": "open"}
    with engine.begin() as tx:
        for number in range(300):
            tx.execute(insert(action).values({**row, "id": number, "text": WORDS * 40}))
    with engine.begin() as tx:
        tx.execute(delete(action).where(action.c.id > 0))
        tx.execute(update(action).values(text=""))
    forget_deleted(engine)
    files = list(tmp_path.iterdir())
    assert len(files) > 1
    for file in files:
        assert WORDS.encode() not in file.read_bytes(), file.name
        assert file.stat().st_mode & 0o077 == 0, file.name
