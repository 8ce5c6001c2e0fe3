"""The way of a question that the documents do not answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import pytest
from sqlalchemy import Connection, Engine, select

from bot import audit
from bot.outbox import Outgoing
from bot.owners import Owners
from bot.rooms import moved
from bot.scopes import Scopes
from bot.skill import Skill
from bot.state import private_room
from knowledge.model import Answer, Choice, Verdict
from skills.ask import skill as ask
from skills.ask import store, written
from tests.talk import ANNA, EVA, LARS, ROOM, ZONE, Talk, event_of

MAS = "@mas:kommun.example"


class KnowsNothing:
    """An assistant whose documents are silent."""

    may_know: tuple[str, ...] = ()

    def ask(
        self,
        question: str,
        now: datetime,
        *,
        scopes: frozenset[str] | None = None,
        earlier: str = "",
        subject: Choice | None = None,
        choice: Choice | None = None,
    ) -> Answer:
        return Answer(question, Verdict.UNKNOWN, may_know=self.may_know)


class NoLibrary:
    """Takes no answers in, and remembers which it was to let go."""

    def __init__(self) -> None:
        self.gone: list[int] = []

    def bring_in(self, tx: Connection, now: datetime) -> None:
        pass

    def forget(self, tx: Connection, questions: Iterable[int]) -> None:
        self.gone += questions


def skill(
    assistant: KnowsNothing | None = None,
    leaders: Sequence[str] = (EVA,),
    scopes: Scopes | None = None,
    library: NoLibrary | None = None,
) -> Skill:
    return ask.skill(
        assistant or KnowsNothing(),  # type: ignore[arg-type]
        library or NoLibrary(),  # type: ignore[arg-type]
        Owners({"MAS": MAS}, leaders),
        scopes or Scopes({}),
        ZONE,
        "sv",
    )


def made(engine: Engine, *skills: Skill) -> Talk:
    store.metadata.create_all(engine)
    return Talk(engine, skills or [skill()])


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return made(engine)


def passed(talk: Talk, question: str = "vad gäller för cykelhjälmar?") -> Outgoing:
    """Ask, have it passed on; what the one in charge is asked."""
    (reply,) = talk.say(question)
    _, asked = talk.react("✅", reply)
    return asked


def reply(talk: Talk, asked: Outgoing, text: str, owner: str = EVA) -> list[Outgoing]:
    return talk.whisper(text, owner, thread=event_of(asked))


def rows(engine: Engine) -> list[str]:
    """Every text that is stored of questions and answers."""
    with engine.connect() as tx:
        asked = tx.execute(select(store.question)).all()
        answers = tx.execute(select(store.curated)).all()
    return [str(value) for row in (*asked, *answers) for value in row]


def test_an_unanswered_question_goes_on_without_a_name_and_comes_back(talk: Talk) -> None:
    (answer,) = talk.say("vad gäller för cykelhjälmar?")
    assert "!fråga-vidare" in answer.text
    thanks, asked = talk.say("!fråga-vidare", thread="$q1")
    assert "skickat frågan vidare" in thanks.text
    assert asked.to == EVA
    assert "cykelhjälmar" in asked.text
    assert "anna" not in asked.text

    kept, told = reply(talk, asked, "Hjälm ska bäras i tjänsten.")
    assert (kept.to, "2027-11-25" in kept.text) == (f"!{EVA}", True)
    assert (told.to, told.thread, told.mentions) == (ROOM, "$q1", (ANNA,))
    assert "Hjälm ska bäras i tjänsten" in told.text


def test_the_name_goes_along_only_if_its_bearer_says_so(talk: Talk) -> None:
    talk.say("vad gäller för cykelhjälmar?")
    assert "anna" in talk.say("!fråga-vidare med namn")[1].text


def test_a_tick_under_the_answer_passes_it_on_once_and_only_for_the_asker(talk: Talk) -> None:
    (answer,) = talk.say("vad gäller för cykelhjälmar?")
    assert answer.reactions == ("✅",)
    assert talk.react("✅", answer, LARS) == []
    assert len(talk.react("✅", answer)) == 2
    assert talk.react("✅", answer) == []


def test_without_a_question_the_reason_is_told(talk: Talk) -> None:
    assert "ingen obesvarad fråga" in talk.say("!fråga-vidare")[0].text


def test_without_anyone_in_charge_the_reason_is_told(engine: Engine) -> None:
    talk = made(engine, skill(leaders=()))
    talk.say("vad gäller?")
    assert "ingen utsedd" in talk.say("!fråga-vidare")[0].text


def test_the_owner_of_the_nearest_document_is_asked_before_those_who_lead(engine: Engine) -> None:
    assistant = KnowsNothing()
    assistant.may_know = ("Fjällbjörken", "mas")
    talk = made(engine, skill(assistant))
    asked = passed(talk)
    assert (asked.to, asked.reactions) == (MAS, ("❌",))
    thanks, again = talk.whisper("!inte-min", MAS, thread=event_of(asked))
    assert "den som leder" in thanks.text
    assert again.to == EVA
    _, told = reply(talk, again, "Hjälm ska bäras.")
    assert told.mentions == (ANNA,)


def test_a_cross_says_that_it_is_someone_elses(engine: Engine) -> None:
    assistant = KnowsNothing()
    assistant.may_know = ("MAS",)
    talk = made(engine, skill(assistant))
    asked = passed(talk)
    pressed = {"private": True, "room": f"!{MAS}"}
    assert talk.say("❌", LARS, kind="reaction", relates=event_of(asked), **pressed) == []
    again = talk.say("❌", MAS, kind="reaction", relates=event_of(asked), **pressed)
    assert [out.to for out in again] == [f"!{MAS}", EVA]


def test_two_who_ask_the_same_are_both_told_and_the_owner_is_asked_once(talk: Talk) -> None:
    asked = passed(talk)
    (answer,) = talk.say("Vad gäller för cykelhjälmar?", LARS)
    (thanks,) = talk.react("✅", answer, LARS)
    assert "skickat frågan vidare" in thanks.text
    _, *told = reply(talk, asked, "Hjälm ska bäras.")
    assert [out.mentions for out in told] == [(ANNA,), (LARS,)]


def test_a_plain_reply_is_an_answer_too(talk: Talk) -> None:
    asked = passed(talk)
    _, told = talk.whisper("Hjälm ska bäras.", EVA, relates=event_of(asked))
    assert told.mentions == (ANNA,)


def test_an_answer_can_be_changed_by_editing_it(talk: Talk, engine: Engine) -> None:
    asked = passed(talk)
    reply(talk, asked, "Hjälm ska bras.")
    event = f"$q{talk._count}"
    change = {"kind": "edit", "relates": event, "room": f"!{EVA}", "private": True}
    _, told = talk.say("Hjälm ska bäras.", EVA, **change)
    assert "bäras" in told.text
    with engine.connect() as tx:
        (answer,) = written.everything(tx)
    assert (answer.answer, answer.event) == ("Hjälm ska bäras.", event)


def test_an_answer_that_points_somebody_out_is_not_kept(talk: Talk, engine: Engine) -> None:
    asked = passed(talk)
    (told,) = reply(talk, asked, "Det gäller 19540312-9804.")
    assert "ett personnummer" in told.text
    assert not any("9804" in text for text in rows(engine))


def test_what_is_written_is_noted_in_the_audit_log(talk: Talk, engine: Engine) -> None:
    reply(talk, passed(talk), "Hjälm ska bäras.")
    with engine.connect() as tx:
        noted = tx.execute(select(audit.audit.c.action, audit.audit.c.what)).all()
    assert [tuple(row) for row in noted] == [("answer.written", "question:1")]


def test_gaps_are_listed_most_asked_first_for_the_process_leader(talk: Talk) -> None:
    for question in ("vad gäller för hjälm?", "Vad gäller för hjälm?", "vem har nyckeln?"):
        talk.say(question)
    assert "processledare" in talk.say("!luckor")[0].text
    listed = talk.say("!luckor", EVA)[0].text
    assert listed.index("2 ×") < listed.index("1 ×")
    assert listed.index("hjälm") < listed.index("nyckeln")


def test_gaps_of_a_closed_room_are_not_listed_elsewhere(engine: Engine) -> None:
    talk = made(engine, skill(scopes=Scopes({"!leaders:x": ["ledning"]})))
    talk.say("när läggs boendet ned?", EVA, room="!leaders:x")
    talk.say("vad gäller för hjälm?")
    here, there = (talk.say("!luckor", EVA, room=room)[0].text for room in (ROOM, "!leaders:x"))
    assert "hjälm" in here
    assert "läggs boendet ned" not in here
    assert "läggs boendet ned" in there


def test_an_answer_keeps_the_tags_of_the_room_it_was_asked_in(engine: Engine) -> None:
    talk = made(engine, skill(scopes=Scopes({"!leaders:x": ["ledning"]})))
    (answer,) = talk.say("när läggs boendet ned?", EVA, room="!leaders:x")
    press = {"kind": "reaction", "relates": event_of(answer), "room": "!leaders:x"}
    _, asked = talk.say("✅", EVA, **press)
    assert "ledning" in asked.text
    reply(talk, asked, "Det läggs inte ned.")
    with engine.connect() as tx:
        assert written.everything(tx)[0].scopes == ("ledning",)


def test_an_answer_is_rated_by_a_word_in_its_thread(talk: Talk) -> None:
    assert "inget svar" in talk.say("!dåligt")[0].text
    talk.say("vem har nyckeln?")
    assert "Tack" in talk.say("!dåligt", thread="$q2")[0].text
    assert "nyckeln" in talk.say("!luckor", EVA)[0].text


def test_after_an_upgrade_the_answer_comes_to_the_new_room_outside_the_old_thread(
    talk: Talk, engine: Engine
) -> None:
    talk.say("vad gäller för cykelhjälmar?")
    with engine.begin() as tx:
        moved(tx, ROOM, "!new", [skill()])
    _, asked = talk.say("!fråga-vidare", room="!new")
    _, told = reply(talk, asked, "Ja.")
    assert (told.to, told.thread, told.reply_to) == ("!new", None, None)
    assert told.mentions == (ANNA,)


def test_only_the_one_who_was_asked_can_answer(talk: Talk) -> None:
    (answer,) = reply(talk, passed(talk), "Nej.", LARS)
    assert "står inte i dokumenten" in answer.text


def test_a_question_that_is_taken_back_is_forgotten_with_all_that_repeats_it(
    talk: Talk, engine: Engine
) -> None:
    asked = passed(talk)
    (gone,) = talk.say("", kind="redaction", relates="$q1")
    assert (gone.redacts, gone.to) == (event_of(asked), EVA)
    assert not any("cykelhjälm" in text for text in rows(engine))


def test_the_answer_to_a_question_that_is_taken_back_stays_without_it(engine: Engine) -> None:
    library = NoLibrary()
    talk = made(engine, skill(library=library))
    reply(talk, passed(talk), "Hjälm ska bäras.")
    talk.say("", kind="redaction", relates="$q1")
    assert not any("cykelhjälm" in text or text == "$q1" for text in rows(engine))
    with engine.connect() as tx:
        (answer,) = written.everything(tx)
    assert (answer.answer, answer.text) == ("Hjälm ska bäras.", "")
    assert library.gone == [answer.question]


def test_an_answer_that_is_taken_back_is_gone_and_the_question_waits_again(
    engine: Engine,
) -> None:
    library = NoLibrary()
    talk = made(engine, skill(library=library))
    asked = passed(talk)
    _, told = reply(talk, asked, "Hjälm ska bäras.")
    event = f"$q{talk._count}"
    (gone,) = talk.say("", EVA, kind="redaction", relates=event, room=f"!{EVA}", private=True)
    assert gone.redacts == event_of(told)
    assert library.gone == [1]
    assert len(reply(talk, asked, "Hjälm ska alltid bäras.")) == 2


def test_what_a_person_has_asked_is_shown_and_forgotten(talk: Talk, engine: Engine) -> None:
    about = skill().personal
    assert about is not None
    with engine.begin() as tx:
        tx.execute(private_room.insert().values(member=ANNA, room=f"!{ANNA}"))
    talk.whisper("vad gäller för hjälm?")
    reply(talk, passed(talk), "Hjälm ska bäras.")
    with engine.begin() as tx:
        shown = about.shown(tx, ANNA)
        assert shown["kept.your-questions"] == (
            "vad gäller för hjälm?",
            "vad gäller för cykelhjälmar?",
        )
        assert about.shown(tx, EVA)["kept.your-answers"] == (
            "vad gäller för cykelhjälmar?: Hjälm ska bäras.",
        )
        assert about.forget(tx, ANNA) == ()
        assert about.forget(tx, EVA) == ("kept.answers-stay",)
        assert about.shown(tx, ANNA)["kept.your-questions"] == ()
    assert not any(ANNA in text or EVA in text for text in rows(engine))


def test_old_questions_are_let_go_and_answers_stay(talk: Talk, engine: Engine) -> None:
    talk.say("vem har nyckeln?")
    reply(talk, passed(talk), "Hjälm ska bäras.")
    (kept,) = skill().kept
    talk.clock.forward(days=kept.days)
    now = talk.clock.now()
    talk.say("vad gäller för vantar?")
    with engine.begin() as tx:
        assert kept.count(tx, now) == 2
        assert kept.purge(tx, now) == 2
        assert kept.count(tx, now) == kept.purge(tx, now) == 0
        assert [one.answer for one in written.everything(tx)] == ["Hjälm ska bäras."]
        (answer,) = written.everything(tx)
    found = rows(engine)
    assert any("vantar" in text for text in found)
    assert not any("nyckeln" in text or text in (ANNA, ROOM, "$q2") for text in found[:15])
    # Its question is what an answer is found by.
    assert "cykelhjälm" in answer.text


def test_a_number_that_comes_back_after_a_purge_is_no_earlier_question(
    talk: Talk, engine: Engine
) -> None:
    old = passed(talk)
    (kept,) = skill().kept
    talk.clock.forward(days=400)
    with engine.begin() as tx:
        kept.purge(tx, talk.clock.now())
    new = passed(talk, "vem har nyckeln?")
    assert new.key != old.key
    (answer,) = reply(talk, old, "Hjälm ska bäras.")
    assert "står inte i dokumenten" in answer.text


def test_the_writer_is_reminded_before_the_review_and_renews_with_a_tick(
    talk: Talk, engine: Engine
) -> None:
    reply(talk, passed(talk), "Hjälm ska bäras.")
    talk.wait(days=1)
    (first,) = talk.wait(days=335)
    assert (first.to, "Hjälm ska bäras" in first.text) == (EVA, True)
    assert first.reactions == ("✅",)
    (second,) = talk.wait(days=23)
    pressed = {"private": True, "room": f"!{EVA}", "kind": "reaction"}
    assert talk.say("✅", LARS, relates=event_of(second), **pressed) == []
    (kept,) = talk.say("✅", EVA, relates=event_of(second), **pressed)
    assert "2028-11-" in kept.text
    assert talk.wait(days=30) == []


def test_a_reminder_is_answered_with_a_new_answer(talk: Talk, engine: Engine) -> None:
    reply(talk, passed(talk), "Hjälm ska bäras.")
    talk.wait(days=1)
    (reminder,) = talk.wait(days=335)
    (thanks,) = reply(talk, reminder, "Hjälm får bäras.")
    assert "sparat" in thanks.text
    with engine.connect() as tx:
        (answer,) = written.everything(tx)
    assert answer.answer == "Hjälm får bäras."


def test_without_a_reminder_there_is_nothing_to_renew(talk: Talk) -> None:
    assert "inget svar att förnya" in talk.whisper("!gäller", EVA)[0].text
