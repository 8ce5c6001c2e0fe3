from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from bot.outbox import Outbox, Unsent, bridge, key_of, over_bridge, sent_in, take_back
from bot.skill import Attachment, Message, Poll
from bot.state import outbox as table
from tests.clock import START

DONE = Message(to="!a", text="Klar", key="reply:$q:9", reply_to="$q")


def put(engine: Engine, *messages: Message) -> Outbox:
    outbox = Outbox(engine)
    with engine.begin() as tx:
        outbox.put(tx, messages, START)
    return outbox


def test_a_key_is_queued_once_ever(engine: Engine) -> None:
    message = Message(to="!a", text="hej", key="k1")
    put(engine, message)
    outbox = put(engine, message, Message(to="!a", text="hej igen", key="k2"))
    first, second = outbox.due(START)
    assert (first.text, second.text) == ("hej", "hej igen")
    outbox.sent(first.id, "$out")
    put(engine, message)
    assert [out.key for out in outbox.due(START)] == ["k2"]


def test_the_transaction_id_follows_the_key(engine: Engine) -> None:
    outbox = put(engine, Message(to="!a", text="hej", key="k1"))
    once = outbox.due(START)[0].transaction()
    assert once == outbox.due(START)[0].transaction()
    assert "k1" not in once


def test_what_the_server_shows_is_known_before_its_sending_is_confirmed(engine: Engine) -> None:
    outbox = put(engine, Message(to="!a", text="hej", key="k1", thread="$root"))
    waiting = outbox.due(START)[0]
    outbox.seen({"of-another-device": "$x", waiting.transaction(): "$out"})
    with engine.connect() as tx:
        assert (key_of(tx, "$out"), sent_in(tx, "$out")) == ("k1", "$root")
    assert [out.text for out in outbox.due(START)] == ["hej"], "the rest of it is still to be sent"


def test_what_is_shown_but_not_confirmed_can_be_taken_back(engine: Engine) -> None:
    outbox = put(engine, Message(to="!a", text="hej", key="k1", about="$said"))
    outbox.seen({outbox.due(START)[0].transaction(): "$out"})
    with engine.begin() as tx:
        assert [one.redacts for one in take_back(tx, "$said")] == ["$out"]
    assert outbox.due(START) == ()


def test_nothing_is_queued_when_the_transaction_fails(engine: Engine) -> None:
    outbox = Outbox(engine)
    with engine.connect() as tx:
        outbox.put(tx, [Message(to="!a", text="hej", key="k1")], START)
        tx.rollback()
    assert outbox.due(START) == ()


def test_a_message_that_must_wait_holds_back_those_after_it_in_its_room_only(
    engine: Engine,
) -> None:
    outbox = put(
        engine,
        Message(to="!a", text="1", key="k1"),
        Message(to="!a", text="2", key="k2"),
        Message(to="!b", text="3", key="k3"),
    )
    first = outbox.due(START)[0]
    outbox.failed(first, Unsent("M_LIMIT_EXCEEDED", retry_after=timedelta(seconds=5)), START)
    assert [out.text for out in outbox.due(START)] == ["3"]
    later = START + timedelta(seconds=5)
    assert outbox.next_due() == START
    outbox.sent(outbox.due(START)[0].id, "$3")
    assert outbox.next_due() == later
    assert [out.text for out in outbox.due(later)] == ["1", "2"]


def test_pauses_grow_and_end_somewhere(engine: Engine) -> None:
    outbox = put(engine, Message(to="!a", text="1", key="k1"))
    now, pauses = START, []
    for _ in range(12):
        outbox.failed(outbox.due(now)[0], Unsent("TIMEOUT"), now)
        due = outbox.next_due()
        assert due is not None
        pauses.append(due - now)
        now = due
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(seconds=30)


def test_what_cannot_be_sent_does_not_stand_in_the_way(engine: Engine) -> None:
    outbox = put(engine, Message(to="!a", text="1", key="k1"), Message(to="!a", text="2", key="k2"))
    outbox.failed(outbox.due(START)[0], Unsent("M_FORBIDDEN", permanent=True), START)
    assert [out.text for out in outbox.due(START)] == ["2"]


def test_the_text_is_forgotten_when_it_is_out(engine: Engine) -> None:
    file = Attachment("plan.txt", "text/plain", b"hemligt")
    outbox = put(engine, Message(to="!a", text="hemligt", key="k1", attachment=file))
    out = outbox.due(START)[0]
    assert out.attachment == file
    outbox.sent(out.id, "$out")
    with engine.connect() as tx:
        row = tx.execute(select(table)).mappings().one()
    assert (row["text"], row["attachment"], row["event"]) == ("", None, "$out")


def test_an_edit_names_the_event_it_replaces(engine: Engine) -> None:
    outbox = put(engine, Message(to="!a", text="Ett ögonblick", key="k1"))
    outbox.sent(outbox.due(START)[0].id, "$placeholder")
    put(engine, Message(to="!a", text="Svaret", key="k2", edits="k1"))
    assert outbox.due(START)[0].edits == "$placeholder"


