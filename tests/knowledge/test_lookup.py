"""Finding a function: the golden questions, and what must hold of any."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import lookup
from knowledge.fold import fold
from knowledge.lookup.asking import asks_who
from knowledge.model import Choice, Principal, Responsibility
from knowledge.register import Register, load

GOLDEN = Path(__file__).parents[1] / "golden"
QUESTIONS = [
    json.loads(line)
    for line in (GOLDEN / "register_questions.jsonl").read_text("utf-8").splitlines()
]


@lru_cache(maxsize=1)
def golden() -> Register:
    return load(GOLDEN / "register.toml")


def small(*rows: Responsibility) -> Register:
    return Register(responsibilities=rows)


def row(function: str, *aliases: str, area: str = "", **more: Any) -> Responsibility:
    return Responsibility(function, "någon", aliases=aliases, area=area, **more)


def outcome(question: dict[str, str]) -> str:
    """ "right", "ask", "none" or "wrong": picking silently what was not meant."""
    found = lookup.find(question["q"], golden())
    if question["expect"] != "function":
        asks = found.choices or question["expect"] == "none"
        return "wrong" if found.functions else "right" if asks else "none"
    if found.functions:
        return "right" if all(_meant(choice, question) for choice in found.functions) else "wrong"
    return "ask" if any(_meant(choice, question) for choice in found.choices) else "none"


def _meant(choice: Choice, question: dict[str, str]) -> bool:
    """An area stands in the golden question only where there are several."""
    same_area = choice.area == question.get("area", choice.area)
    return choice.function == question["function"] and same_area


def test_there_are_questions_enough() -> None:
    assert len({question["q"] for question in QUESTIONS}) >= 200


def test_none_is_silently_taken_for_another() -> None:
    assert [question["q"] for question in QUESTIONS if outcome(question) == "wrong"] == []


def test_nearly_all_are_right_or_asked_back() -> None:
    counts = Counter(outcome(question) for question in QUESTIONS)
    assert (counts["right"] + counts["ask"]) / len(QUESTIONS) >= 0.97
    assert counts["right"] / len(QUESTIONS) >= 0.85


@pytest.mark.parametrize(
    "question",
    [
        "vem ansvarar för läkemedelsdelning på natten?",
        "lakemedelsdelning",
        "läkemedels delning",
        "läkmedelsdelning",
        "vem delar läkemedel",
        "LÄKEMEDELSDELNINGEN!!!",
        "who is giving out medication",
    ],
)
def test_however_it_is_spelt(question: str) -> None:
    found = lookup.find(question, golden())
    assert [choice.function for choice in found.functions] == ["läkemedelsdelning"]


def test_one_function_in_two_areas_asks_and_the_area_decides() -> None:
    register = small(
        row("bemanning", area="hemtjänsten", principal=Principal.MUNICIPALITY),
        row("bemanning", area="sjukstugan", principal=Principal.REGION),
    )
    both = (Choice("bemanning", "hemtjänsten"), Choice("bemanning", "sjukstugan"))
    assert lookup.find("vem sköter bemanningen", register).choices == both
    assert lookup.find("bemanning på sjukstugan", register).functions == both[1:]
    assert lookup.find("vem på regionen har hand om bemanning", register).functions == both[1:]


def test_the_same_words_of_another_thing_are_not_taken_for_it() -> None:
    register = small(row("städning av lokaler"))
    assert lookup.find("vem ansvarar för städning av ambulansen", register).functions == ()
    assert lookup.find("vem ansvarar för städning av lokaler", register).functions != ()


def test_abbreviations_of_the_register_are_read_out() -> None:
    register = Register((row("sjuksköterska i beredskap"),), abbreviations={"SSK": "sjuksköterska"})
    for question in ("ssk i beredskap", "vilken SSK:n", "Ssk"):
        assert lookup.find(question, register).functions, question


def test_an_abbreviation_is_not_another_word() -> None:
    register = Register(
        (row("kris", "mår psykiskt dåligt"), row("rehabilitering"), row("ergonomi")),
        abbreviations={"MAR": "rehabilitering", "AT": "ergonomi", "SÄBO": "kris"},
    )
    assert lookup.find("vem är MAR", register).functions == (Choice("rehabilitering", ""),)
    assert lookup.find("vem är AT", register).functions == (Choice("ergonomi", ""),)
    assert lookup.find("who is at work", register).functions == ()
    assert lookup.find("vem har sabo", register).functions == (Choice("kris", ""),)


def test_a_role_that_does_one_thing_finds_it() -> None:
    register = small(
        Responsibility("biståndsbedömning", "biståndshandläggaren"), row("tvätt"), row("kost")
    )
    found = lookup.find("vem är biståndshandläggare", register)
    assert found.functions == (Choice("biståndsbedömning", ""),)


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("vem har dosetten", True),
        ("vart ringer jag om dosetten", True),
        ("dosetten natt", True),
        ("har ramlat", True),
        ("kan inte logga in", True),
        ("behöver en rullstol", True),
        ("behöver någon som kan bedöma ett sår", True),
        ("var får jag tag i en rullstol", True),
        ("har någon ansvar för nycklarna", True),
        ("vilka uppgifter får inte delegeras", False),
        ("hur når jag jourläkaren", True),
        ("vad har dietisten för nummer", True),
        ("hej vem har dosetten", True),
        ("hur ofta delas läkemedel", False),
        ("hej, får man dela läkemedel", False),
        ("får usk ta emot ordination på telefon", False),
        ("inom hur lång tid ska man ringa", False),
        ("vad är läkemedelsdelning", False),
        ("varför delar vi läkemedel", False),
        ("vilken tid öppnar köket", False),
        ("are nurses allowed to call", False),
    ],
)
def test_whether_a_person_is_asked_for(question: str, wants: bool) -> None:
    words = [word.strip(",") for word in fold(question).split()]
    assert asks_who(words) is wants


def test_a_question_for_something_else_than_a_person_finds_nothing() -> None:
    found = lookup.find("hur ofta ska läkemedel delas", golden())
    assert (found.functions, found.choices) == ((), ())


def test_the_subject_is_what_is_left() -> None:
    found = lookup.find("Vem ansvarar för såromläggning på kommunen i natt?", golden())
    assert found.subject == "saromlaggning"


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_any_text_is_taken(question: str) -> None:
    lookup.find(question, golden())


@pytest.mark.parametrize("piece", ["läkemedel ", "x", "ﷺ", "åäö ", "sjuksköterskeexpeditionen "])
@pytest.mark.timeout(60)
def test_a_question_of_100_kb_comes_to_an_end(piece: str) -> None:
    lookup.find("läkemedel", golden())
    lookup.find((piece * 100_000)[:100_000], golden())


def test_words_that_do_no_harm_settle_nothing() -> None:
    register = small(row("utskrivning", "utskrivningsklar patient"))
    assert lookup.find("vem har patienten", register).functions == ()


def test_a_compound_is_what_its_last_part_says() -> None:
    register = small(row("pump", "trasig pump"), row("droger"), row("telefoni"))
    found = lookup.find("infusionspumpen är trasig", register)
    assert (*found.functions, *found.choices) == (Choice("pump", ""),)
    assert lookup.find("pumptelefonen", register).functions != (Choice("pump", ""),)


def test_of_two_clauses_the_one_that_asks_counts_more() -> None:
    register = small(row("lokalvård"), row("tvätt"), row("kost"))
    found = lookup.find("tvätten är sen, vem sköter lokalvården", register)
    assert (*found.functions, *found.choices) == (Choice("lokalvård", ""),)


def test_areas_are_known_by_the_places_in_them() -> None:
    register = small(
        row("larm", area="hemtjänsten och Björken"), row("mat", area="särskilt boende"), row("el")
    )
    asked = lookup.areas("får man ha hund på Björken", register)
    assert asked == ("Björken", "hemtjänsten och Björken")
    assert lookup.areas("vad gäller på särskilda boenden", register) == ("särskilt boende",)
    assert lookup.areas("vad gäller på boendet", register) == ()


def test_an_empty_register_finds_nothing() -> None:
    assert lookup.find("vem ansvarar för tvätt", Register()) == lookup.Found(subject="tvatt")
