"""Who is to do the next thing is told when it waits, once a morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from bot.outbox import Outgoing
from skills.lessons import store
from skills.lessons.model import Direction, Lesson, State
from skills.lessons.store import Mark
from skills.lessons.tables import lesson as table
from tests.clock import START
from tests.talk import EVA, LARS, TEA, Talk


def put(engine: Engine, state: State, **changes: object) -> Lesson:
    new = store.blank(START, title="Ring", observation="Vi ringde sent.")
    whole = replace(new, state=state, **changes)  # type: ignore[arg-type]
    with engine.begin() as tx:
        return store.add(tx, whole, Mark("import", "", START))


def nudges(heard: list[Outgoing]) -> list[Outgoing]:
    return [out for out in heard if out.key.startswith("lessons:nudge")]


@pytest.mark.parametrize(
    ("state", "changes", "days", "words"),
    [
        (State.SUBMITTED, {}, 7, "`!validera 1`"),
        (State.VALIDATED, {}, 30, "`!besluta 1`"),
        (State.REOPENED, {}, 14, "nytt beslut"),
        (State.CARRIED_OUT, {}, 30, "Hjälpte det"),
        (State.DECIDED, {"due": START.date()}, 14, "Hör med den ansvariga"),
        (State.DECIDED, {"direction": Direction.WAIT}, 92, "pröva den på nytt"),
        (State.VERIFIED, {}, 92, "Håller det fortfarande"),
    ],
)
def test_what_waits_is_said_on_its_morning(
    quiet: Talk, engine: Engine, state: State, changes: dict[str, object], days: int, words: str
) -> None:
    put(engine, state, **changes)
    assert nudges(quiet.wait(days=days - 1, hours=7)) == []
    (said,) = nudges(quiet.wait(days=4))  # the morning may be of a weekend or of Christmas
    assert said.to == EVA
    assert words in said.text
    assert nudges(quiet.wait(hours=1)) == []


def test_what_comes_due_on_a_weekend_waits_for_monday(quiet: Talk, engine: Engine) -> None:
    put(engine, State.SUBMITTED)  # on a Wednesday
    quiet.clock.forward(days=3)
    put(engine, State.SUBMITTED, since=quiet.clock.now())  # on the Saturday
    assert "**1**" in nudges(quiet.wait(days=4, hours=7))[0].text
    for _ in range(72):
        assert nudges(quiet.wait(hours=1)) == []
    (said,) = [one for _ in range(50) for one in nudges(quiet.wait(hours=1))]
    assert "**2**" in said.text
    assert "**1**" not in said.text


def test_the_verifier_is_asked_whether_it_holds(quiet: Talk, engine: Engine) -> None:
    put(engine, State.VERIFIED, verifier=TEA)
    assert [out.to for out in nudges(quiet.wait(days=93))] == [TEA]


def test_many_are_one_message_and_what_has_gone_on_is_not_in_it(
    quiet: Talk, engine: Engine
) -> None:
    for _ in range(12):
        put(engine, State.SUBMITTED)
    quiet.say("!validera 3", EVA)
    (said,) = nudges(quiet.wait(days=8))
    assert said.text.count("Ring") == 8
    assert "… och 3 till" in said.text
    assert "**3**" not in said.text


def test_a_decision_without_a_day_is_let_be(quiet: Talk, engine: Engine) -> None:
    put(engine, State.DECIDED, direction=Direction.ADJUST)
    assert nudges(quiet.wait(days=200)) == []


def test_when_all_actions_are_done_the_owner_is_asked_once(talk: Talk, engine: Engine) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    talk.wait(seconds=1)
    talk.say("!validera 1", EVA)
    talk.say("!riktning 1 justera", EVA)
    talk.say("!besluta 1 ledningen: ring tidigare @lars", EVA)
    talk.say("!åtgärd skriv rutin @lars", event="$extra", thread="$lesson:1:log:1")
    talk.say("!åtgärd klar 1", LARS)
    assert [out for out in talk.wait(seconds=2) if "ready" in out.key] == []
    talk.say("!åtgärd stryk 2", LARS)
    (asked,) = [out for out in talk.wait(seconds=2) if "ready" in out.key]
    assert asked.to == LARS
    assert talk.react("👍", asked, LARS) == []
    assert "gjort" in talk.react("✅", asked, LARS)[0].text
    assert [out for out in talk.wait(days=1) if "ready" in out.key] == []


def test_actions_noted_in_a_lessons_thread_are_its_own(talk: Talk, engine: Engine) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.", event="$told")
    talk.say("!åtgärd skriv rutin @lars", thread="$told")
    assert "Åtgärder kvar: 1" in talk.say("!lärdom 1")[0].text


def test_a_new_owner_and_day_move_the_action_too(talk: Talk, engine: Engine) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    for words in ("validera 1", "riktning 1 justera", "besluta 1 ledningen: ring @lars"):
        talk.say(f"!{words}", EVA)
    talk.say("!lärdom 1 ansvarig: @tea", EVA)
    talk.say("!lärdom 1 senast: 1 mars", EVA)
    (listed,) = talk.whisper("!åtgärder", TEA)
    assert "senast 2027-03-01" in listed.text


def test_a_state_that_came_from_an_old_import_wakes_nobody_at_night(
    quiet: Talk, engine: Engine
) -> None:
    one = put(engine, State.SUBMITTED)
    with engine.begin() as tx:
        old = START - timedelta(days=900)
        tx.execute(update(table).where(table.c.id == one.id).values(since=old))
    assert nudges(quiet.wait(days=1)) == []
