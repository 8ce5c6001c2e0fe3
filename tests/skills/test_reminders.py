"""Reminders, as they are asked for, rung, answered and forgotten."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from bot.members import choose_language
from bot.outbox import Outbox, Outgoing
from bot.render import render
from bot.rooms import moved
from bot.skill import Message, Skill, UserError
from bot.texts import texts
from knowledge.calendar import Calendar, Shift
from knowledge.model import BadRecurrence
from knowledge.recur import Availability, find, upcoming
from skills.reminders import store, tables
from skills.reminders.skill import say, skill
from skills.reminders.wish import read
from tests.clock import FakeClock
from tests.talk import ANNA, EVA, LARS, ROOM, TEA, ZONE, Talk, event_of

GOLDEN = Path(__file__).parents[1] / "golden" / "reminders.toml"
DIALOGUES = tomllib.loads(GOLDEN.read_text("utf-8"))["dialogue"]
PEOPLE = {"anna": ANNA, "lars": LARS, "eva": EVA, "tea": TEA, "room": ROOM}
NIGHT = Availability(hours=Shift(time(21), time(7)))


def reminders() -> Skill:
    return skill("sv", ZONE)


def start(engine: Engine, at: str = "2026-11-25T13:00", skill: Skill | None = None) -> Talk:
    tables.metadata.create_all(engine)
    clock = FakeClock(datetime.fromisoformat(at).replace(tzinfo=ZONE).astimezone(UTC))
    return Talk(engine, [skill or reminders()], clock=clock)


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return start(engine)


def span(written: str) -> dict[str, float]:
    units = {"h": "hours", "min": "minutes"}
    return {units[unit]: float(count) for count, unit in re.findall(r"(\d+) (h|min)", written)}


class Conversation:
    """Goes through the turns of a dialogue."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._rang: Outgoing | None = None

    def turn(self, turn: dict[str, Any]) -> list[Outgoing]:
        by = PEOPLE[turn.get("by", "anna")]
        if "wait" in turn:
            said = self._talk.wait(**span(turn["wait"]))
            self._rang = said[-1] if said else self._rang
            return said
        if "press" in turn:
            assert self._rang
            private = self._rang.to.startswith("@")
            room = f"!{by}" if private else ROOM
            where = {"room": room, "private": private, "relates": event_of(self._rang)}
            return self._talk.say(turn["press"], by, kind="reaction", **where)
        if "private" in turn:
            return self._talk.whisper(turn["private"], by)
        return self._talk.say(turn["say"], by)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_dialogue(engine: Engine, dialogue: dict[str, Any]) -> None:
    conversation = Conversation(start(engine, dialogue["at"]))
    for turn in dialogue["turns"]:
        said = conversation.turn(turn)
        told = "\n".join(render(out.text).plain for out in said)
        if not turn["expect"]:
            assert told == "", turn
        rest = told
        for expected in turn["expect"]:
            assert expected in rest, told
            rest = rest[rest.index(expected) + len(expected) :]
        if "to" in turn:
            assert said[0].to == PEOPLE[turn["to"]]


def rows(engine: Engine) -> int:
    with engine.connect() as tx:
        return len(tx.execute(select(tables.reminder.c.id)).all()) + len(
            tx.execute(select(tables.coming.c.id)).all()
        )


def test_it_says_whom_it_is_for_and_calls_nobody_else(talk: Talk) -> None:
    (made,) = talk.say("!påminn @lars imorgon 9 att ringa @eva")
    assert made.mentions == (LARS,)
    assert made.reactions == ("❌",)
    (rang,) = talk.wait(hours=20)
    assert (rang.to, rang.mentions) == (LARS, ())
    assert "ringa @eva" in render(rang.text).plain


def test_nobody_elses_reminders_are_seen(talk: Talk) -> None:
    talk.whisper("!påminn mig imorgon kl 8 att ringa tandläkaren")
    for words in ("avbryt 1", "klar 1", "snooza 1", "ändra 1 kl 9"):
        assert "ingen påminnelse 1" in talk.whisper(f"!påminn {words}", EVA)[0].text
    assert talk.whisper("!påminnelser", EVA)[0].text == "Du har inga påminnelser."
    assert "inga påminnelser i det här rummet" in talk.say("!påminnelser")[0].text
    (rang,) = talk.wait(hours=19)
    assert talk.react("✅", rang, EVA) == []
    assert talk.react("❌", rang, EVA) == []


def test_whoever_made_it_can_undo_it_at_once_by_button(talk: Talk) -> None:
    (made,) = talk.say("!påminn @lars, @eva imorgon 9 att ringa")
    assert len(talk.react("❌", made, ANNA)) == 2
    assert talk.wait(hours=30) == []


def test_a_button_below_something_else_is_not_for_reminders(talk: Talk) -> None:
    assert talk.say("✅", kind="reaction", relates="$annat") == []


