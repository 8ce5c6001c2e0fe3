"""Whom somebody means."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import named
from bot.skill import UserError

TEAM = (
    "@anna:kommun.example",
    "@anna.berg:region.example",
    "@lars:kommun.example",
    "@lars:region.example",
    "@åsa.öman:127.0.0.1:8448",
)


@pytest.mark.parametrize(
    ("text", "people", "rest"),
    [
        ("ring @anna i morgon", [TEAM[0]], "ring i morgon"),
        ("ring @Anna.", [TEAM[0]], "ring ."),
        ("@anna.berg ringer", [TEAM[1]], "ringer"),
        ("@lars:region.example och @anna, gärna", [TEAM[3], TEAM[0]], "och , gärna"),
        ("@åsa @åsa.öman @åsa.öman:127.0.0.1:8448", [TEAM[4]], ""),
        ("mejla anna@anna.se", [], "mejla anna@anna.se"),
        ("ingen alls", [], "ingen alls"),
    ],
)
def test_names_mean_members(text: str, people: list[str], rest: str) -> None:
    found = named(text, TEAM)
    assert (list(found.people), found.rest) == (people, rest)


@pytest.mark.parametrize(
    ("text", "code"),
    [("ring @lars", "people.several"), ("ring @bo", "people.unknown")],
)
def test_a_name_that_could_mean_nobody_or_two_is_asked_about(text: str, code: str) -> None:
    with pytest.raises(UserError) as error:
        named(text, TEAM)
    assert error.value.code == code


@given(st.text())
def test_any_text_gives_members_or_a_clear_error(text: str) -> None:
    with suppress(UserError):
        assert set(named(text, TEAM).people) <= set(TEAM)
