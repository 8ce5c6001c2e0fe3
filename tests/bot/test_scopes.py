"""Which tags a room has."""

from __future__ import annotations

from sqlalchemy import Engine

from bot.rooms import moved
from bot.scopes import Scopes
from bot.skill import Context, Role
from tests.clock import START
from tests.talk import ANNA, ROOM, World

LEADERS = "!leaders:x"
SETTINGS = {ROOM: ("vård",), LEADERS: ("ledning", "vård")}


class Rooms(World):
    """Anna is in the team's room only, Eva in both."""

    def members(self, room: str) -> tuple[str, ...]:
        return {ROOM: (ANNA, "@eva:x"), LEADERS: ("@eva:x",)}.get(room, ())


def seen(engine: Engine, room: str, member: str = ANNA, private: bool = False) -> set[str]:
    with engine.connect() as tx:
        context = Context(
            member, Role.STAFF, room, private, "$1", None, START, "sv", tx, outside=Rooms()
        )
        return set(Scopes(SETTINGS).seen_from(context))


def test_a_room_has_its_tags_and_any_other_none(engine: Engine) -> None:
    assert seen(engine, ROOM) == {"vård"}
    assert seen(engine, LEADERS) == {"ledning", "vård"}
    assert seen(engine, "!other:x") == set()


def test_a_private_room_sees_what_the_rooms_of_its_person_see(engine: Engine) -> None:
    assert seen(engine, "!a:x", ANNA, private=True) == {"vård"}
    assert seen(engine, "!e:x", "@eva:x", private=True) == {"ledning", "vård"}
    assert seen(engine, "!b:x", "@bo:x", private=True) == set()


def test_a_room_with_others_does_not_see_what_its_members_see_elsewhere(engine: Engine) -> None:
    assert seen(engine, "!other:x", "@eva:x") == set()


def test_an_upgraded_room_keeps_its_tags_and_leaves_none_behind(engine: Engine) -> None:
    with engine.begin() as tx:
        moved(tx, LEADERS, "!newer:x", [])
    assert seen(engine, "!newer:x") == {"ledning", "vård"}
    assert seen(engine, LEADERS) == set()


def test_looking_up_takes_no_lock(engine: Engine) -> None:
    """The library writes in a transaction of its own while a question is answered."""
    with engine.connect() as tx:
        context = Context(ANNA, Role.STAFF, ROOM, False, "$1", None, START, "sv", tx)
        Scopes(SETTINGS).seen_from(context)
        assert not tx.in_transaction()
