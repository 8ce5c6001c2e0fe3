"""A round in one line, as people write it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.skill import UserError
from knowledge import recur
from knowledge.model import KnowledgeError
from knowledge.recur import RedDays
from skills.reflection.plan import Anonymity
from skills.reflection.template import load
from skills.reflection.wording import Wanted, duration, read
from tests.talk import ANNA, LARS, ZONE

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=ZONE)
TEMPLATES = load()


def wanted(line: str) -> Wanted:
    return read(line, [ANNA, LARS], NOW, TEMPLATES, lambda person: person.endswith(".example"))


def test_all_in_one_line() -> None:
    line = "Nattbemanning varannan tisdag 13:00 för @anna @lars, svar inom 2 dagar, anonymt"
    said = wanted(line)
    assert (said.title, said.people) == ("Nattbemanning", (ANNA, LARS))
    assert (said.answer_within, said.anonymity) == (timedelta(days=2), Anonymity.ANONYMOUS)
    plan = said.plan(TEMPLATES, "sv")
    assert plan.template == "dialog-och-analys"
    days = [f"{at:%m-%d %H:%M}" for at in recur.upcoming(plan.recurrence, NOW)]
    assert days == ["12-01 13:00", "12-15 13:00", "12-29 13:00"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Varje tisdag 13:00 nattbemanning för @anna", "nattbemanning"),
        ("Trygg varje tisdag kl 13 hemgång för @anna", "Trygg, hemgång"),
        ("Vad gick bra, vad gick fel varje fredag 15, anonymt", "Vad gick bra, vad gick fel"),
        ("Puls varje dag kl 8 för @anna, i två veckor", "Puls"),
        ("varje dag kl 8 för @anna, i två veckor", None),
        ("Rond på avdelning 5 varje fredag kl 10", "Rond på avdelning 5"),
    ],
)
def test_the_title_is_all_that_is_left(line: str, title: str | None) -> None:
    assert wanted(line).title == title


def test_in_english_too() -> None:
    said = wanted(
        "Late shift every other Tuesday at 13:00 for @anna, answers within 24 hours, with names,"
        " at most 2 reminders, without pulse, all questions at once"
    )
    assert (said.title, said.people, said.anonymity) == ("Late shift", (ANNA,), Anonymity.NAMED)
    assert (said.answer_within, said.reminders) == (timedelta(hours=24), 2)
    assert (said.pulse, said.together) == (False, True)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Trygghet varje måndag 9", "Trygghet"),
        ("varje måndag 9 Trygghet", "Trygghet"),
        ("“Varje dag räknas” varje måndag 9 för alla", "Varje dag räknas"),
        ("Hur mår vi? varje fredag kl 14 för @anna och @lars", "Hur mår vi?"),
        ("för @anna och @lars varje måndag 9", None),
        ("varje måndag 9, anonymt, svar inom en vecka", None),
    ],
)
def test_the_title_is_what_is_left(line: str, title: str | None) -> None:
    assert wanted(line).title == title


@pytest.mark.parametrize(
    ("line", "template"),
    [
        ("gröna korset varje vardag 9", "grona-korset"),
        ("Fallen varje fredag 9, mall gröna korset", "grona-korset"),
        ("Fallen fredag 9 för alla mall efter händelse med namn", "efter-handelse"),
        ("Storm on Friday at 9, template after-action, by role", "efter-handelse"),
        ("Nattbemanning varje måndag 9", None),
    ],
)
def test_the_template(line: str, template: str | None) -> None:
    assert wanted(line).template == template


@pytest.mark.parametrize(
    ("line", "red_days"),
    [
        ("x varje torsdag 9", RedDays.NEXT),
        ("x varje torsdag 9, röda dagar hoppas över", RedDays.SKIP),
        ("x varje torsdag 9, röda dagar flyttas till dagen före", RedDays.PREVIOUS),
        ("x varje torsdag 9 även röda dagar, med namn", RedDays.KEEP),
        ("x every Thursday at 9, red days are skipped", RedDays.SKIP),
    ],
)
def test_red_days(line: str, red_days: RedDays) -> None:
    said = wanted(line).recurrence
    assert said is not None
    assert said.red_days is red_days


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Natt varje måndag 9 för @bo", "people.unknown"),
        ("Natt varje måndag 9 för @bo:evil.org", "people.unknown"),
        ("Natt varje måndag 9, svar inom 90 dagar", "round.answer-time"),
        ("Natt varje måndag 9, 20 påminnelser", "round.reminders"),
        ("Natt varje måndag 9, mall kvartalsrapport", "round.no-template"),
        ("Natt var femte minut", "recur.too-often"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(line: str, code: str) -> None:
    with pytest.raises((UserError, KnowledgeError)) as error:
        wanted(line)
    assert error.value.code == code  # type: ignore[attr-defined]


def test_full_ids_of_people_who_may_be_asked() -> None:
    assert wanted("x varje måndag 9 för @bo:region.example").people == ("@bo:region.example",)


def test_everyone_is_an_empty_list_and_nobody_is_none() -> None:
    assert wanted("x varje måndag 9 för alla").people == ()
    assert wanted("x varje måndag 9").people is None


@pytest.mark.parametrize(
    ("text", "length"),
    [("2 dagar", timedelta(days=2)), ("en vecka", timedelta(days=7)),
     ("24 timmar", timedelta(hours=24)), ("36h", timedelta(hours=36)), ("snart", None)],
)  # fmt: skip
def test_a_duration(text: str, length: timedelta | None) -> None:
    assert duration(text) == length


@given(st.text(max_size=200))
def test_anything_is_understood_or_refused(line: str) -> None:
    try:
        wanted(line)
    except (UserError, KnowledgeError):
        return
