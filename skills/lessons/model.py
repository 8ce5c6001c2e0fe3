"""The values of the log: a lesson, what it is about and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge.model import Principal


class State(StrEnum):
    """How far a lesson has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    VALIDATED = "validated"
    DECIDED = "decided"
    CARRIED_OUT = "carried-out"
    VERIFIED = "verified"
    """It has been seen that it helped: learned."""
    ANCHORED = "anchored"
    """It still helped three months later."""
    REOPENED = "reopened"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"


LEARNED = frozenset({State.VERIFIED, State.ANCHORED})
DONE = LEARNED | {State.CARRIED_OUT}
"""What was done about it is done: if it happens again, that did not help."""
CLOSED = frozenset({State.REJECTED, State.DUPLICATE, State.SUPERSEDED, State.ARCHIVED})
"""Nothing more is expected to happen to it."""


class Kind(StrEnum):
    """What sort of experience it is."""

    WORKED = "worked"
    FAILED = "failed"
    RISK = "risk"
    QUESTION = "question"


class Direction(StrEnum):
    """What is to become of what was seen: förstärk, justera, avvakta."""

    STRENGTHEN = "strengthen"
    ADJUST = "adjust"
    WAIT = "wait"


class Timing(StrEnum):
    """Whether it was acted on ahead of trouble, or after it."""

    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True)
class Lesson:
    """A lesson as it stands. What it was before is in its history."""

    id: int
    """Its number here, as people say it."""
    uid: str
    """Its name in every installation that has it."""
    state: State
    since: datetime
    """When it came into its state."""
    made: datetime
    version: int = 0
    """The number of its latest line of history."""

    title: str = ""
    kind: Kind | None = None
    observation: str = ""
    discussion: str = ""
    conclusion: str = ""
    recommendation: str = ""
    need: str = ""
    risks: str = ""
    consequences: str = ""

    area: str = ""
    need_group: str = ""
    level: str = ""
    """Vårdnivå."""
    principal: Principal | None = None
    timing: Timing | None = None

    source: str = ""
    """Where it comes from, in words."""
    link: str = ""
    """Where its source can be seen."""
    teller: str = ""
    """The role of who told it; empty where that is not said."""

    direction: Direction | None = None
    decision: str = ""
    body: str = ""
    """Who decided."""
    reference: str = ""
    """Paragraph or minutes of the decision."""
    decided: date | None = None
    owner: str = ""
    """The Matrix id of who sees to it that it is carried out."""
    due: date | None = None
    criterion: str = ""
    """What shows that it has helped."""
    method: str = ""
    outcome: str = ""
    verified: date | None = None
    verifier: str = ""
    recheck: str = ""
    """What was seen when it was looked at again."""

    reason: str = ""
    """Why it was rejected, opened again or put away."""
    instead: int | None = None
    """The lesson that it is a duplicate of, or that took its place."""
    recurrences: int = 0
    """How often it has happened again."""

    diary_number: str = ""
    decided_formally: bool = False
    """Fastställd, and no longer working material (arbetsmaterial)."""
    secrecy_checked: date | None = None
    """When it was made sure that it can be read by others than the team."""
    keep_until: date | None = None

    author: str = ""
    """The Matrix id of who recorded it; empty where they are anonymous or forgotten."""
    room: str = ""
    event: str | None = None
    """The event whose words it repeats."""
