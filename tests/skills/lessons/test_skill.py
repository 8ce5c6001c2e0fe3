"""What the skill is to the rest of the house."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine, select, update

from bot.members import choose_language
from bot.skill import Role
from bot.state import outbox
from skills.lessons import skill as lessons
from skills.lessons import store
from skills.lessons.skill import skill
from skills.lessons.tables import metadata
from tests.fakes import FakeEmbedder
from tests.skills.lessons.conftest import COUNTY, TEAM, talk_of
from tests.talk import ANNA, EVA, LARS, ROOM, TEA, Talk


def test_what_is_kept_about_a_person_is_shown_and_forgotten(talk: Talk, engine: Engine) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    talk.say("lärdom: Nycklarna låg i bilen.", LARS)
    talk.say("!validera 2", EVA)
    talk.say("!riktning 2 justera", EVA)
    talk.say("!besluta 2 ledningen: häng dem i skåpet @anna", EVA)
    personal = skill(TEAM, FakeEmbedder).personal
    assert personal is not None
    with engine.begin() as tx:
        assert personal.shown(tx, ANNA) == {
            "kept.yours": ["1: Bakjouren ringdes för sent", "2: Nycklarna låg i bilen"]
        }
        assert personal.forget(tx, ANNA) == ("kept.stays",)
        assert personal.shown(tx, ANNA) == {"kept.yours": []}
        assert [one.owner for one in store.every(tx)] == ["", ""]


def test_the_agenda_gets_what_waits_for_a_decision(talk: Talk, engine: Engine) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    talk.say("lärdom: Nycklarna låg i bilen.")
    talk.say("!validera 2", EVA)
    with engine.connect() as tx:
        assert lessons.for_agenda(tx, ROOM, "sv") == ["**2** Nycklarna låg i bilen · granskad"]


def test_a_theme_of_a_round_becomes_a_lesson(engine: Engine) -> None:
    team = replace(
        TEAM, proposed=lambda _tx, key: "Natten är för lång" if key == "reply:$q1:1" else None
    )
    talk = talk_of(engine, team)
    (proposal,) = talk.say("!etappmål")
    (noted,) = talk.react("💡", proposal)
    assert "*Natten är för lång*" in noted.text
    shown = talk.say("!lärdom 1")[0].text
    assert "ett tema i en runda" in shown
    assert "kommunen" not in shown


def test_a_lesson_does_not_become_a_lesson_again(talk: Talk) -> None:
    (noted,) = talk.say("lärdom: Bakjouren ringdes för sent.")
    assert talk.react("💡", noted) == []


def test_the_registry_gets_a_file_marked_as_what_it_is(talk: Talk) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    (said,) = talk.say("!diarieför 1", EVA)
    assert said.attachment is not None
    assert b"ARBETSMATERIAL" in said.attachment.data
    talk.say("!lärdom 1 fastställd: ja", EVA)
    talk.say("!lärdom 1 diarienummer: KS 2026-12", EVA)
    (said,) = talk.say("!diarieför 1", EVA)
    assert said.attachment is not None
    assert "FASTSTÄLLD".encode() in said.attachment.data
    assert b"KS 2026-12" in said.attachment.data
    assert ANNA.encode() not in said.attachment.data


def test_feedback_is_told_to_the_leaders_and_stands_in_the_history(talk: Talk) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    talk.say("!validera 1", EVA)
    talk.say("!lärdom 1 sekretess: prövad", EVA)
    given, *files, _ = talk.say("!sprid 1 alla", EVA)
    by_hand = files[1]
    assert (given.to, by_hand.to) == (COUNTY, EVA)
    assert [one.to for one in files if one.attachment] == [COUNTY, EVA]
    there = {"room": COUNTY, "thread": f"${given.key}"}
    thanks, heard = talk.say("!kvittera vi gör likadant", LARS, **there)
    assert "hälsar" in thanks.text
    assert heard.to == EVA
    assert "LSG: vi gör likadant" in heard.text
    talk.wait(seconds=1)
    assert "svar från: LSG: vi gör likadant" in "".join(o.text for o in talk.wait(seconds=1))


def test_words_that_were_taken_back_are_taken_away_where_they_were_given(talk: Talk) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.", LARS, event="$sagt")
    talk.say("!validera 1", EVA)
    talk.say("!lärdom 1 sekretess: prövad", EVA)
    *given, _ = talk.say("!sprid 1 lsg", EVA)
    talk.say("!kvittera vi ringer tidigare", LARS, room=COUNTY, thread=f"${given[0].key}")
    gone = talk.say("", LARS, kind="redaction", relates="$sagt")
    there = [out.redacts for out in gone if out.to == COUNTY]
    assert there == [f"${one.key}" for one in given]
    assert len(there) == 2, "the card and the file"


def test_each_step_is_in_the_help_with_its_role(talk: Talk) -> None:
    known = {one.name: one.role for one in skill(TEAM, FakeEmbedder).commands}
    assert known["validera"] is known["besluta"] is Role.PROCESS_LEADER
    assert known["verifiera"] is known["riktning"] is Role.TEAM_LEAD
    assert known["lärdom"] is known["igen"] is Role.STAFF


def test_where_the_bot_is_not_in_the_log_room_it_does_not_try_for_ever(
    talk: Talk, engine: Engine
) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    talk.wait(seconds=1)
    with engine.begin() as tx:
        this = outbox.c.key == "lesson:1:log:1"
        tx.execute(update(outbox).where(this).values(state="failed", event=None))
    assert talk.wait(seconds=1) == []
    assert "Borta ur loggrummet: 1" in talk.say("!lärdomslogg", EVA)[-1].text
    assert talk.wait(seconds=1)[0].key == "lesson:1:log:2"


def test_words_of_a_duplicate_do_not_live_on_in_the_other(talk: Talk, engine: Engine) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    (noted,) = talk.say("lärdom: Bakjouren ringdes för sent av Sven", LARS, event="$sven")
    talk.react("🔁", noted, LARS)
    talk.say("", LARS, kind="redaction", relates="$sven")
    with engine.connect() as tx:
        everything = str([tx.execute(select(one)).all() for one in metadata.sorted_tables])
    assert "Sven" not in everything


def test_english_speakers_get_english(talk: Talk, engine: Engine) -> None:
    with engine.begin() as tx:
        choose_language(tx, TEA, "en")
    (said,) = talk.say("lesson: We called too late.", TEA)
    assert "Noted as lesson 1" in said.text
    (said,) = talk.say("!lesson 1", TEA)
    assert "handed in" in said.text
    assert "`!validate 1`" in said.text
