"""The life of a lesson: which step leads where, who may take it and what must be there first.

Pure. Whatever is not in `RULES` is refused with the reason: a UserError whose sentence says
what can be done instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from bot.skill import Role, UserError
from skills.lessons.model import CLOSED, DONE, Direction, Lesson, State

ANCHORED_AFTER = relativedelta(months=3)
"""How long a verified lesson must have held before it is looked at again."""


class Step(StrEnum):
    """What can be done with a lesson."""

    SUBMIT = "submit"
    REJECT = "reject"
    MERGE = "merge"
    VALIDATE = "validate"
    DECIDE = "decide"
    CARRY_OUT = "carry-out"
    VERIFY = "verify"
    ANCHOR = "anchor"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Deed:
    """A step, who takes it, and what they say."""

    step: Step
    who: str
    role: Role
    now: datetime
    """Aware, in the team's time zone."""
    words: str = ""
    """The reason, the decision, the outcome."""
    body: str = ""
    """Who decided."""
    owner: str = ""
    due: date | None = None
    other: Lesson | None = None
    """The lesson that this one is the same as, or that takes its place."""
    open_actions: int = 0
    """How many actions of the lesson are not done yet."""


Guard = Callable[[Lesson, Deed], UserError | None]
"""The reason why a step cannot be taken; None if it can."""


@dataclass(frozen=True)
class Rule:
    """From where a step leads, whereto, and what it takes."""

    sources: frozenset[State]
    target: State
    role: Role = Role.STAFF
    guards: tuple[Guard, ...] = ()


def take(lesson: Lesson, deed: Deed) -> Lesson:
    """The lesson after a step. Raises UserError with the reason where it cannot be taken."""
    rule = RULES[deed.step]
    if deed.role < rule.role:
        raise _needs(rule.role)
    if lesson.state not in rule.sources:
        raise UserError(f"life.is-{lesson.state}", id=lesson.id)
    for guard in rule.guards:
        if reason := guard(lesson, deed):
            raise reason
    return replace(_filled(lesson, deed), state=rule.target, since=deed.now)


def recheck_due(verified_at: datetime) -> datetime:
    """When a lesson is to be looked at again that was verified at a moment."""
    return verified_at + ANCHORED_AFTER


def _filled(lesson: Lesson, deed: Deed) -> Lesson:
    """What a step writes down."""
    day = deed.now.date()
    match deed.step:
        case Step.DECIDE:
            return replace(
                lesson,
                decision=deed.words,
                body=deed.body,
                decided=day,
                owner=deed.owner or lesson.owner,
                due=deed.due or lesson.due,
            )
        case Step.CARRY_OUT:
            return replace(lesson, owner=lesson.owner or deed.who)
        case Step.VERIFY:
            return replace(lesson, outcome=deed.words, verified=day, verifier=deed.who)
        case Step.ANCHOR:
            return replace(lesson, recheck=deed.words)
        case Step.REOPEN:
            # What was chosen and seen before stands in the history; now it is chosen anew.
            return replace(
                lesson,
                reason=deed.words,
                direction=None,
                outcome="",
                verified=None,
                verifier="",
                recheck="",
                due=None,
            )
        case Step.MERGE | Step.SUPERSEDE:
            return replace(lesson, instead=deed.other.id if deed.other else None)
        case Step.REJECT | Step.ARCHIVE:
            return replace(lesson, reason=deed.words)
        case Step.SUBMIT | Step.VALIDATE:
            return replace(lesson, reason="")


def _needs(role: Role) -> UserError:
    return UserError(f"life.needs-{role.name.lower().replace('_', '-')}")


def _says_something(lesson: Lesson, _deed: Deed) -> UserError | None:
    return None if lesson.observation else UserError("life.no-observation", id=lesson.id)


def _by_author_or(role: Role) -> Guard:
    def guard(lesson: Lesson, deed: Deed) -> UserError | None:
        return None if deed.role >= role or deed.who == lesson.author else _needs(role)

    return guard


def _by_owner_or_lead(lesson: Lesson, deed: Deed) -> UserError | None:
    if deed.role >= Role.TEAM_LEAD or deed.who == lesson.owner:
        return None
    return UserError("life.not-owner", id=lesson.id)


def _has_reason(lesson: Lesson, deed: Deed) -> UserError | None:
    return None if deed.words else UserError("life.no-reason", id=lesson.id)


