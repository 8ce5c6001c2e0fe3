"""What has been agreed about a round, and what follows from it for each person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from knowledge.recur import Availability, Recurrence, right_moment

ANSWER_WITHIN = timedelta(days=2)
REMINDERS = 1
MOST_REMINDERS = 5
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=60)
"""How long people may have to answer."""


class Anonymity(StrEnum):
    """What is seen of who has answered what."""

    NAMED = "named"
    ROLE = "role"
    """The role is shown, and only where at least five who answered have it."""
    ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Plan:
    """A round as agreed."""

    title: str
    recurrence: Recurrence
    template: str
    """The key of its template."""
    people: tuple[str, ...] = ()
    """Matrix ids; empty: everyone in the room."""
    answer_within: timedelta = ANSWER_WITHIN
    reminders: int = REMINDERS
    """The most reminders that one person gets each time."""
    anonymity: Anonymity = Anonymity.ANONYMOUS
    together: bool = False
    """All questions in one message, instead of one at a time."""
    pulse: bool = True
    """Whether the template's pulse is asked for."""


def prompt_at(start: datetime, deadline: datetime, person: Availability) -> datetime | None:
    """When to ask a person; None if they are not there before the deadline."""
    moment = right_moment(start, person)
    return moment if moment < deadline else None


def remind_at(
    asked: datetime, deadline: datetime, times: int, person: Availability, now: datetime
) -> datetime | None:
    """The first moment later than `now` at which to remind a person who was asked at `asked`.

    `times` reminders are spread evenly until the deadline, and each is moved to when the
    person is there; what then falls on the deadline or after it is left out. All aware.
    """
    step = (deadline - asked) / (times + 1)
    moments = (right_moment(asked + n * step, person) for n in range(1, times + 1))
    return next((at for at in moments if now < at < deadline), None)
