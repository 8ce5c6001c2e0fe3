"""The values of what is known: documents, passages, responsibilities, answers.

Everything here is frozen and free of input and output, so that every part of the
house can pass these around without owning them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class KnowledgeError(Exception):
    """Bad input to the knowledge floor; `code` names a sentence in the text catalogues.

    ├── Unreadable     a file that cannot become a document
    ├── BadRegister    a register that cannot be understood
    ├── BadRecurrence  a time, a rule or a calendar file that cannot be followed
    └── IndexMismatch  an index made by another model than the one in use
    """

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Unreadable(KnowledgeError):
    """The file cannot become a document (empty, encrypted, scanned, too large, broken …)."""


class BadRegister(KnowledgeError):
    """The register of responsibilities cannot be understood; details name the place."""


class BadRecurrence(KnowledgeError):
    """A time, a recurrence or a calendar file that cannot be followed."""


class IndexMismatch(KnowledgeError):
    """The stored vectors come from another model; `reindex` mends it."""


class Status(StrEnum):
    """How binding a document or a responsibility is, in the words of its readers."""

    DECIDED = "beslutad"
    PROPOSAL = "förslag"
    RECOMMENDATION = "rekommendation"
    SNAPSHOT = "lägesbild"
    ANSWERED = "svar"
    """Written by someone in charge, without being a decision."""
    SUPERSEDED = "ersatt"
    REPEALED = "upphävd"
    UNKNOWN = "okänd"


class Principal(StrEnum):
    """Huvudman: who is answerable for the care in question."""

    MUNICIPALITY = "kommun"
    REGION = "region"
    JOINT = "gemensam"


class Verdict(StrEnum):
    """The three outcomes of a question."""

    ANSWER = "answer"
    MAYBE = "maybe"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Metadata:
    """What is recognised about a document from its text, front matter or side file."""

    title: str = ""
    diary_number: str | None = None
    decided: date | None = None
    body: str | None = None
    """The deciding body, as "Kommunstyrelsen"."""
    status: Status = Status.UNKNOWN
    valid_from: date | None = None
    valid_to: date | None = None
    supersedes: tuple[str, ...] = ()
    """Diary numbers, titles or file names of what this document replaces."""
    superseded_by: str | None = None
    owner: str | None = None
    review: date | None = None
    principal: Principal | None = None
    scopes: tuple[str, ...] = ()
    """Scope tags of the rooms that may see it; empty: everyone."""
    vetted: date | None = None
    """When someone in charge said that the people and phones named in it belong to the service."""


@dataclass(frozen=True)
class Place:
    """Where in a document something stands."""

    headings: tuple[str, ...] = ()
    section: str | None = None
    """The numbered section as written, "§ 3" or "2.1"."""
    page: int | None = None
    slide: int | None = None


@dataclass(frozen=True)
class Block:
    """One paragraph, list item, heading or table row, as a slice of the document's text."""

    start: int
    end: int
    place: Place
    kind: str = "text"
    """"heading", "text", "item" or "row"."""
    context: str = ""
    """Words that belong to the block but stand elsewhere, such as a table's header row."""


@dataclass(frozen=True)
class Document:
    """A file that has been read. `text` is the source that every quote is a substring of."""

    file: str
    """The key in the library: the path relative to the folder it was ingested from."""
    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata
    digest: str = ""
    """SHA-256 of the file's bytes, hexadecimal."""


@dataclass(frozen=True)
class Chunk:
    """A passage to be found: `document.text[start:end]`, never across a section."""

    start: int
    end: int
    text: str
    place: Place
    index_text: str
    """What is embedded and tokenised: "title › heading path", context and the text."""
    key: str
    """A hash of (document, place, text); unchanged passages keep it across ingests."""
    context: str = ""
    """Words of the document that the text cannot be read without: the header of its table."""


@dataclass(frozen=True)
class Passage:
    """A chunk found by a search, with the document it stands in."""

    chunk: Chunk
    file: str
    metadata: Metadata
    score: float
    """Fused score: comparable within one search only."""
    quote: str = ""
    """The part of the chunk to show: a substring of its text."""
    verdict: Verdict = Verdict.MAYBE
    """What it comes to by itself, without those beside it."""
    signals: dict[str, float] = field(default_factory=dict, hash=False)
    """The parts behind the score ("dense" as raw cosine, "lexical", "coverage" …)."""


@dataclass(frozen=True)
class Interval:
    """A span of time, half open, both ends aware."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts, also over the nights when the clock is changed."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


@dataclass(frozen=True)
class Responsibility:
    """One row of the register: who is responsible for a function during a shift."""

    function: str
    role: str
    when: str = "dygnet runt"
    aliases: tuple[str, ...] = ()
    area: str = ""
    principal: Principal | None = None
    contact: str = ""
    backup: str = ""
    status: Status = Status.UNKNOWN
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Turn:
    """A person who has a role for a time, as a duty roster says."""

    role: str
    name: str
    phone: str
    interval: Interval


@dataclass(frozen=True)
class Duty:
    """A responsibility at a time: who it is, during which shift, and who comes next.

    `start` and `end` are None where no change is in sight (round the clock).
    """

    responsibility: Responsibility
    start: datetime | None = None
    end: datetime | None = None
    next: Responsibility | None = None
    vacant: bool = False
    """Nobody is named for the time: `responsibility` is the stand-in, or has an empty role."""
    backups: tuple[Responsibility, ...] = ()
    """Whom to turn to, in order, when the one responsible cannot be reached."""
    people: tuple[Turn, ...] = ()
    """Who has the role at the time asked about, where there is a roster; local times."""


@dataclass(frozen=True)
class Choice:
    """One of the choices when two functions are nearly as near."""

    function: str
    area: str


@dataclass(frozen=True)
class Conflict:
    """Two sources that say different things about the same."""

    about: str
    sources: tuple[str, ...]
    """The places, in words."""
    keys: tuple[str, ...] = ()
    """The chunks."""


@dataclass(frozen=True)
class Answer:
    """All that is known about a question; nothing in it is made up."""

    question: str
    verdict: Verdict
    about: str = ""
    """The question with what it takes from those before it in its thread."""
    interval: Interval | None = None
    ask_back: tuple[Choice, ...] = ()
    responsible: tuple[Duty, ...] = ()
    passages: tuple[Passage, ...] = ()
    documents: Verdict = Verdict.UNKNOWN
    """What the passages alone come to."""
    conflicts: tuple[Conflict, ...] = ()
    refused: str | None = None
    """Why it is for a person to decide, if it is; `responsible` are then whom to turn to."""
    may_know: tuple[str, ...] = ()
    """Of a question that nothing answers: areas and owners of documents that it may be for."""
    degraded: tuple[str, ...] = ()
    """Codes of what does not work as it should ("no-dense-index" …), to be said aloud."""


class Embedder(Protocol):
    """Texts to unit vectors; the bundled model, any other, or a fake."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: (len(texts), dimensions), each of length 1."""

    def question(self, text: str) -> Vectors:
        """Embed a question: (dimensions,), of length 1."""