def test_a_word_is_an_answer_only_where_something_has_rung(talk: Talk) -> None:
    assert talk.whisper("klart") == []
    talk.whisper("!påminn mig kl 14 att ringa")
    (rang,) = talk.wait(hours=1)
    assert talk.say("klart") == [], "in the room nothing has rung"
    assert talk.whisper("klart", EVA) == []
    assert talk.whisper("vem har klart för sig vad som gäller?") == []
    assert "Bra" in talk.whisper("klart", thread=event_of(rang))[0].text


def test_after_half_a_day_a_word_belongs_to_something_else(talk: Talk) -> None:
    talk.whisper("!påminn mig kl 14 att ringa")
    talk.wait(hours=1)
    talk.clock.forward(hours=13)
    assert talk.whisper("ok") == []


def test_a_word_belongs_to_what_was_said_last(talk: Talk, engine: Engine) -> None:
    talk.whisper("!påminn mig kl 14 att ringa")
    talk.wait(hours=1)
    other = Message(to=ANNA, text="Vad tyckte du?", key="round:1")
    with engine.begin() as tx:
        Outbox(engine).put(tx, [other], talk.clock.now())
    talk.sent()
    assert talk.whisper("klart") == []
    assert talk.whisper("påminn mig oftare kl 8", relates="$round:1") == []


def test_one_that_comes_round_goes_on_when_it_is_done(talk: Talk) -> None:
    talk.whisper("!påminn mig varje dag kl 14 att ringa")
    (first,) = talk.wait(hours=1)
    assert first.reactions == ("✅", "💤", "❌")
    assert talk.react("✅", first) == []
    (second,) = talk.wait(hours=24)
    assert "ringa" in second.text


def test_the_last_time_is_the_last(talk: Talk) -> None:
    talk.whisper("!påminn mig varje dag kl 14 att ringa, 2 gånger")
    (first,) = talk.wait(hours=1)
    (second,) = talk.wait(hours=24)
    assert "❌" in first.reactions
    assert "❌" not in second.reactions
    assert talk.wait(hours=48) == []


def test_put_off_to_when_it_comes_anyway_it_comes_once(talk: Talk) -> None:
    talk.whisper("!påminn mig varje timme att dricka")
    talk.wait(hours=1)
    talk.whisper("snooza en timme")
    assert len(talk.wait(hours=1)) == 1


def test_put_off_past_the_next_time_it_comes_both_times(talk: Talk) -> None:
    talk.whisper("!påminn mig varje timme att dricka")
    (first,) = talk.wait(hours=1)
    talk.whisper("snooza till 15.30")
    (second,) = talk.wait(hours=1)
    (third,) = talk.wait(minutes=30)
    assert len({first.key, second.key, third.key}) == 3


def test_night_staff_are_prompted_on_their_shift(engine: Engine) -> None:
    night = skill("sv", ZONE, lambda _tx, person: NIGHT if person == LARS else Availability(ZONE))
    talk = start(engine, skill=night)
    (made,) = talk.say("!påminn @lars varje timme att titta till förrådet")
    assert "kommer fram idag kl 21:00" in render(made.text).plain
    assert talk.wait(hours=7) == []
    (rang,) = talk.wait(hours=1)
    assert rang.to == LARS, "one for all the hours of the day"


def test_what_one_wants_oneself_comes_at_any_hour(talk: Talk) -> None:
    talk.whisper("!påminn mig inatt kl 03:00 att gå ronden")
    assert talk.wait(hours=14)[0].to == ANNA


def test_while_the_bot_was_down_over_the_evening_nobody_is_woken(engine: Engine) -> None:
    talk = start(engine)
    talk.say("!påminn @lars kl 14 att ringa")
    assert talk.wait(hours=9) == []
    (rang,) = talk.wait(hours=9)
    assert rang.to == LARS


def test_what_must_be_acknowledged_can_be_so_by_anyone_in_the_room(talk: Talk) -> None:
    talk.say("!påminn rummet kl 14 att låsa, måste kvitteras annars till @tea efter 10 min")
    (rang,) = talk.wait(hours=1)
    told = talk.react("✅", rang, LARS)
    assert [out.to for out in told] == [ROOM, ANNA]
    assert talk.wait(hours=1) == []


def test_who_edits_what_they_wrote_wants_it_the_new_way(talk: Talk, engine: Engine) -> None:
    talk.say("!påminn mig imorgon kl 8 att ringa Lisa", event="$mine")
    (told,) = talk.say("!påminn mig imorgon kl 9 att ringa", kind="edit", relates="$mine")
    assert "imorgon kl 09:00" in told.text
    (gone,) = talk.say("aj", kind="edit", relates="$mine")
    assert "borttagen" in gone.text
    assert rows(engine) == 0


def test_words_taken_back_are_gone_everywhere(talk: Talk, engine: Engine) -> None:
    (made,) = talk.say("!påminn @lars kl 14 att ringa Lisa, måste kvitteras", event="$mine")
    (rang,) = talk.wait(hours=1)
    taken = talk.say("", kind="redaction", relates="$mine")
    assert {out.redacts for out in taken} == {event_of(made), event_of(rang)}
    assert rows(engine) == 0
    assert talk.wait(hours=48) == []


