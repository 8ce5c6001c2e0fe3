"""The whole life cycle: every step from every state, and every guard."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from bot.skill import Role, UserError
from skills.lessons import life
from skills.lessons.life import RULES, Deed, Step, take
from skills.lessons.model import Direction, Lesson, State
from skills.lessons.wording import say

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
ANNA, LARS, EVA = "@anna:kommun.example", "@lars:region.example", "@eva:kommun.example"
S = State

LEADS_TO = {
    Step.SUBMIT: ({S.DRAFT, S.REJECTED}, S.SUBMITTED),
    Step.VALIDATE: ({S.SUBMITTED}, S.VALIDATED),
    Step.REJECT: ({S.SUBMITTED}, S.REJECTED),
    Step.MERGE: ({S.SUBMITTED, S.VALIDATED}, S.DUPLICATE),
    Step.DECIDE: ({S.VALIDATED, S.REOPENED}, S.DECIDED),
    Step.CARRY_OUT: ({S.DECIDED}, S.CARRIED_OUT),
    Step.VERIFY: ({S.CARRIED_OUT}, S.VERIFIED),
    Step.ANCHOR: ({S.VERIFIED}, S.ANCHORED),
    Step.REOPEN: ({S.DECIDED, S.CARRIED_OUT, S.VERIFIED, S.ANCHORED, S.ARCHIVED}, S.REOPENED),
    Step.SUPERSEDE: (
        {S.VALIDATED, S.DECIDED, S.CARRIED_OUT, S.VERIFIED, S.ANCHORED, S.REOPENED},
        S.SUPERSEDED,
    ),
    Step.ARCHIVE: (
        {
            *(S.DRAFT, S.REJECTED, S.DUPLICATE, S.SUPERSEDED),
            *(S.VALIDATED, S.VERIFIED, S.ANCHORED),
        },
        S.ARCHIVED,
    ),
}


def lesson(state: State = S.VALIDATED, **changes: object) -> Lesson:
    """A lesson with all that any step asks for."""
    whole = Lesson(
        id=12,
        uid="u12",
        state=state,
        since=NOW - timedelta(days=100),
        made=NOW - timedelta(days=120),
        title="Ring tidigare",
        observation="Bakjouren ringdes först när det var akut.",
        direction=Direction.ADJUST,
        criterion="Ingen akut utryckning på en månad.",
        owner=LARS,
        author=ANNA,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def deed(step: Step, **changes: object) -> Deed:
    """A step with all that it takes, by someone who may do anything and owns nothing."""
    other = lesson(S.VALIDATED, id=5, uid="u5")
    whole = Deed(step, EVA, Role.PROCESS_LEADER, NOW, "därför", "systemledningen", other=other)
    return replace(whole, **changes)  # type: ignore[arg-type]


def refusal(lesson: Lesson, deed: Deed) -> str:
    with pytest.raises(UserError) as caught:
        take(lesson, deed)
    return caught.value.code


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_the_whole_table(state: State, step: Step) -> None:
    sources, target = LEADS_TO[step]
    if state in sources:
        after = take(lesson(state), deed(step))
        assert (after.state, after.since) == (target, NOW)
    else:
        assert refusal(lesson(state), deed(step)) == f"life.is-{state}"


def test_every_state_can_be_reached_and_says_what_can_be_done_instead() -> None:
    assert {target for _, target in LEADS_TO.values()} == set(State) - {S.DRAFT}
    assert set(RULES) == set(Step) == set(LEADS_TO)
    for state in State:
        sentence = say.sentence("sv", f"life.is-{state}")
        assert "`!" in sentence, f"{state}: the mend is missing"


@pytest.mark.parametrize(
    ("step", "role"),
    [
        (Step.VALIDATE, Role.PROCESS_LEADER),
        (Step.REJECT, Role.PROCESS_LEADER),
        (Step.DECIDE, Role.PROCESS_LEADER),
        (Step.SUPERSEDE, Role.PROCESS_LEADER),
        (Step.ARCHIVE, Role.PROCESS_LEADER),
        (Step.VERIFY, Role.TEAM_LEAD),
        (Step.ANCHOR, Role.TEAM_LEAD),
    ],
)
def test_who_may(step: Step, role: Role) -> None:
    state = min(LEADS_TO[step][0])
    below = Role(role - 1)
    expected = f"life.needs-{role.name.lower().replace('_', '-')}"
    assert refusal(lesson(state), deed(step, role=below)) == expected
    assert take(lesson(state), deed(step, role=role)).state is LEADS_TO[step][1]


@pytest.mark.parametrize(
    ("lacking", "step", "given", "code"),
    [
        (lesson(S.DRAFT, observation=""), Step.SUBMIT, {}, "life.no-observation"),
        (lesson(S.SUBMITTED), Step.REJECT, {"words": ""}, "life.no-reason"),
        (lesson(S.SUBMITTED), Step.MERGE, {"other": None}, "life.no-other"),
        (lesson(S.SUBMITTED), Step.MERGE, {"other": lesson()}, "life.no-other"),
        (
            lesson(S.SUBMITTED),
            Step.MERGE,
            {"other": lesson(S.DUPLICATE, id=5)},
            "life.other-closed",
        ),
        (lesson(direction=None), Step.DECIDE, {}, "life.no-direction"),
        (lesson(), Step.DECIDE, {"words": ""}, "life.no-decision"),
        (lesson(), Step.DECIDE, {"body": ""}, "life.no-decision"),
        (lesson(S.DECIDED), Step.CARRY_OUT, {"open_actions": 2}, "life.open-actions"),
        (lesson(S.DECIDED, direction=Direction.WAIT), Step.CARRY_OUT, {}, "life.waiting"),
        (lesson(S.CARRIED_OUT, criterion=""), Step.VERIFY, {}, "life.no-criterion"),
        (lesson(S.CARRIED_OUT), Step.VERIFY, {"words": ""}, "life.no-outcome"),
        (lesson(S.CARRIED_OUT), Step.VERIFY, {"who": LARS}, "life.own"),
        (lesson(S.VERIFIED), Step.ANCHOR, {"who": LARS}, "life.own"),
        (lesson(S.VERIFIED, since=NOW - timedelta(days=80)), Step.ANCHOR, {}, "life.too-soon"),
        (lesson(S.VERIFIED), Step.REOPEN, {"words": ""}, "life.no-reason"),
        (lesson(), Step.SUPERSEDE, {"other": None}, "life.no-other"),
    ],
)
def test_what_must_be_there_first(
    lacking: Lesson, step: Step, given: dict[str, object], code: str
) -> None:
    assert refusal(lacking, deed(step, **given)) == code


def test_the_author_may_submit_and_merge_and_others_may_not() -> None:
    for state, step in ((S.DRAFT, Step.SUBMIT), (S.SUBMITTED, Step.MERGE)):
        assert take(lesson(state), deed(step, who=ANNA, role=Role.STAFF))
        assert refusal(lesson(state), deed(step, who=LARS, role=Role.STAFF)).startswith("life.need")


def test_the_owner_says_when_it_is_carried_out() -> None:
    decided = lesson(S.DECIDED)
    assert take(decided, deed(Step.CARRY_OUT, who=LARS, role=Role.STAFF)).owner == LARS
    assert refusal(decided, deed(Step.CARRY_OUT, who=ANNA, role=Role.STAFF)) == "life.not-owner"
    nobody = take(lesson(S.DECIDED, owner=""), deed(Step.CARRY_OUT))
    assert nobody.owner == EVA, "whoever carried it out cannot verify it"


def test_anyone_may_say_that_it_happened_again_but_not_undo_a_decision() -> None:
    for state in (S.CARRIED_OUT, S.VERIFIED, S.ANCHORED):
        assert take(lesson(state), deed(Step.REOPEN, role=Role.STAFF)).state is S.REOPENED
    for state in (S.DECIDED, S.ARCHIVED):
        code = refusal(lesson(state), deed(Step.REOPEN, role=Role.TEAM_LEAD))
        assert code == "life.needs-process-leader"


def test_opened_again_it_needs_a_new_direction_and_a_new_outcome() -> None:
    learned = take(lesson(S.CARRIED_OUT), deed(Step.VERIFY, words="Inga på två månader."))
    assert (learned.outcome, learned.verifier) == ("Inga på två månader.", EVA)
    again = take(learned, deed(Step.REOPEN, words="Hände i natt."))
    assert (again.direction, again.outcome, again.verified) == (None, "", None)
    assert again.reason == "Hände i natt."
    assert refusal(again, deed(Step.DECIDE)) == "life.no-direction"


def test_three_months_are_counted_in_months() -> None:
    verified = datetime(2026, 8, 25, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert life.recheck_due(verified) == NOW
    assert take(lesson(S.VERIFIED, since=verified), deed(Step.ANCHOR)).state is S.ANCHORED


def test_every_refusal_has_its_sentence() -> None:
    for role in (Role.TEAM_LEAD, Role.PROCESS_LEADER):
        assert say.has(f"life.needs-{role.name.lower().replace('_', '-')}")
