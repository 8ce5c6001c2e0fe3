"""A question to an answer: the register first, then the documents, never anything made up."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from knowledge import curated, duty, lookup, when
from knowledge.confidence import judge
from knowledge.library import Library
from knowledge.model import Answer, BadRegister, Interval, Verdict
from knowledge.quote import quote
from knowledge.register import Register, load

SEARCHED = 10
KEPT = 5
"""Passages that go along with an answer."""
LONGEST = 2000
"""Characters of a question that are read."""


class RegisterFile:
    """The register as its file stands now; the last good one where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._register: Register | None = None
        self._degraded: tuple[str, ...] = ()

    def current(self) -> tuple[Register | None, tuple[str, ...]]:
        """The register, and codes of what is wrong with it."""
        with self._lock:
            try:
                stat = self._path.stat()
            except OSError:
                return self._register, ("no-register",)
            if (stat.st_mtime_ns, stat.st_size) != self._seen:
                self._seen = (stat.st_mtime_ns, stat.st_size)
                self._read()
            return self._register, self._degraded

    def _read(self) -> None:
        try:
            self._register = load(self._path)
            self._degraded = ()
        except BadRegister:
            self._degraded = ("stale-register",) if self._register else ("no-register",)


class Assistant:
    """Answers questions from what is known."""

    def __init__(self, library: Library, registers: RegisterFile) -> None:
        self._library = library
        self._registers = registers

    def ask(self, question: str, now: datetime, *, scopes: frozenset[str] | None = None) -> Answer:
        """Answer a question asked at `now` (aware, in the team's time zone).

        `scopes` are the tags of the room it is asked in; None sees every document.
        """
        if not any(sign.isalnum() for sign in question):
            return Answer(question, Verdict.UNKNOWN, degraded=("unreadable-question",))
        if len(question) > LONGEST:
            answer = self.ask(question[:LONGEST], now, scopes=scopes)
            return replace(answer, question=question, degraded=(*answer.degraded, "long-question"))
        asked = when.understand(question, now)
        interval = asked.interval if asked else None
        answer = self._from_register(question, interval, now)
        found = self._library.search(question, limit=SEARCHED, scopes=scopes, today=now.date())
        passages = curated.first(found.passages, lambda one: judge(question, one))
        verdict = judge(question, passages)
        if answer.verdict is Verdict.UNKNOWN:
            answer = replace(answer, verdict=verdict)
        return replace(
            answer,
            documents=verdict,
            passages=tuple(
                replace(passage, quote=quote(question, passage.chunk))
                for passage in passages[:KEPT]
            ),
            degraded=(*answer.degraded, *found.degraded),
        )

    def _from_register(self, question: str, interval: Interval | None, now: datetime) -> Answer:
        register, degraded = self._registers.current()
        answer = Answer(question, Verdict.UNKNOWN, interval, degraded=degraded)
        if register is None:
            return answer
        found = lookup.find(question, register)
        if found.choices:
            return replace(answer, verdict=Verdict.MAYBE, ask_back=found.choices)
        duties = duty.on(register, found.functions, interval, now)
        if not duties:
            return answer
        return replace(answer, verdict=Verdict.ANSWER, responsible=duties)
