"""Lessons come up by themselves where their area is touched: once, with why."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select

from bot.members import choose_language
from bot.outbox import Outgoing
from bot.skill import Nowhere, Slot
from bot.state import private_room
from knowledge.model import Choice, Verdict
from skills.ask import store as questions
from skills.lessons import store, tables, touch
from skills.lessons.beside import Answered, Beside
from skills.lessons.model import Lesson, State
from skills.lessons.near import Neighbours
from skills.lessons.store import Mark
from skills.lessons.tables import metadata
from tests.attack.house import House
from tests.clock import START, FakeClock
from tests.fakes import FakeEmbedder
from tests.skills.lessons.conftest import COUNTY, TEAM, talk_of
from tests.talk import ANNA, EVA, LARS, ROOM, TEA, Talk, event_of

ASK = "!fråga ska man ha cykelhjälm?"
CAR_ROUTINE = """---
title: Rutin för bilar
status: beslutad
decided: 2026-11-20
{more}
---
# {heading}

Bilen ställs på den upplysta platsen.
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, FakeClock())
    with house.app:
        yield house


@pytest.fixture
def team(house: House) -> Talk:
    return Talk(house.app.engine, house.app.skills, clock=house.clock)  # type: ignore[arg-type]


def put(engine: Engine, area: str = "cykelhjälm", **changes: object) -> Lesson:
    new = store.blank(START, title=f"Vi lånade ut en {area}", observation="Den kom bort.")
    whole = replace(new, state=State.VALIDATED, area=area, **changes)  # type: ignore[arg-type]
    with engine.begin() as tx:
        return store.add(tx, whole, Mark("import", "", START))


def beside(heard: list[Outgoing]) -> list[Outgoing]:
    return [out for out in heard if ":beside:" in out.key]


def papers(heard: list[Outgoing]) -> list[Outgoing]:
    return [out for out in heard if out.key.startswith("lessons:papers")]


@pytest.mark.parametrize(
    ("area", "text", "is_touched"),
    [
        ("hemsjukvård", "Vem leder hemsjukvårdens möten?", True),
        ("sjukstuga", "Hur många sjukstugor finns det", True),
        ("SJUKSTUGA", "sjukstugorna", True),
        ("trygg hemgång", "Vad gäller vid trygg hemgång i helgen?", True),
        ("trygg hemgång", "Är hemgången trygg?", False),
        ("vård", "Var ligger vårdcentralen?", False),
        ("IT", "Vilka items finns?", False),
        ("IT", "Vem ringer jag om it?", True),
        ("", "Vad som helst", False),
    ],
)
def test_an_area_is_named_in_any_form_but_not_in_another_word(
    area: str, text: str, is_touched: bool
) -> None:
    assert touch.touches(area, ["annat", text]) is is_touched


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_can_be_looked_at(area: str, texts: list[str]) -> None:
    assert touch.touches(area, [*texts, f"om {area} nu"]) or not touch.touches(area, [area])


def test_a_lesson_stands_below_the_answer_once_a_room(house: House, team: Talk) -> None:
    one = put(house.app.engine)
    (answer,) = team.say(ASK)
    assert "lärdom" not in answer.text
    (said,) = beside(team.wait(seconds=1))
    assert "Ni har en lärdom om cykelhjälm: *Vi lånade ut en cykelhjälm*" in said.text
    assert f"`!lärdom {one.id}`" in said.text
    assert (said.to, said.thread) == (ROOM, answer.thread)
    team.say(ASK, LARS)
    assert beside(team.wait(seconds=1)) == []
    team.whisper(ASK)
    assert [out.to for out in beside(team.wait(seconds=1))] == [f"!{ANNA}"]


