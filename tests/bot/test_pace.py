"""A flood leaves room for the others."""

from datetime import timedelta

from bot.pace import WINDOW, Limits, Pace, Standing
from tests.clock import START


def test_a_flood_gets_one_word_and_the_others_are_answered() -> None:
    pace = Pace(Limits(person=3, room=10))
    flood = [pace.standing("@a:x", "!r:x", START) for _ in range(6)]
    assert flood == [Standing.WITHIN] * 3 + [Standing.REACHED] + [Standing.BEYOND] * 2
    assert pace.standing("@b:x", "!r:x", START) is Standing.WITHIN


def test_many_people_in_one_room_share_its_limit() -> None:
    pace = Pace(Limits(person=10, room=2))
    standings = [pace.standing(f"@{n}:x", "!r:x", START) for n in range(4)]
    assert standings[:3] == [Standing.WITHIN, Standing.WITHIN, Standing.REACHED]
    assert standings[3] is Standing.BEYOND
    assert pace.standing("@0:x", "!other:x", START) is Standing.WITHIN


def test_after_a_while_all_is_well_again() -> None:
    pace = Pace(Limits(person=1, room=10))
    pace.standing("@a:x", "!r:x", START)
    assert pace.standing("@a:x", "!r:x", START) is Standing.REACHED
    later = START + WINDOW + timedelta(seconds=1)
    assert pace.standing("@a:x", "!r:x", later) is Standing.WITHIN
    assert pace.standing("@a:x", "!r:x", later) is Standing.REACHED
