"""Which lessons are near a text: by words at once, and by meaning as soon as it is worked out.

Meanings are made by a job, one lesson at a time, so that nobody who records one waits for it,
and kept in SQL, so that a restart need not make them again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, select

from bot.db import upsert
from bot.skill import Message, Outside, RunSlot, Slot, SlowJob
from knowledge.model import Embedder, KnowledgeError, Vectors
from skills.lessons import history, store
from skills.lessons.index import Index
from skills.lessons.model import CLOSED, Lesson, State
from skills.lessons.tables import lesson, vector

NEAREST = 3
LONGEST = 120
"""Characters of a text whose meaning is worked out while somebody waits: 30 ms of a processor."""
AT_A_TIME = 20
"""Meanings made between two looks at the clock."""
_UNLIKE = CLOSED | {State.DRAFT}
_MORE = 10
"""How many more are looked at than shown: some of them are closed."""


class Neighbours:
    """Lessons by their words and meaning. Shared between threads."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        self._embedder = embedder
        self._index = Index()
        self._seen = 0
        self._lacking: set[int] = set()
        """Lessons whose meaning the index does not have yet."""
        self._made = -1
        """Up to where in all history every meaning is known to be made."""
        self._lock = threading.Lock()
        self.job = SlowJob("lessons.meaning", self._due, self._prepare)

    def nearest(self, tx: Connection, text: str, besides: int = 0) -> tuple[Lesson, ...]:
        """The open lessons that are nearest to a text, at most three."""
        found = self._find(tx, text, NEAREST + _MORE, None)
        near = [one for one in found if one.state not in _UNLIKE and one.id != besides]
        return tuple(near[:NEAREST])

    def search(
        self, tx: Connection, text: str, among: Collection[int], count: int
    ) -> tuple[Lesson, ...]:
        """Those of some lessons that are nearest to a text, the nearest first."""
        return tuple(self._find(tx, text, count, among))

    def _find(
        self, tx: Connection, text: str, count: int, among: Collection[int] | None
    ) -> list[Lesson]:
        # Over a connection that only reads: who looks for something must not wait for a writer.
        with tx.engine.execution_options(reading=True).connect() as reader:
            meaning = self._meaning(text)
            with self._lock:
                self._catch_up(reader, with_meaning=meaning is not None)
                ids = self._index.nearest(text, meaning, count, among)
            held = store.several(reader, ids)
        return [held[id] for id in ids if id in held]

    def _meaning(self, text: str) -> Vectors | None:
        try:
            return self._embedder().question(text[:LONGEST])
        except KnowledgeError:
            return None  # no model to be had: words alone decide

    def _catch_up(self, tx: Connection, *, with_meaning: bool) -> None:
        """Bring the index to what SQL says."""
        changed = set(history.changed_since(tx, self._seen))
        self._seen = history.latest(tx)
        self._lacking |= changed
        found = _vectors(tx, self._lacking, self._fingerprint()) if with_meaning else {}
        for id, one in store.several(tx, changed | found.keys()).items():
            self._index.put(id, _text(one), found.get(id))
        self._lacking -= found.keys()

    def _fingerprint(self) -> str | None:
        try:
            return self._embedder().fingerprint
        except KnowledgeError:
            return None

    def _due(self, tx: Connection, _after: datetime, _until: datetime) -> Sequence[Slot]:
        latest = history.latest(tx)
        fingerprint = self._fingerprint() if latest != self._made else None
        if fingerprint is None:
            return ()
        fresh = (vector.c.version == lesson.c.version) & (vector.c.fingerprint == fingerprint)
        query = (
            select(lesson.c.id, lesson.c.version, lesson.c.made)
            .outerjoin(vector, (vector.c.lesson == lesson.c.id) & fresh)
            .where(vector.c.lesson.is_(None))
        )
        rows = tx.execute(query.order_by(lesson.c.id).limit(AT_A_TIME)).all()
        if not rows:
            self._made = latest
        return [Slot(row.made, f"{row.id}:{row.version}:{fingerprint}") for row in rows]

    def _prepare(self, tx: Connection, slot: Slot, _outside: Outside) -> RunSlot:
        found = store.find(tx, int(slot.item.partition(":")[0]))
        embedder = self._embedder()
        meaning = embedder.documents([_text(found)])[0].tobytes() if found else b""

        def keep(tx: Connection, _slot: Slot, _now: datetime) -> Sequence[Message]:
            if found and store.find(tx, found.id) == found:
                row = {"lesson": found.id, "version": found.version, "vector": meaning}
                upsert(tx, vector, "lesson", row | {"fingerprint": embedder.fingerprint})
            return ()

        return keep


def _text(one: Lesson) -> str:
    """What a lesson is found by."""
    parts = (one.title, one.observation, one.recommendation, one.conclusion, one.area, one.need)
    return "\n".join(part for part in parts if part)


def _vectors(tx: Connection, ids: Collection[int], fingerprint: str | None) -> dict[int, Vectors]:
    fresh = (lesson.c.id == vector.c.lesson) & (lesson.c.version == vector.c.version)
    mine = vector.c.lesson.in_(ids) & (vector.c.fingerprint == fingerprint)
    rows = tx.execute(select(vector.c.lesson, vector.c.vector).join(lesson, fresh).where(mine))
    return {row.lesson: np.frombuffer(row.vector, np.float32) for row in rows}
