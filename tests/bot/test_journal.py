from dataclasses import replace

from sqlalchemy import Engine, select

from bot.journal import Incoming, Journal, came_in, mark_handled, waiting
from bot.state import journal as table
from tests.clock import START

QUESTION = Incoming(
    event="$1",
    room="!team:example.org",
    sender="@anna:example.org",
    sent=START,
    kind="message",
    text="vem har jouren",
    private=False,
    mentioned=True,
)


def test_a_replayed_event_changes_nothing(engine: Engine) -> None:
    journal = Journal(engine)
    assert journal.record([QUESTION], "s1") == (QUESTION,)
    assert journal.record([QUESTION, replace(QUESTION, event="$2")], "s2") == (
        replace(QUESTION, event="$2"),
    )
    assert [event.event for event in journal.pending()] == ["$1", "$2"]
    assert journal.token() == "s2"


def test_events_come_back_as_they_were_in_the_order_they_came(engine: Engine) -> None:
    events = [replace(QUESTION, event=f"${n}", thread="$root") for n in range(5)]
    Journal(engine).record(events, "s1")
    assert list(Journal(engine).pending()) == events


def test_talk_that_asks_nothing_is_noted_without_its_words(engine: Engine) -> None:
    journal = Journal(engine, concerns=lambda incoming: incoming.mentioned)
    talk = replace(QUESTION, event="$2", mentioned=False, thread="$root")
    assert journal.record([talk, QUESTION], "s1") == (QUESTION,)
    assert journal.pending() == (QUESTION,)
    with engine.connect() as tx:
        assert came_in(tx, "$2") == "$root"
        assert tx.scalars(select(table.c.text)).all() == ["", QUESTION.text]


def test_before_the_first_sync_there_is_no_token(engine: Engine) -> None:
    assert Journal(engine).token() is None


def test_what_was_said_is_forgotten_when_it_is_handled(engine: Engine) -> None:
    journal = Journal(engine)
    journal.record([QUESTION], "s1")
    with engine.begin() as tx:
        assert waiting(tx, "$1")
        mark_handled(tx, "$1")
        assert not waiting(tx, "$1")
        assert tx.scalar(select(table.c.text)) == ""
    assert journal.pending() == ()


def test_a_terminal_minds_only_its_own(engine: Engine) -> None:
    Journal(engine).record([QUESTION], "s1")
    assert Journal(engine, "console").pending() == ()
    assert Journal(engine, "console").token() is None
