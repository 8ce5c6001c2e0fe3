"""What was said is recorded, corrected and taken back as people expect."""

from __future__ import annotations

from sqlalchemy import Engine

from bot import audit
from skills.lessons import record, store
from skills.lessons.model import Lesson, State
from tests.talk import ANNA, EVA, LARS, Talk, event_of


def lesson(engine: Engine, id: int = 1) -> Lesson:
    with engine.connect() as tx:
        found = store.find(tx, id)
    assert found is not None
    return found


def test_a_message_that_cannot_be_read_is_not_guessed(talk: Talk) -> None:
    (said,) = talk.say("💡", kind="reaction", relates="$hemligt")
    assert "kan jag inte läsa" in said.text


def test_the_same_message_is_recorded_once(talk: Talk, engine: Engine) -> None:
    talk.world.texts["$told"] = "Nycklarna låg i bilen."
    talk.say("💡", kind="reaction", relates="$told")
    (said,) = talk.say("💡", LARS, kind="reaction", relates="$told")
    assert "redan antecknat" in said.text
    assert lesson(engine).link.endswith("%24told")


def test_any_other_reaction_is_none_of_its_business(talk: Talk) -> None:
    talk.world.texts["$told"] = "Nycklarna låg i bilen."
    for sign in ("👍", "🔁", "✅", "1"):
        assert talk.say(sign, kind="reaction", relates="$told") == []


def test_an_edit_is_followed_until_it_is_validated(talk: Talk, engine: Engine) -> None:
    talk.say("lärdom: Nyklarna låg i bilen", event="$told")
    talk.say("lärdom: Nycklarna låg i bilen", kind="edit", relates="$told", event="$e1")
    assert lesson(engine).title == lesson(engine).observation == "Nycklarna låg i bilen"
    talk.say("!validera 1", EVA)
    talk.say("!lärdom Något helt annat", kind="edit", relates="$told", event="$e2")
    assert lesson(engine).title == "Nycklarna låg i bilen"


def test_an_answer_that_is_edited_or_taken_back(talk: Talk, engine: Engine) -> None:
    talk.whisper("!lärdom")
    talk.whisper("Nycklarna låg i bilen", event="$vad")
    talk.whisper("2")
    talk.whisper("Häng dem i skåpt", event="$hur")
    talk.whisper("Häng dem i skåpet", kind="edit", relates="$hur")
    assert lesson(engine).recommendation == "Häng dem i skåpet"
    talk.whisper("klar")
    talk.whisper("", kind="redaction", relates="$hur")
    assert lesson(engine).recommendation == ""
    assert lesson(engine).observation == "Nycklarna låg i bilen"


def test_a_question_in_the_middle_goes_to_who_answers_questions(talk: Talk) -> None:
    talk.whisper("!lärdom")
    assert "slags" in talk.whisper("Varför låg nycklarna i bilen?")[0].text
    talk.wait(hours=1)
    assert talk.whisper("Vem ansvarar för larmen i natt?") == []
    assert "nästa gång" in talk.whisper("2")[0].text


def test_an_answer_finds_its_question_by_thread_and_by_reply(talk: Talk, engine: Engine) -> None:
    (first,) = talk.whisper("!lärdom")
    talk.whisper("!lärdomar")
    assert talk.whisper("Nycklarna låg i bilen") == []
    (kind,) = talk.whisper("Nycklarna låg i bilen", thread=event_of(first))
    assert "slags" in kind.text
    (what,) = talk.whisper("3", relates=event_of(kind))
    assert "nästa gång" in what.text


def test_who_was_asked_later_is_asked_once_a_question_at_a_time(talk: Talk) -> None:
    talk.say("lärdom: Nycklarna låg i bilen.")
    talk.wait(hours=23)
    asked = [out for out in talk.wait(hours=2) if out.to == ANNA]
    assert len(asked) == 1
    assert "slags" in asked[0].text
    assert [out for out in talk.wait(days=3) if out.to == ANNA] == []


def test_a_long_text_is_refused_with_the_limit(talk: Talk) -> None:
    assert "4000 tecken" in talk.say("!lärdom " + "x" * 4001)[0].text


def test_what_is_begun_is_seen_by_nobody_else(talk: Talk) -> None:
    talk.whisper("!lärdom")
    talk.whisper("Halvt")
    assert "ingen lärdom 1" in talk.say("!lärdom 1", EVA)[0].text
    assert "ingen sådan" in talk.say("!lärdomar", EVA)[0].text
    assert "slags" in talk.whisper("!lärdom")[0].text, "it goes on where it was left"


def test_an_anonymous_lesson_has_nobody_behind_it(talk: Talk, engine: Engine) -> None:
    talk.whisper("lärdom: anonymt: Ingen vågar säga något", event="$dold")
    one = lesson(engine)
    assert (one.author, one.room, one.event, one.principal) == ("", "", None, None)
    assert one.state is State.SUBMITTED
    with engine.connect() as tx:
        assert audit.people(tx) == {}


def test_in_a_shared_room_nobody_is_told_that_they_are_anonymous(
    talk: Talk, engine: Engine
) -> None:
    talk.say("lärdom: anonymt: det här ser alla vem som skrev")
    assert lesson(engine).author == ANNA


def test_keys_of_questions_are_read_back() -> None:
    assert record.question("lesson:12:ask:kind:$e:1") == (12, "kind")
    assert record.question("lesson:12:shown:reply:$e:1") is None
    assert record.question(None) is None
