"""What people write when they are asked."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.skill import UserError
from skills.reflection.occurrences import OPEN, Occurrence
from skills.reflection.plan import Anonymity
from skills.reflection.replies import Guess, Wish, away_until, guess, is_for_others, read, wish
from skills.reflection.template import DEFAULT, load
from tests.talk import ZONE

NOW = datetime(2026, 11, 25, 10, tzinfo=ZONE)


def occurrence(*, together: bool = False) -> Occurrence:
    template = load().by_key[DEFAULT]
    kind = Anonymity.ANONYMOUS
    return Occurrence(1, 1, NOW, NOW, OPEN, kind, together, template)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("hoppa över", Wish.SKIP), ("Avstår.", Wish.DECLINE), ("Ta tillbaka", Wish.TAKE_BACK),
     ("JA!", Wish.YES), ("✅", Wish.YES), ("nej", Wish.NO), ("lämna rundan", Wish.LEAVE),
     ("nej, det var en fråga", None), ("jag hoppade över staketet", None)],
)  # fmt: skip
def test_a_wish_is_all_that_is_said(text: str, expected: Wish | None) -> None:
    assert wish(text) is expected


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("borta till fredag", date(2026, 11, 27)),
        ("Jag är ledig till och med fredag.", date(2026, 11, 28)),
        ("borta t.o.m. 2026-12-06", date(2026, 12, 7)),
        ("sjuk tills måndag", date(2026, 11, 30)),
        ("away until 3 January", date(2027, 1, 3)),
        ("borta", None),
        ("bilen var borta till slut", None),
        ("borta till skogs", None),
    ],
)
def test_being_away(text: str, back: date | None) -> None:
    assert away_until(text, NOW) == back


def test_a_day_that_has_been_is_told() -> None:
    with pytest.raises(UserError, match=r"away\.past"):
        away_until("borta till 2026-11-20", NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vem ansvarar för larm i natt", Guess.QUESTION),
        ("Var det inte bättre förr?", Guess.QUESTION),
        ("när larmet går är vi för få", Guess.MAYBE),
        ("Någon att ringa på natten", Guess.STATEMENT),
    ],
)
def test_what_looks_like_a_question(text: str, expected: Guess) -> None:
    assert guess(text) is expected


def test_after_other_talk_a_bare_number_is_a_choice() -> None:
    assert is_for_others("2", live=False)
    assert not is_for_others("2", live=True)


def test_one_at_a_time() -> None:
    assert read(" Folk. ", occurrence(), 0) == {0: "Folk."}
    assert read("4", occurrence(), 3) == {3: "4"}
    with pytest.raises(UserError, match="not-a-number"):
        read("jättebra", occurrence(), 3)
    with pytest.raises(UserError, match="yes-or-no"):
        read("kanske", occurrence(), 5)


def test_all_at_once() -> None:
    numbered = "1. Folk\npå natten\n2) Olyckor\n4: 3\n6 - ja"
    said = read(numbered, occurrence(together=True), 0)
    assert said == {0: "Folk\npå natten", 1: "Olyckor", 3: "3", 5: "ja"}
    lines = read("folk\nolyckor\ndyrt\n4\n-\nnej", occurrence(together=True), 0)
    assert lines[4] == "-"
    assert read("1. folk\n2. hoppa över", occurrence(together=True), 0) == {0: "folk"}
    for wrong in ("bara text", "1. folk\n9. mer", ""):
        with pytest.raises(UserError, match="number-them"):
            read(wrong, occurrence(together=True), 0)


@given(st.text(max_size=80), st.integers(0, 5), st.booleans())
def test_anything_is_read_or_refused(text: str, step: int, together: bool) -> None:
    wish(text)
    guess(text)
    try:
        away_until(text, NOW)
        read(text, occurrence(together=together), step)
    except UserError:
        return
