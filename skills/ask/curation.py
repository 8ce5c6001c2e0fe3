"""Brings written answers into the library, before the next question is searched."""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy import Connection

from knowledge.curated import document
from knowledge.library import Library
from skills.ask import store
from skills.ask.store import Curated


class Curation:
    """Written answers live in the skill's table; the library follows it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._held: frozenset[Curated] | None = None

    def bring_in(self, tx: Connection, now: datetime) -> None:
        """Add the answers that the library does not have yet. Must not be called in a
        transaction that has written: the library writes in its own."""
        with tx.engine.execution_options(reading=True).connect() as reader:
            written = frozenset(store.answers(reader))
        with self._lock:
            if written == self._held:
                return
            entries = [
                document(a.question, a.text, a.answer, a.answered, a.review) for a in written
            ]
            known = {one.file: one.digest for one in self._library.documents()}
            new = [entry for entry in entries if known.get(entry[0].file) != entry[0].digest]
            if new:
                self._library.add(new, now=now)
            self._held = written
