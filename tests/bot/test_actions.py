"""What people have taken on to do."""

from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from bot import actions
from bot.actions import DONE, Action
from tests.clock import START


def take_on(tx: Connection, text: str = "ring bakjouren", **changes: object) -> Action:
    given = {"owner": "@a:x", "due": None, "room": "!r", "origin": "meeting:1", "event": "$1"}
    return actions.add(tx, text, **given | changes, now=START)  # type: ignore[arg-type]


def test_the_most_urgent_comes_first_and_what_has_no_date_last(engine: Engine) -> None:
    with engine.begin() as tx:
        take_on(tx, "utan datum")
        take_on(tx, "sen", due=date(2026, 12, 20))
        take_on(tx, "snart", due=date(2026, 12, 1))
        assert [one.text for one in actions.open_in(tx, "!r")] == ["snart", "sen", "utan datum"]
        assert [one.text for one in actions.due_by(tx, date(2026, 12, 1))] == ["snart"]
        assert actions.open_in(tx, "!annat") == ()


def test_what_is_done_is_no_longer_open_and_goes_in_its_time(engine: Engine) -> None:
    with engine.begin() as tx:
        one = take_on(tx)
        actions.close(tx, one.id, DONE, START)
        assert actions.open_of(tx, "@a:x") == ()
        assert [old.state for old in actions.of(tx, "meeting:1")] == [DONE]
        assert actions.closed_before(tx, START) == 0
        later = START + timedelta(seconds=1)
        assert (actions.closed_before(tx, later), actions.purge(tx, later)) == (1, 1)
        assert actions.find(tx, one.id) is None


def test_words_and_people_can_go_and_the_task_stays(engine: Engine) -> None:
    with engine.begin() as tx:
        one = take_on(tx)
        actions.take_back(tx, "$1")
        actions.let_go(tx, "@a:x")
        actions.move(tx, "!r", "!ny")
        (left,) = actions.open_in(tx, "!ny")
        assert (left.id, left.text, left.owner) == (one.id, actions.TAKEN_BACK, "")