def test_one_at_a_time_the_nearest_first_and_then_the_next(house: House, team: Talk) -> None:
    far = put(house.app.engine, title="Nycklar")
    near = put(house.app.engine, title="Ska man ha cykelhjälm")
    said = []
    for _ in range(3):
        team.say(ASK)
        said += beside(team.wait(seconds=1))
    assert [out.key.split(":")[1] for out in said] == [str(near.id), str(far.id)]


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.REJECTED, State.ARCHIVED])
def test_what_is_not_reviewed_or_put_away_is_not_brought_up(
    house: House, team: Talk, state: State
) -> None:
    one = put(house.app.engine)
    with house.app.engine.begin() as tx:
        store.change(tx, one, replace(one, state=state), Mark("x", "", START))
    team.say(ASK)
    assert beside(team.wait(seconds=1)) == []


@pytest.mark.parametrize("question", ["!fråga vem lagar cykelhjälmen i rymden?", "!fråga"])
def test_what_got_no_answer_gets_no_lesson(house: House, team: Talk, question: str) -> None:
    put(house.app.engine, "rymden")
    team.say(question)
    assert beside(team.wait(seconds=1)) == []


def test_another_area_is_not_touched(house: House, team: Talk) -> None:
    put(house.app.engine, "hemsjukvård")
    put(house.app.engine, "")
    team.say(ASK)
    assert beside(team.wait(seconds=1)) == []


def asked(room: str = ROOM, event: str = "$asked", text: str = "Vem ringer jag?") -> Answered:
    return Answered(event, room, None, START, text, ("omvårdnad", "hemsjukvård"))


@dataclass
class Room:
    """People whose questions are answered as the test says."""

    engine: Engine
    questions: list[Answered] = field(default_factory=list)

    def __post_init__(self) -> None:
        team = replace(TEAM, log_room="", answered=lambda _tx, _since: self.questions)
        self.talk = talk_of(self.engine, team)

    def answer(self, *questions: Answered) -> list[Outgoing]:
        """Questions are answered; the lessons beside them."""
        self.questions[:] = questions
        return beside(self.talk.wait(seconds=1))


@pytest.fixture
def room(engine: Engine) -> Room:
    return Room(engine)


def test_the_area_may_be_the_registers(engine: Engine, room: Room) -> None:
    put(engine, "hemsjukvård")
    assert len(room.answer(asked())) == 1


def test_in_the_rooms_of_others_nothing_is_brought_up(engine: Engine, room: Room) -> None:
    put(engine, "hemsjukvård")
    assert [out.to for out in room.answer(asked(COUNTY), asked(event="$other"))] == [ROOM]


def test_what_was_said_in_a_room_is_said_in_the_one_that_it_became(
    engine: Engine, room: Room
) -> None:
    put(engine, "hemsjukvård")
    assert len(room.answer(asked())) == 1
    with engine.begin() as tx:
        for _ in range(2):
            store.move(tx, ROOM, "!new:kommun.example")
    assert room.answer(asked("!new:kommun.example", "$later")) == []


def test_the_line_goes_when_the_words_of_the_lesson_are_taken_back(
    engine: Engine, room: Room
) -> None:
    put(engine, "hemsjukvård", event="$told")
    (said,) = room.answer(asked())
    taken = room.talk.say(kind="redaction", relates="$told")
    assert [out.redacts for out in taken] == [event_of(said)]


def test_in_private_it_is_said_in_the_language_of_the_person(engine: Engine, room: Room) -> None:
    put(engine, "hemsjukvård")
    with engine.begin() as tx:
        tx.execute(insert(private_room).values(member=ANNA, room="!hers"))
        choose_language(tx, ANNA, "en")
    (said,) = room.answer(asked("!hers"))
    assert "You have a lesson about hemsjukvård" in said.text


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),
        ({"verdict": Verdict.MAYBE}, 1),
        ({"verdict": Verdict.UNKNOWN, "state": questions.OPEN}, 0),
        ({"choices": (Choice("natt", "norr"), Choice("natt", "syd"))}, 0),
        ({"thread": ""}, 0),
        ({"asked": START - timedelta(hours=1)}, 0),
    ],
)
def test_only_questions_that_were_just_answered_count(
    engine: Engine, changes: dict[str, object], count: int
) -> None:
    questions.metadata.create_all(engine)
    one = questions.Asked("$q", "Vem?", ROOM, None, Verdict.ANSWER, START)
    with engine.begin() as tx:
        questions.remember(tx, replace(one, **changes))  # type: ignore[arg-type]
        assert len(questions.answered(tx, START - timedelta(minutes=10))) == count


