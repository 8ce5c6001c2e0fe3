"""What was agreed is noted, and its owner reminded until it is done."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import Engine

from bot.render import render
from bot.skill import Skill
from knowledge.calendar import Shift
from knowledge.recur import Availability
from skills.actions.skill import skill
from tests.talk import ANNA, LARS, TEA, ZONE, Talk


def actions() -> Skill:
    return skill(lambda context: "meeting:1", ZONE, "sv")


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return Talk(engine, [actions()])


# Wednesday 25 November 2026, half past two at night.
@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("ring bakjouren @lars senast fredag", f"ring bakjouren · {LARS} · senast 2026-11-27"),
        ("Ring bakjouren.", "Ring bakjouren. · ingen ägare"),
        ("@anna beställer blåslampa till den 1 december", f"beställer blåslampa · {ANNA} · senast"),
        ("pröva larm på natten @anna", f"pröva larm på natten · {ANNA}"),
        ("se över nattens lista med läkaren @anna i morgon", "se över nattens lista med läkaren"),
        ("call the doctor @lars by 2026-12-04", f"call the doctor · {LARS} · senast 2026-12-04"),
    ],
)
def test_what_who_and_when(talk: Talk, words: str, line: str) -> None:
    (noted,) = talk.say(f"!åtgärd {words}")
    assert f"1. {line}" in render(noted.text).plain


def test_its_owner_is_called(talk: Talk) -> None:
    assert talk.say("!åtgärd ring @lars")[0].mentions == (LARS,)
    assert talk.say("åtgärd: ring @anna", mentioned=False)[0].mentions == ()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "vad som ska göras"),
        ("@anna", "vad som ska göras"),
        ("ring @anna @lars", "en enda ägare"),
        ("ring @bo", "Jag hittar ingen @bo"),
        ("ring 2026-11-01", "redan varit"),
        ("klar 17", "ingen öppen åtgärd 17"),
        ("klar allt", "ingen öppen åtgärd allt"),
        ("stryk", "ingen öppen åtgärd –"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(talk: Talk, words: str, sentence: str) -> None:
    assert sentence in talk.say(f"!åtgärd {words}")[0].text


def test_it_is_listed_and_ticked_off(talk: Talk) -> None:
    talk.say("!åtgärd ring @lars senast fredag")
    talk.say("!åtgärd städa bilen")
    assert "**1.** ring" in talk.say("!åtgärder")[0].text
    assert "**1.** ring" in talk.whisper("!åtgärder", LARS)[0].text
    assert "inget kvar" in talk.whisper("!åtgärder", ANNA)[0].text
    assert "någon annans" in talk.say("!åtgärd klar 1")[0].text
    assert "flytta" not in talk.say("!åtgärd flytta 2 på måndag")[0].text
    assert "Tack" in talk.say("!åtgärd klar 1", TEA)[0].text
    assert "struken" in talk.say("!åtgärd stryk 2.")[0].text
    assert "Inget är kvar" in talk.say("!åtgärder")[0].text


def test_what_was_agreed_elsewhere_is_not_seen_here(talk: Talk) -> None:
    talk.say("!åtgärd ring @lars")
    assert "ingen öppen" in talk.say("!åtgärd klar 1", room="!annat:x")[0].text


def test_the_owner_is_reminded_until_it_is_done(talk: Talk) -> None:
    talk.say("!åtgärd ring bakjouren @lars senast fredag")
    assert talk.wait(hours=6) == []
    (before,) = talk.wait(hours=24, minutes=30)
    assert (before.to, before.text.splitlines()[0]) == (
        LARS,
        "I morgon ska det här vara klart: ring bakjouren",
    )
    assert talk.wait(minutes=1) == []
    (today,) = talk.wait(hours=24)
    assert today.text.startswith("I dag")
    (late,) = talk.wait(days=7)
    assert "skulle ha varit klart 2026-11-27" in late.text
    assert talk.react("✅", late, ANNA) == []
    (thanks,) = talk.react("✅", late, LARS)
    assert "åtgärd 1 är klar" in thanks.text
    assert talk.wait(days=7) == []


def test_the_owner_is_reminded_when_they_may_be_disturbed(engine: Engine) -> None:
    hours = {LARS: Availability(ZONE, Shift(time(21), time(7)))}
    talk = Talk(engine, [skill(lambda context: "room", ZONE, "sv", lambda _tx, who: hours[who])])
    talk.say("!åtgärd ring bakjouren @lars senast fredag")
    assert talk.wait(days=1, hours=18, minutes=15) == []  # Thursday, a quarter to nine at night
    (before,) = talk.wait(minutes=20)
    assert before.text.startswith("I morgon")
    # Who has heard it does not hear it again because their hours change.
    hours[LARS] = Availability(ZONE)
    assert talk.wait(hours=3) == []
    hours[LARS] = Availability(ZONE, back=date(2026, 12, 14))
    assert talk.wait(days=16) == []
    (late,) = talk.wait(days=2)
    assert "skulle ha varit klart 2026-11-27" in late.text, "one, at the return"


def test_after_a_long_stop_one_reminder_not_ten(talk: Talk) -> None:
    talk.say("!åtgärd ring bakjouren @lars senast fredag")
    assert len(talk.wait(days=30)) == 1


def test_words_taken_back_are_gone_from_the_list_and_the_reminder(talk: Talk) -> None:
    talk.say("!åtgärd hemligt @lars i morgon", event="$hemligt")
    (reminder,) = talk.wait(hours=7)
    redaction = talk.say(kind="redaction", relates="$hemligt")
    assert [(out.to, out.redacts) for out in redaction] == [(LARS, f"${reminder.key}")]
    assert "hemligt" not in talk.say("!åtgärder")[0].text
