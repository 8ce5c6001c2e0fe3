"""A question to an answer: the register first, then the documents, never anything made up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from knowledge import curated, duty, lookup, when
from knowledge.confidence import judge
from knowledge.conflict import conflicts
from knowledge.leaning import leans
from knowledge.library import Library
from knowledge.model import Answer, BadRegister, Choice, Interval, Passage, Verdict
from knowledge.quote import quote
from knowledge.refusal import Refusal, refused
from knowledge.register import Register, load

log = logging.getLogger(__name__)

SEARCHED = 10
RIVALS = 3
"""Passages among which a disagreement is looked for."""
KEPT = 5
"""Passages that go along with an answer."""
LONGEST = 2000
"""Characters of a question that are read."""


TURN_TO = "vem ansvarar för medicinsk bedömning"
"""Whom a dose or a single patient is a matter for."""


Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Asked:
    """A question as understood in its thread."""

    about: str
    """The question with the subject and the time that it has from those before it."""
    interval: Interval | None
    choice: Choice | None = None


class RegisterFile:
    """The register as its files stand now; the last good one where they cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: frozenset[tuple[Path, int, int]] | None = None
        self._register: Register | None = None
        self._degraded: tuple[str, ...] = ()

    def current(self) -> tuple[Register | None, tuple[str, ...]]:
        """The register, and codes of what is wrong with it."""
        with self._lock:
            there = self._state()
            if there != self._seen:
                self._read()
                # Read anew what belongs to it now: a roster may have been named or taken out.
                self._seen = self._state()
            return self._register, self._degraded

    def _state(self) -> frozenset[tuple[Path, int, int]]:
        found = set()
        for path in {self._path, *(self._register.files if self._register else ())}:
            try:
                stat = path.stat()
            except OSError:
                continue
            found.add((path, stat.st_mtime_ns, stat.st_size))
        return frozenset(found)

    def _read(self) -> None:
        try:
            self._register = load(self._path)
            self._degraded = ()
        except BadRegister as error:
            log.warning("the register cannot be read: %s", error.code)
            self._degraded = ("stale-register",) if self._register else ("no-register",)


class Assistant:
    """Answers questions from what is known."""

    def __init__(self, library: Library, registers: RegisterFile) -> None:
        self._library = library
        self._registers = registers

    def warm(self) -> None:
        """Load what is slow to load ahead of the first question."""
        register, _ = self._registers.current()
        if register is not None:
            lookup.find(TURN_TO, register)
        self._library.warm()
        log.info("ready to answer")

    def ask(
        self,
        question: str,
        now: datetime,
        *,
        scopes: frozenset[str] | None = None,
        earlier: str = "",
        subject: Choice | None = None,
        choice: Choice | None = None,
    ) -> Answer:
        """Answer a question asked at `now` (aware, in the team's time zone).

        `scopes` are the tags of the room it is asked in; None sees every document. `earlier`
        is what was asked before in the same thread: a question without a subject of its own
        ("och på dagtid?") is about that, and about the function `subject` if the register
        answered. `choice` is what was chosen when that was a near tie.
        """
        if not any(sign.isalnum() for sign in question):
            return Answer(question, Verdict.UNKNOWN, degraded=("unreadable-question",))
        asked = self._understood(question[:LONGEST], earlier, subject, now)
        refusal = refused(question)
        if refusal is not None:
            return self._refuse(question, refusal, now)
        answer = self._from_register(replace(asked, choice=choice or asked.choice), now)
        found = self._library.search(asked.about, limit=SEARCHED, scopes=scopes, today=now.date())
        passages = curated.first(found.passages, judge)
        verdict = judge(passages)
        if answer.verdict is Verdict.UNKNOWN:
            answer = replace(answer, verdict=verdict)
        shown = tuple(self._shown(asked.about, passage) for passage in passages[:KEPT])
        speaking = [one for one in shown[:RIVALS] if one.verdict is not Verdict.UNKNOWN]
        unknown = answer.verdict is Verdict.UNKNOWN
        long = ("long-question",) if len(question) > LONGEST else ()
        return replace(
            answer,
            question=question,
            about=asked.about,
            documents=verdict,
            passages=shown,
            conflicts=conflicts(asked.about, speaking),
            may_know=self._may_know(asked.about, passages) if unknown else (),
            degraded=(*answer.degraded, *found.degraded, *long),
        )

    def _shown(self, about: str, passage: Passage) -> Passage:
        return replace(passage, quote=quote(about, passage.chunk), verdict=judge([passage]))

    def _understood(
        self, question: str, earlier: str, subject: Choice | None, now: datetime
    ) -> _Asked:
        register, _ = self._registers.current()
        calendar = register.calendar if register else None
        asked = when.understand(question, now, calendar)
        spans = asked.words if asked else ()
        if not earlier or not leans(question, spans):
            return _Asked(question, asked.interval if asked else None)
        before = when.understand(earlier, now, calendar)
        about = _at_another_time(earlier, before.words if before else (), question, spans)
        asked = asked or before
        return _Asked(about, asked.interval if asked else None, subject)

    def _may_know(self, about: str, passages: Sequence[Passage]) -> tuple[str, ...]:
        """Who may know what nothing says: the areas named, the owners of what is nearest."""
        register, _ = self._registers.current()
        areas = lookup.areas(about, register) if register else ()
        owners = (passage.metadata.owner for passage in passages[:RIVALS])
        return tuple(dict.fromkeys((*areas, *filter(None, owners))))

    def _from_register(self, asked: _Asked, now: datetime) -> Answer:
        register, degraded = self._registers.current()
        answer = Answer(asked.about, Verdict.UNKNOWN, interval=asked.interval, degraded=degraded)
        if register is None:
            return answer
        found = lookup.find(asked.about, register)
        if found.choices and asked.choice is None:
            return replace(answer, verdict=Verdict.MAYBE, ask_back=found.choices)
        functions = (asked.choice,) if asked.choice else found.functions
        duties = duty.on(register, functions, asked.interval, now)
        if not duties:
            return answer
        return replace(answer, verdict=Verdict.ANSWER, responsible=duties)

    def _refuse(self, question: str, refusal: Refusal, now: datetime) -> Answer:
        """Not answered; whom to turn to now, where the register knows."""
        present = Interval(now, now + timedelta(minutes=1))
        who = self._from_register(_Asked(TURN_TO, present), now).responsible
        return Answer(question, Verdict.UNKNOWN, refused=refusal, responsible=who)


def _at_another_time(earlier: str, then: Spans, question: str, spans: Spans) -> str:
    """An earlier question with the time words of a later one in place of its own."""
    if not spans:
        return earlier
    kept = list(earlier)
    for start, end in then:
        kept[start:end] = " " * (end - start)
    words = " ".join(question[start:end] for start, end in spans)
    return f"{' '.join(''.join(kept).split())} {words}"