def test_of_five_thousand_lessons_one_is_found_in_a_moment(engine: Engine) -> None:
    metadata.create_all(engine)
    row = store.plain(replace(store.blank(START), state=State.VALIDATED, area="hemsjukvård"))
    rows = [
        row | {"id": n, "uid": str(n), "version": 1, "title": f"Lärdom {n}", "observation": "Sent"}
        for n in range(1, 5001)
    ]
    line = {"number": 1, "at": START, "step": "x", "state": "validated"}
    line |= {"who": "", "digest": "", "seal": ""}
    with engine.begin() as tx:
        tx.execute(insert(tables.lesson), rows)
        tx.execute(insert(tables.history), [line | {"lesson": row["id"]} for row in rows])
    heard = [asked(event=f"$q{n}") for n in range(6)]
    job = Beside(Neighbours(FakeEmbedder), lambda _tx, _since: heard, (), "sv").job
    times = []
    for question in heard:
        with engine.connect() as tx:
            started = time.process_time()
            run = job.prepare(tx, Slot(START, question.event), Nowhere())
            times.append(time.process_time() - started)
        with engine.begin() as tx:
            assert len(run(tx, Slot(START), START)) == 1
    print(f"5,000 lessons: {[round(one * 1000) for one in times]} ms beside each answer")
    assert sorted(times)[2] < times[0], "only the first reads them all"


def write(house: House, name: str, heading: str, more: str = "") -> None:
    path = house.documents / f"{name}.md"
    path.write_text(CAR_ROUTINE.format(heading=heading, more=more), "utf-8")
    house.app.library.ingest([house.documents], now=house.clock.now())


def test_the_owner_hears_of_a_new_document_the_next_morning_once(house: House, team: Talk) -> None:
    put(house.app.engine, "tjänstebil", owner=LARS)
    put(house.app.engine, "tjänstebil")
    put(house.app.engine, "rymden", owner=TEA)
    assert papers(team.wait(days=1)) == []
    write(house, "bilar", "Tjänstebilar på natten")
    told = papers(team.wait(days=1))
    assert {out.to for out in told} == {LARS, EVA}
    assert "Ett nytt dokument tar upp tjänstebil: *Rutin för bilar*" in told[0].text
    write(house, "bilar", "Tjänstebilar på dagen")
    assert papers(team.wait(days=4)) == []


def test_what_only_some_rooms_may_see_is_told_nobody(house: House, team: Talk) -> None:
    put(house.app.engine, "tjänstebil", owner=LARS)
    write(house, "bilar", "Tjänstebilar", "scopes: [ledning]")
    assert papers(team.wait(days=1)) == []


def test_the_owner_hears_when_what_the_lesson_leans_on_is_over(house: House, team: Talk) -> None:
    put(house.app.engine, "hjul", owner=LARS, source="Rutin för cyklar § 3")
    assert papers(team.wait(days=1)) == []
    write(house, "bilar", "Fordon", "supersedes: Rutin för cyklar")
    (told,) = papers(team.wait(days=1))
    assert told.to == LARS
    assert "lutar sig mot *Rutin för cyklar*, som inte gäller längre" in told.text
    assert papers(team.wait(days=4)) == []


def test_a_lesson_that_is_purged_leaves_nothing_of_where_it_came_up(
    engine: Engine, room: Room
) -> None:
    one = put(engine, "hemsjukvård")
    room.answer(asked())
    with engine.begin() as tx:
        assert touch.already(tx, ROOM) == {one.id}
        store.remove(tx, one.id)
        assert tx.execute(select(tables.brought)).all() == []
