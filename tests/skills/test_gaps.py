"""The way of a question that the documents do not answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.dispatch import Dispatch
from bot.journal import Journal
from bot.outbox import Outbox, Outgoing
from bot.permissions import Permissions
from bot.rooms import moved
from bot.skill import Role
from knowledge.model import Answer, Verdict
from skills.ask import skill as ask
from skills.ask.store import metadata
from tests.bot.test_journal import QUESTION
from tests.clock import FakeClock

ANNA, EVA = "@anna:example.org", "@eva:example.org"
Say = Callable[..., list[Outgoing]]


class KnowsNothing:
    """An assistant whose documents are silent."""

    def ask(self, question: str, now: datetime, *, earlier: str = "") -> Answer:
        return Answer(question, Verdict.UNKNOWN)


class NoLibrary:
    """Takes no answers in."""

    def bring_in(self, tx: object, now: datetime) -> None:
        pass


def make(engine: Engine, owners: Sequence[str]) -> Say:
    metadata.create_all(engine)
    outbox, clock = Outbox(engine), FakeClock()
    rules = Permissions(frozenset({"example.org"}), {Role.PROCESS_LEADER: [EVA]})
    skills = [ask.skill(KnowsNothing(), NoLibrary(), owners)]
    zone = ZoneInfo("Europe/Stockholm")
    dispatch = Dispatch(engine, outbox, skills, rules, clock, zone, "sv")
    numbers = iter(range(1000))

    def say(text: str, **changes: object) -> list[Outgoing]:
        event = replace(QUESTION, text=text, event=f"$q{next(numbers)}", sender=ANNA)
        event = replace(event, **changes)  # type: ignore[arg-type]
        Journal(engine).record([event], "s")
        dispatch.handle(event)
        due = list(outbox.due(clock.now()))
        for out in due:
            outbox.sent(out.id, f"$sent-{out.key}")
        return due

    return say


@pytest.fixture
def say(engine: Engine) -> Say:
    return make(engine, [EVA])


def test_an_unanswered_question_goes_on_without_a_name_and_comes_back(say: Say) -> None:
    (reply,) = say("vad gäller för cykelhjälmar?")
    assert "!fråga-vidare" in reply.text
    thanks, passed = say("!fråga-vidare", thread="$q0")
    assert "skickat frågan vidare" in thanks.text
    assert passed.to == EVA
    assert "cykelhjälmar" in passed.text
    assert "anna" not in passed.text

    kept, told = say(
        "Hjälm ska bäras i tjänsten.",
        sender=EVA,
        room="!eva",
        private=True,
        thread=f"$sent-{passed.key}",
    )
    assert (kept.to, "2027-11-25" in kept.text) == ("!eva", True)
    assert (told.to, told.thread, told.mentions) == (QUESTION.room, "$q0", (ANNA,))
    assert "Hjälm ska bäras i tjänsten" in told.text


def test_the_name_goes_along_only_if_its_bearer_says_so(say: Say) -> None:
    say("vad gäller för cykelhjälmar?")
    assert "anna" in say("!fråga-vidare med namn")[1].text


def test_a_tick_under_the_answer_passes_it_on_once_and_only_for_the_asker(say: Say) -> None:
    (reply,) = say("vad gäller för cykelhjälmar?")
    tick = {"kind": "reaction", "relates": f"$sent-{reply.key}"}
    assert say("✅", sender="@bo:example.org", **tick) == []
    assert len(say("✅", **tick)) == 2
    assert say("✅", **tick) == []


def test_without_a_question_the_reason_is_told(say: Say) -> None:
    assert "ingen obesvarad fråga" in say("!fråga-vidare")[0].text


def test_without_anyone_in_charge_the_reason_is_told(engine: Engine) -> None:
    say = make(engine, [])
    say("vad gäller?")
    assert "ingen utsedd" in say("!fråga-vidare")[0].text


def test_gaps_are_listed_most_asked_first_for_the_process_leader(say: Say) -> None:
    for question in ("vad gäller för hjälm?", "Vad gäller för hjälm?", "vem har nyckeln?"):
        say(question)
    assert "processledare" in say("!luckor")[0].text
    listed = say("!luckor", sender=EVA)[0].text
    assert listed.index("2 ×") < listed.index("1 ×")
    assert listed.index("hjälm") < listed.index("nyckeln")


def test_what_can_be_pressed_lies_below_the_answer(say: Say) -> None:
    assert say("vad gäller för cykelhjälmar?")[0].reactions == ("✅",)


def test_an_answer_is_rated_by_a_word_in_its_thread(say: Say) -> None:
    assert "inget svar" in say("!dåligt")[0].text
    say("vem har nyckeln?")
    assert "Tack" in say("!dåligt", thread="$q1")[0].text
    assert "nyckeln" in say("!luckor", sender=EVA)[0].text


def test_after_an_upgrade_the_answer_comes_to_the_new_room_outside_the_old_thread(
    say: Say, engine: Engine
) -> None:
    say("vad gäller för cykelhjälmar?")
    with engine.begin() as tx:
        moved(tx, QUESTION.room, "!new", [ask.skill(KnowsNothing(), NoLibrary(), [EVA])])
    _, passed = say("!fråga-vidare", room="!new")
    thread = f"$sent-{passed.key}"
    _, told = say("Ja.", sender=EVA, room="!eva", private=True, thread=thread)
    assert (told.to, told.thread, told.reply_to) == ("!new", None, None)
    assert told.mentions == (ANNA,)


def test_only_the_one_who_was_asked_can_answer(say: Say) -> None:
    say("vad gäller för hjälm?")
    _, passed = say("!fråga-vidare")
    thread = f"$sent-{passed.key}"
    (reply,) = say("Nej.", sender="@bo:example.org", room="!bo", private=True, thread=thread)
    assert "står inte i dokumenten" in reply.text