def test_an_edit_waits_until_what_it_replaces_is_out(engine: Engine) -> None:
    outbox = put(
        engine,
        Message(to="!a", text="Ett ögonblick", key="k1"),
        Message(to="!a", text="Svaret", key="k2", edits="k1"),
    )
    (placeholder,) = outbox.due(START)
    outbox.sent(placeholder.id, "$placeholder")
    assert outbox.due(START)[0].edits == "$placeholder"


def test_buttons_and_polls_are_kept_until_they_are_out(engine: Engine) -> None:
    poll = Poll("När?", ("måndag", "tisdag"))
    outbox = put(engine, Message(to="!a", text="", key="k1", reactions=("👍", "👎"), poll=poll))
    (out,) = outbox.due(START)
    assert (out.reactions, out.poll) == (("👍", "👎"), poll)


def test_the_first_answer_takes_the_place_of_what_bridged_the_wait(engine: Engine) -> None:
    outbox = put(engine, bridge("$q", "!a", None, "Ett ögonblick"))
    (waiting,) = outbox.due(START)
    assert (waiting.thread, waiting.reply_to) == ("$q", "$q")
    outbox.sent(waiting.id, "$wait")
    answers = [
        Message(to="!a", text="Svaret", key="reply:$q:1", reply_to="$q"),
        Message(to="!eva", text="En fråga", key="k2"),
    ]
    with engine.begin() as tx:
        outbox.put(tx, over_bridge(tx, "$q", answers, DONE), START)
    assert [(out.text, out.edits) for out in outbox.due(START)] == [
        ("Svaret", "$wait"),
        ("En fråga", None),
    ]
    with engine.connect() as tx:
        assert key_of(tx, "$wait") == "reply:$q:1", "what is pressed below it is for the answer"


def test_without_a_bridge_nothing_is_replaced(engine: Engine) -> None:
    answer = Message(to="!a", text="Svaret", key="reply:$q:1", reply_to="$q")
    with engine.begin() as tx:
        assert over_bridge(tx, "$q", [answer], DONE) == [answer]


@pytest.mark.parametrize(
    "elsewhere",
    [
        [],
        [Message(to="!eva", text="En fråga", key="k2")],
        [Message(to="!a", text="", key="k2", reply_to="$q", poll=Poll("Vilken?", ("A", "B")))],
    ],
)
def test_what_bridged_the_wait_does_not_stay_where_nothing_takes_its_place(
    engine: Engine, elsewhere: list[Message]
) -> None:
    put(engine, bridge("$q", "!a", None, "Ett ögonblick"))
    with engine.begin() as tx:
        said = over_bridge(tx, "$q", elsewhere, DONE)
    assert [(one.text, one.edits) for one in said[len(elsewhere) :]] == [("Klar", "wait:$q")]


def test_an_edit_of_what_could_not_be_sent_goes_out_by_itself(engine: Engine) -> None:
    outbox = put(engine, bridge("$q", "!a", None, "Ett ögonblick"))
    outbox.failed(outbox.due(START)[0], Unsent("M_TOO_LARGE", permanent=True), START)
    put(engine, Message(to="!a", text="Svaret", key="k2", edits="wait:$q"))
    (out,) = outbox.due(START)
    assert (out.text, out.edits) == ("Svaret", None)


def test_after_an_outage_what_waits_is_due_at_once_but_for_what_the_server_asked(
    engine: Engine,
) -> None:
    rooms = ("!a", "!b", "!c")
    outbox = put(engine, *(Message(to=room, text=room, key=room) for room in rooms))
    failing, limited, _ = outbox.due(START)
    outbox.failed(replace(failing, attempts=6), Unsent("ClientConnectorError"), START)
    asked = timedelta(minutes=2)
    outbox.failed(limited, Unsent("M_LIMIT_EXCEEDED", retry_after=asked), START)
    soon = START + timedelta(seconds=1)
    assert [out.text for out in outbox.due(soon)] == ["!c"]
    outbox.hasten(soon)
    assert [out.text for out in outbox.due(soon)] == ["!a", "!c"]
    assert [out.text for out in outbox.due(START + asked)] == ["!a", "!b", "!c"]


def test_with_few_places_who_asked_goes_before_what_is_said_unasked(engine: Engine) -> None:
    outbox = put(
        engine,
        Message(to="!a", text="1", key="k1"),
        Message(to="!b", text="2", key="k2"),
        Message(to="!c", text="3", key="k3"),
        Message(to="!d", text="Svaret", key="reply:$q:1", reply_to="$q"),
        Message(to="!b", text="4", key="k4"),
        Message(to="!e", text="", key="k5", redacts="$said"),
    )
    assert [out.key for out in outbox.due(START, places=0)] == ["reply:$q:1", "k5"]
    first = [out.key for out in outbox.due(START, busy={"!a", "!d"}, places=1)]
    assert first == ["k2", "k4", "k5"], "all for one recipient, in order; nothing where one is sent"