def _has_other(lesson: Lesson, deed: Deed) -> UserError | None:
    if deed.other is None or deed.other.id == lesson.id:
        return UserError("life.no-other", id=lesson.id)
    if deed.other.state in CLOSED | {State.DRAFT}:
        return UserError("life.other-closed", id=lesson.id, other=deed.other.id)
    return None


def _has_direction(lesson: Lesson, _deed: Deed) -> UserError | None:
    return None if lesson.direction else UserError("life.no-direction", id=lesson.id)


def _has_decision(lesson: Lesson, deed: Deed) -> UserError | None:
    return None if deed.words and deed.body else UserError("life.no-decision", id=lesson.id)


def _not_waiting(lesson: Lesson, _deed: Deed) -> UserError | None:
    waiting = lesson.direction is Direction.WAIT
    return UserError("life.waiting", id=lesson.id) if waiting else None


def _actions_done(lesson: Lesson, deed: Deed) -> UserError | None:
    if not deed.open_actions:
        return None
    return UserError("life.open-actions", id=lesson.id, count=deed.open_actions)


def _not_by_owner(lesson: Lesson, deed: Deed) -> UserError | None:
    return UserError("life.own", id=lesson.id) if deed.who == lesson.owner else None


def _has_criterion(lesson: Lesson, _deed: Deed) -> UserError | None:
    return None if lesson.criterion else UserError("life.no-criterion", id=lesson.id)


def _has_outcome(lesson: Lesson, deed: Deed) -> UserError | None:
    return None if deed.words else UserError("life.no-outcome", id=lesson.id)


def _time_has_passed(lesson: Lesson, deed: Deed) -> UserError | None:
    due = recheck_due(lesson.since)
    if deed.now >= due:
        return None
    day = due.astimezone(deed.now.tzinfo).date()
    return UserError("life.too-soon", id=lesson.id, day=day.isoformat())


def _recurred_or_led(lesson: Lesson, deed: Deed) -> UserError | None:
    """Anyone may say that it happened again; to undo a decision is for the process leader."""
    if lesson.state in DONE or deed.role >= Role.PROCESS_LEADER:
        return None
    return _needs(Role.PROCESS_LEADER)


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


LEADER = Role.PROCESS_LEADER
_OPEN = _states(State.VALIDATED, State.DECIDED, State.CARRIED_OUT, State.REOPENED) | {
    State.VERIFIED,
    State.ANCHORED,
}

RULES: Mapping[Step, Rule] = {
    Step.SUBMIT: Rule(
        _states(State.DRAFT, State.REJECTED),
        State.SUBMITTED,
        guards=(_by_author_or(Role.TEAM_LEAD), _says_something),
    ),
    Step.VALIDATE: Rule(_states(State.SUBMITTED), State.VALIDATED, LEADER),
    Step.REJECT: Rule(_states(State.SUBMITTED), State.REJECTED, LEADER, (_has_reason,)),
    Step.MERGE: Rule(
        _states(State.SUBMITTED, State.VALIDATED),
        State.DUPLICATE,
        guards=(_by_author_or(LEADER), _has_other),
    ),
    Step.DECIDE: Rule(
        _states(State.VALIDATED, State.REOPENED),
        State.DECIDED,
        LEADER,
        (_has_direction, _has_decision),
    ),
    Step.CARRY_OUT: Rule(
        _states(State.DECIDED),
        State.CARRIED_OUT,
        guards=(_by_owner_or_lead, _not_waiting, _actions_done),
    ),
    Step.VERIFY: Rule(
        _states(State.CARRIED_OUT),
        State.VERIFIED,
        Role.TEAM_LEAD,
        (_not_by_owner, _has_criterion, _has_outcome),
    ),
    Step.ANCHOR: Rule(
        _states(State.VERIFIED),
        State.ANCHORED,
        Role.TEAM_LEAD,
        (_not_by_owner, _time_has_passed, _has_outcome),
    ),
    Step.REOPEN: Rule(
        DONE | {State.DECIDED, State.ARCHIVED},
        State.REOPENED,
        guards=(_recurred_or_led, _has_reason),
    ),
    Step.SUPERSEDE: Rule(_OPEN, State.SUPERSEDED, LEADER, (_has_other,)),
    Step.ARCHIVE: Rule(
        (CLOSED - {State.ARCHIVED})
        | {State.DRAFT, State.VALIDATED, State.VERIFIED, State.ANCHORED},
        State.ARCHIVED,
        LEADER,
    ),
}
"""The whole life cycle."""