def test_an_upgraded_room_keeps_its_reminders(talk: Talk, engine: Engine) -> None:
    talk.say("!påminn rummet kl 14 att lufta")
    with engine.begin() as tx:
        moved(tx, ROOM, "!new:kommun.example", [reminders()])
    assert talk.wait(hours=1)[0].to == "!new:kommun.example"


def test_what_is_kept_about_a_person_is_shown_and_forgotten(talk: Talk, engine: Engine) -> None:
    talk.whisper("!påminn mig imorgon kl 8 att ringa tandläkaren")
    talk.say("!påminn rummet varje fredag 9 att lufta")
    talk.say("!påminn @anna kl 15 att ringa, måste kvitteras annars till @eva", LARS)
    personal = reminders().personal
    assert personal
    with engine.begin() as tx:
        lines = personal.shown(tx, ANNA)["kept.yours"]
        assert len(lines) == 3
        assert "torsdag 26 november 2026 kl 08:00: ringa tandläkaren" in lines
        assert personal.forget(tx, ANNA) == ()
        assert personal.shown(tx, ANNA)["kept.yours"] == []
    assert "från" not in talk.say("!påminnelser", EVA)[0].text
    assert "lufta" in talk.wait(hours=48)[0].text


def test_what_is_over_is_kept_for_a_while_and_then_goes(talk: Talk, engine: Engine) -> None:
    talk.whisper("!påminn mig kl 14 att ringa")
    talk.whisper("!påminn mig varje fredag att städa")
    talk.wait(hours=1)
    (kept,) = reminders().kept
    before = talk.clock.now() + timedelta(seconds=1)
    with engine.begin() as tx:
        assert kept.count(tx, talk.clock.now() - timedelta(days=1)) == 0
        assert (kept.count(tx, before), kept.purge(tx, before), kept.count(tx, before)) == (1, 1, 0)
    assert "städa" in talk.whisper("!påminnelser")[0].text


def test_it_speaks_the_language_of_its_reader(talk: Talk, engine: Engine) -> None:
    with engine.begin() as tx:
        choose_language(tx, LARS, "en")
    assert "Jag påminner" in talk.say("!påminn @lars kl 14 att ringa")[0].text
    (rang,) = talk.wait(hours=1)
    assert "**Reminder:** ringa\nfrom @anna" in rang.text
    (listed,) = talk.whisper("!reminders", LARS)
    assert "You have no reminders." in listed.text


def test_signs_of_markup_come_out_as_they_were_written(talk: Talk) -> None:
    (made,) = talk.whisper("!påminn mig kl 14: **ring** <b>nu</b> [här](http://x)")
    assert "**ring** <b>nu</b> [här](http://x)" in render(made.text).plain


def test_nobody_can_have_more_than_enough(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skills.reminders.make.MOST", 2)
    talk.whisper("!påminn mig kl 14 att ringa")
    assert "Du har redan 2" in talk.say("!påminn @lars, @eva kl 15 att ringa")[0].text


@pytest.mark.long
def test_a_thousand_at_nine_are_all_said_at_once(engine: Engine) -> None:
    talk = start(engine)
    nine = datetime(2026, 11, 26, 9, tzinfo=ZONE)
    once = find("imorgon kl 9", talk.clock.now()).recurrence  # type: ignore[union-attr]
    with engine.begin() as tx:
        for n in range(1000):
            store.add(
                tx, once, "ring", made_by=f"@p{n}:x", to=f"@p{n}:x", room=ROOM, event=f"$e{n}",
                next=nine, ack_minutes=None, escalate_to="", now=talk.clock.now(),
            )  # fmt: skip
    began = perf_counter()
    assert len(talk.wait(hours=20)) == 1000
    print(f"1,000 reminders in {perf_counter() - began:.1f} s")


PIECES = """mig me rummet @lars @eva och , : att om to imorgon kl 8 varje fredag 14 om 2 timmar
    ringa
    måste kvitteras annars till efter 30 min must be acknowledged otherwise in the room next week
    i två veckor utom röda dagar 10 gånger ändra avbryt snooza 1 klar"""
wishes = st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join) | st.text(max_size=60)


@settings(max_examples=150)
@given(wishes)
def test_whatever_is_written_it_is_understood_or_the_mend_is_told(words: str) -> None:
    now = datetime(2026, 11, 25, 14, 30, tzinfo=ZONE)
    try:
        wish = read(words, ANNA, ROOM, (ANNA, LARS, EVA), now, Calendar())
    except (UserError, BadRecurrence) as error:
        if say.has(error.code) or texts.has(error.code):
            return
        raise
    assert wish.text
    assert set(wish.to) <= {ANNA, LARS, EVA, ROOM}
    assert upcoming(wish.recurrence, now, 1)
