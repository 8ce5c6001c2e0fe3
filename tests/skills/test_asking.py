"""Questions in chat: choices, follow-ups, edits, what may be seen, and who is told of conflicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from bot.owners import Owners
from bot.scopes import Scopes
from knowledge.model import (
    Answer,
    Choice,
    Chunk,
    Conflict,
    Duty,
    Metadata,
    Passage,
    Place,
    Responsibility,
    Status,
    Verdict,
)
from skills.ask import skill as ask
from skills.ask import store, written
from skills.ask.store import Asked
from skills.ask.written import Written
from tests.skills.test_gaps import NoLibrary
from tests.talk import ANNA, EVA, LARS, ROOM, ZONE, Talk, event_of

HOME, WARD = Choice("bemanning", "hemtjänsten"), Choice("bemanning", "sjukstugan")


@dataclass
class Heard:
    """What the assistant was asked."""

    question: str
    scopes: frozenset[str] | None
    earlier: str
    subject: Choice | None
    choice: Choice | None


@dataclass
class Scripted:
    """An assistant that answers what the test says, and remembers what it was asked."""

    answer: Callable[[str, Choice | None], Answer]
    heard: list[Heard] = field(default_factory=list)

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
        self.heard.append(Heard(question, scopes, earlier, subject, choice))
        return self.answer(question, choice)


def near_tie(question: str, choice: Choice | None) -> Answer:
    if choice is None:
        return Answer(question, Verdict.MAYBE, ask_back=(HOME, WARD))
    row = Responsibility(choice.function, f"chefen, {choice.area}", area=choice.area)
    return Answer(question, Verdict.ANSWER, responsible=(Duty(row),))


def passage(title: str, text: str, owner: str | None = None, file: str = "a.pdf") -> Passage:
    metadata = Metadata(title=title, status=Status.DECIDED, owner=owner)
    chunk = Chunk(0, len(text), text, Place(section="§ 2"), text, f"{file}{text}")
    return Passage(chunk, file, metadata, 1.0, quote=text, verdict=Verdict.ANSWER)


def made(engine: Engine, assistant: Scripted, scopes: Scopes | None = None) -> Talk:
    store.metadata.create_all(engine)
    owners = Owners({"MAS": "@mas:x", "Verksamhetschefen": "@chef:x"}, (EVA,))
    one = ask.skill(
        assistant,  # type: ignore[arg-type]
        NoLibrary(),  # type: ignore[arg-type]
        owners,
        scopes or Scopes({}),
        ZONE,
        "sv",
    )
    return Talk(engine, [one])


@pytest.fixture
def assistant() -> Scripted:
    return Scripted(near_tie)


@pytest.fixture
def talk(engine: Engine, assistant: Scripted) -> Talk:
    return made(engine, assistant)


def test_a_near_tie_is_answered_by_a_button(talk: Talk, assistant: Scripted) -> None:
    (which,) = talk.say("vem sköter bemanningen?")
    assert which.reactions == ("1\ufe0f\u20e3", "2\ufe0f\u20e3")
    (answer,) = talk.react("2\ufe0f\u20e3", which)
    assert "chefen, sjukstugan" in answer.text
    assert (answer.thread, assistant.heard[-1].choice) == ("$q1", WARD)
    # Some clients leave the selector out.
    assert "chefen, hemtjänsten" in talk.react("1\u20e3", which)[0].text


@pytest.mark.parametrize("number", ["2", "2.", " 2) ", "2\ufe0f\u20e3"])
def test_a_near_tie_is_answered_by_a_number_in_the_thread(talk: Talk, number: str) -> None:
    talk.say("vem sköter bemanningen?")
    assert "chefen, sjukstugan" in talk.say(number, thread="$q1")[0].text


def test_a_number_as_a_plain_reply_will_do(talk: Talk) -> None:
    (which,) = talk.whisper("vem sköter bemanningen?")
    talk.clock.forward(hours=2)
    assert "chefen, hemtjänsten" in talk.whisper("1", relates=event_of(which))[0].text


def test_another_number_is_a_question(talk: Talk, assistant: Scripted) -> None:
    (which,) = talk.say("vem sköter bemanningen?")
    talk.say("7", thread="$q1")
    assert assistant.heard[-1].question == "7"
    assert talk.react("7\ufe0f\u20e3", which) == []


def test_follow_ups_keep_what_was_chosen(talk: Talk, assistant: Scripted) -> None:
    (which,) = talk.say("vem sköter bemanningen?")
    talk.react("2\ufe0f\u20e3", which)
    talk.say("och på helgen då?", thread="$q1")
    asked = assistant.heard[-1]
    assert (asked.earlier, asked.subject) == ("vem sköter bemanningen?", WARD)


def test_an_edited_question_changes_its_answer_in_place(talk: Talk, assistant: Scripted) -> None:
    (which,) = talk.whisper("vem skötr bemaningen?")
    edit = {"kind": "edit", "relates": "$q1", "room": f"!{ANNA}", "private": True}
    (again,) = talk.say("!fråga vem sköter bemanningen?", **edit)
    assert again.edits == event_of(which)
    assert assistant.heard[-1].question == "vem sköter bemanningen?"
    # What hangs on the answer hangs on it still.
    press = {"kind": "reaction", "relates": event_of(which), "room": f"!{ANNA}", "private": True}
    assert "chefen, hemtjänsten" in talk.say("1\ufe0f\u20e3", **press)[0].text


def test_an_edit_keeps_asking_who_and_other_commands_are_no_questions(
    talk: Talk, assistant: Scripted
) -> None:
    talk.whisper("!vem bemaningen")
    edit = {"kind": "edit", "relates": "$q1", "room": f"!{ANNA}", "private": True}
    talk.say("!vem bemanningen", **edit)
    assert assistant.heard[-1].question == "vem bemanningen"
    assert talk.say("!bra", **edit) == []


def test_a_number_of_any_length_is_no_slip(talk: Talk, assistant: Scripted) -> None:
    talk.say("vem sköter bemanningen?")
    talk.say("9" * 5000, thread="$q1")
    assert assistant.heard[-1].question == "9" * 5000


def test_the_old_words_of_an_edited_question_are_forgotten(talk: Talk, engine: Engine) -> None:
    talk.whisper("vem skötr bemaningen?")
    talk.say("vem tvättar?", kind="edit", relates="$q1", room=f"!{ANNA}", private=True)
    with engine.connect() as tx:
        asked = store.of_event(tx, "$q1")
    assert asked is not None
    assert asked.text == "vem tvättar?"


def test_someone_elses_edit_changes_nothing(talk: Talk) -> None:
    talk.say("vem sköter bemanningen?")
    assert talk.say("något annat", LARS, kind="edit", relates="$q1") == []


def test_each_room_is_answered_by_its_tags(engine: Engine, assistant: Scripted) -> None:
    talk = made(engine, assistant, Scopes({"!leaders:x": ["ledning"], ROOM: ["vård"]}))
    talk.say("vem?", EVA, room="!leaders:x")
    talk.say("vem?")
    talk.say("vem?", room="!other:x")
    talk.whisper("vem?")
    talk.whisper("vem?", "@new:kommun.example")
    seen = [asked.scopes for asked in assistant.heard]
    assert seen == [{"ledning"}, {"vård"}, frozenset(), {"vård"}, frozenset()]


def test_a_choice_and_a_follow_up_see_no_more_than_the_room(
    engine: Engine, assistant: Scripted
) -> None:
    talk = made(engine, assistant, Scopes({"!leaders:x": ["ledning"]}))
    (which,) = talk.say("vem sköter bemanningen?")
    talk.react("1\ufe0f\u20e3", which)
    talk.say("och sen?", thread="$q1")
    assert {asked.scopes for asked in assistant.heard} == {frozenset()}


def differing(question: str, _choice: Choice | None) -> Answer:
    one = passage("Rutin A", "Inom 2 timmar.", "MAS")
    other = passage("Rutin B", "Inom 4 timmar.", "verksamhetschefen", "b.pdf")
    conflict = Conflict(question, ("Rutin A § 2", "Rutin B § 2"), (one.chunk.key, other.chunk.key))
    return Answer(
        question, Verdict.ANSWER, passages=(one, other), documents=Verdict.ANSWER,
        conflicts=(conflict,),
    )  # fmt: skip


def test_the_owners_of_sources_that_differ_are_told_once(engine: Engine) -> None:
    talk = made(engine, Scripted(differing))
    _, *told = talk.say("hur snabbt ska någon komma?")
    assert [out.to for out in told] == ["@mas:x", "@chef:x"]
    assert "Inom 2 timmar" in told[0].text
    assert "Inom 4 timmar" in told[0].text
    assert "hur snabbt" not in told[0].text
    assert len(talk.say("hur fort ska man komma?", LARS)) == 1


def test_the_title_of_a_written_answer_goes_when_the_question_is_taken_back(
    engine: Engine,
) -> None:
    def from_written(question: str, _choice: Choice | None) -> Answer:
        one = passage("får man ha hund?", "Ja.", file="svar/1")
        return Answer(question, Verdict.ANSWER, passages=(one,), documents=Verdict.ANSWER)

    talk = made(engine, Scripted(from_written))
    asked = Asked("$dog", "får man ha hund?", ROOM, None, "unknown", talk.clock.now())
    with engine.begin() as tx:
        store.remember(tx, asked)
        written.write(tx, Written(1, asked.text, "Ja.", EVA, date.today(), date.today()))  # noqa: DTZ011
    (answer,) = talk.say("hundar?", LARS)
    (gone,) = talk.say("", kind="redaction", relates="$dog")
    assert gone.redacts == event_of(answer)


def test_a_backup_that_is_asked_for_and_not_there_is_told(engine: Engine) -> None:
    def chosen(question: str, _choice: Choice | None) -> Answer:
        return near_tie(question, HOME)

    talk = made(engine, Scripted(chosen))
    assert "reserv: ingen är utsedd" in talk.say("vem är reserv?")[0].text
    assert "reserv" not in talk.say("vem är det?")[0].text


def test_an_answer_past_its_review_date_says_so(engine: Engine) -> None:
    def old(question: str, _choice: Choice | None) -> Answer:
        one = passage("Rutin A", "Inom 2 timmar.")
        late = replace(one, metadata=replace(one.metadata, review=date(2026, 11, 1)))
        return Answer(question, Verdict.ANSWER, passages=(late,), documents=Verdict.ANSWER)

    talk = made(engine, Scripted(old))
    assert "skulle ha setts över 2026-11-01" in talk.say("hur snabbt?")[0].text
