"""The figures of the log: how lessons flow, how long it takes, and whether it helps. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median

from skills.lessons.history import Line
from skills.lessons.milestones import Milestone
from skills.lessons.model import LEARNED, Lesson, State

FLOW = (
    *("record", "validate", "decide", "carry-out", "verify", "anchor"),
    *("reject", "merge", "recur", "reopen"),
)
"""The steps that are counted."""
REACHED = (State.VALIDATED, State.DECIDED, State.CARRIED_OUT, State.VERIFIED, State.ANCHORED)
"""The states that it takes time to reach."""


@dataclass(frozen=True)
class Period:
    """A time that is looked back on: from `start` up to, but not at, `end`; both aware."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True)
class Given:
    """A lesson that was given to others."""

    at: datetime
    acknowledged: bool
    answered: bool


@dataclass(frozen=True)
class Source:
    """What the figures are made of. Drafts are not among the lessons."""

    lessons: Sequence[Lesson]
    history: Mapping[int, Sequence[Line]]
    with_action: frozenset[int]
    """The lessons that something was taken on for."""
    given: Sequence[Given]
    milestones: Sequence[Milestone]


@dataclass(frozen=True)
class Figures:
    """What is told."""

    flow: Mapping[str, int]
    """How often each step was taken in the period."""
    days: Mapping[State, tuple[float, int]]
    """Median days from being noted to reaching a state, and of how many lessons, ever."""
    states: Mapping[State, int]
    """How many lessons are where, at the end."""
    followed: int
    """How many are looked through and not put aside; the shares are of these."""
    with_action: int
    verified: int
    overdue: tuple[Lesson, ...]
    """Decided, and not carried out by their day; the longest overdue first."""
    recurred: tuple[tuple[Lesson, int], ...]
    """What happened again in the period, and how often; the most often first."""
    reopened_after_learned: int
    learned_ever: int
    principals: Mapping[str, int]
    """Of those noted in the period; "" where it is not said."""
    timings: Mapping[str, int]
    areas: tuple[tuple[str, int], ...]
    """Of those noted in the period; the most common first."""
    given: int
    acknowledged: int
    answered: int


def figures(source: Source, period: Period) -> Figures:
    """Work out the figures of a period."""
    lines = [line for one in source.lessons for line in source.history.get(one.id, ())]
    new = [one for one in source.lessons if period.holds(one.made)]
    put_aside = {State.SUBMITTED, State.REJECTED, State.DUPLICATE}
    followed = [one for one in source.lessons if one.state not in put_aside]
    given = [one for one in source.given if period.holds(one.at)]
    learned = [one.id for one in source.lessons if _was(source.history.get(one.id, ()), LEARNED)]
    return Figures(
        flow=_flow(lines, period),
        days=_days(source),
        states=Counter(one.state for one in source.lessons),
        followed=len(followed),
        with_action=sum(one.id in source.with_action for one in followed),
        verified=sum(one.state in LEARNED for one in followed),
        overdue=_overdue(source.lessons, period.end.date()),
        recurred=_recurred(source, period),
        reopened_after_learned=sum(_fell_back(source.history[id]) for id in learned),
        learned_ever=len(learned),
        principals=Counter(str(one.principal or "") for one in new),
        timings=Counter(str(one.timing or "") for one in new),
        areas=tuple(Counter(one.area for one in new if one.area).most_common()),
        given=len(given),
        acknowledged=sum(one.acknowledged for one in given),
        answered=sum(one.answered for one in given),
    )


def _flow(lines: Iterable[Line], period: Period) -> Mapping[str, int]:
    taken = Counter(line.step for line in lines if period.holds(line.at))
    return {step: taken[step] for step in FLOW}


def _days(source: Source) -> Mapping[State, tuple[float, int]]:
    found = {}
    for state in REACHED:
        spans = [
            (first.at - one.made).total_seconds() / 86400
            for one in source.lessons
            if (first := _first(source.history.get(one.id, ()), state))
        ]
        if spans:
            found[state] = (median(spans), len(spans))
    return found


def _first(lines: Sequence[Line], state: State) -> Line | None:
    return next((line for line in lines if line.state == state), None)


def _overdue(lessons: Iterable[Lesson], today: date) -> tuple[Lesson, ...]:
    late = [(one.due, one.id, one) for one in lessons if one.due and one.due < today]
    return tuple(one for *_, one in sorted(late) if one.state is State.DECIDED)


def _recurred(source: Source, period: Period) -> tuple[tuple[Lesson, int], ...]:
    times = {
        one.id: sum(
            line.step == "recur" and period.holds(line.at)
            for line in source.history.get(one.id, ())
        )
        for one in source.lessons
    }
    again = [(one, times[one.id]) for one in source.lessons if times[one.id]]
    return tuple(sorted(again, key=lambda pair: (-pair[1], pair[0].id)))


def _was(lines: Sequence[Line], states: frozenset[State]) -> bool:
    return any(line.state in states for line in lines)


def _fell_back(lines: Sequence[Line]) -> bool:
    """Whether it was opened again after it had been learned."""
    states = [line.state for line in lines]
    return any(a in LEARNED and b == State.REOPENED for a, b in pairwise(states))
