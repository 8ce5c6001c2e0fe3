"""Brings written answers into the library, before the next question is searched."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from knowledge.curated import PREFIX, document
from knowledge.library import Library
from skills.ask import written
from skills.ask.written import Written


class Curation:
    """Written answers live in the skill's table; the library follows it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._held: frozenset[Written] | None = None

    def bring_in(self, tx: Connection, now: datetime) -> None:
        """Add the answers that the library does not have yet. Must not be called in a
        transaction that has written: the library writes in its own."""
        with tx.engine.execution_options(reading=True).connect() as reader:
            answers = frozenset(written.everything(reader))
        with self._lock:
            if answers == self._held:
                return
            entries = [
                document(a.question, a.text, a.answer, a.answered, a.review, a.scopes)
                for a in answers
            ]
            known = {one.file: one.digest for one in self._library.documents()}
            new = [entry for entry in entries if known.get(entry[0].file) != entry[0].digest]
            if new:
                self._library.add(new, now=now)
            self._held = answers

    def forget(self, tx: Connection, questions: Iterable[int]) -> None:
        """Take answers out of the library, in the caller's transaction."""
        self._library.forget(tx, [f"{PREFIX}{number}" for number in questions])
        with self._lock:
            self._held = None
