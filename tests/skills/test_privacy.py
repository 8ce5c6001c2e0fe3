"""What is kept about a person is shown to them, and goes when they want it gone."""

from __future__ import annotations

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot import audit, members
from bot.dispatch import Dispatch
from bot.journal import Journal
from bot.outbox import Outbox
from bot.permissions import Permissions
from skills.actions import skill as actions
from skills.help import skill as help_
from skills.privacy import skill as privacy
from tests.bot.test_journal import QUESTION
from tests.clock import START, FakeClock
from tests.talk import ANNA, LARS, ROOM, ZONE, Talk


@pytest.fixture
def talk(engine: Engine) -> Talk:
    others = [actions.skill(lambda context: "room", ZONE, "sv")]
    return Talk(engine, [*others, privacy.skill(others, "sv")])


def test_it_is_shown_in_private_and_as_a_file(talk: Talk, engine: Engine) -> None:
    talk.say("!åtgärd ring bakjouren @anna i morgon", LARS)
    with engine.begin() as tx:
        audit.record(tx, START, ANNA, "lesson.validated", "lesson:1")
        members.mark_told(tx, ANNA, START)
    shown, word = talk.say("!mina-data", ANNA)
    assert (shown.to, word.to) == (ANNA, ROOM)
    for part in ("ring bakjouren", "Språk: sv", "händelseloggen", "2026", "fick veta"):
        assert part in shown.text
    assert "ring bakjouren" not in word.text
    assert shown.attachment is not None
    assert "Åtgärder du har tagit på dig" in json.loads(shown.attachment.data)
    assert len(talk.whisper("!my-data", ANNA)) == 1


def test_nothing_goes_without_a_yes(talk: Talk) -> None:
    talk.say("!åtgärd ring @anna", LARS)
    assert "går inte att ångra" in talk.say("!radera-mig", ANNA)[0].text
    assert "ring" in talk.whisper("!åtgärder", ANNA)[0].text


def test_with_a_yes_it_goes_and_what_stays_is_told(talk: Talk, engine: Engine) -> None:
    talk.say("!åtgärd ring @anna", LARS)
    with engine.begin() as tx:
        members.choose_language(tx, ANNA, "sv")
        audit.record(tx, START, ANNA, "lesson.validated", "lesson:1")
    (done,) = talk.say("!radera-mig ja", ANNA)
    assert "händelseloggen" in done.text.casefold()
    talk.say("!hej", LARS)
    with engine.connect() as tx:
        assert members.language_of(tx, ANNA) is None
        assert audit.of_person(tx, ANNA) == 0
        assert audit.broken_at(tx) is None
        everything = "\n".join(tx.connection.iterdump())  # type: ignore[attr-defined]
    assert ANNA not in everything
    assert "ring" in talk.say("!åtgärder", LARS)[0].text


def test_before_the_first_answer_it_is_told_who_sees_what(engine: Engine) -> None:
    outbox = Outbox(engine)
    dispatch = Dispatch(
        engine,
        outbox,
        [help_.skill([])],
        Permissions(frozenset({"example.org"})),
        FakeClock(),
        ZoneInfo("Europe/Stockholm"),
        "sv",
        introduces=True,
    )

    def ask(event: str, **changes: object) -> str:
        incoming = replace(QUESTION, text="!hjälp", event=event, **changes)  # type: ignore[arg-type]
        Journal(engine).record([incoming], "s")
        dispatch.handle(incoming)
        (out,) = outbox.due(START)
        outbox.sent(out.id, f"${event}")
        return out.text

    first = ask("$1")
    assert first.startswith("*Bra att veta: alla i rummet")
    assert "!hjälp" in first
    assert "Bra att veta" not in ask("$2")
    assert "bara du och jag" in ask("$3", sender="@eva:example.org", private=True)
