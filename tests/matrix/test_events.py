"""From raw events to what the bot takes in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journal import Incoming
from bot.matrix.events import Identity, answered_by, is_own_joining, read, words
from bot.matrix.room import Room
from tests.clock import START

BOT, ANNA, BENGT = "@lotsen:x", "@anna:x", "@bengt:x"
ME = Identity(BOT, ("lotsen", "Lotsen i Norr"))


def room(*people: str) -> Room:
    return Room("!r:x", dict.fromkeys((BOT, *people), "join"))


def event(kind: str = "m.room.message", **changes: Any) -> dict[str, Any]:
    base = {"event_id": "$e", "sender": ANNA, "type": kind, "origin_server_ts": 1_700_000_000_000}
    return base | changes


def message(body: str = "hej", **content: Any) -> dict[str, Any]:
    return event(content={"msgtype": "m.text", "body": body} | content)


def taken(raw: dict[str, Any], *people: str) -> Incoming:
    incoming = read(raw, room(*(people or (ANNA, BENGT))), ME, START)
    assert incoming is not None
    return incoming


def test_a_message() -> None:
    assert taken(message("vem ansvarar?")) == Incoming(
        event="$e",
        room="!r:x",
        sender=ANNA,
        sent=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        kind="message",
        text="vem ansvarar?",
        private=False,
        mentioned=False,
    )


def test_private_is_only_the_bot_and_the_sender() -> None:
    assert taken(message(), ANNA).private
    assert not taken(message(), BENGT).private, "the sender has left"


@pytest.mark.parametrize(
    ("raw", "mentioned"),
    [
        (message(**{"m.mentions": {"user_ids": [BOT]}}), True),
        (message("lotsen, hej", **{"m.mentions": {"user_ids": [ANNA]}}), False),
        (message("lotsen, hej", **{"m.mentions": {}}), False),
        (message("hej lotsen"), True),
        (message("Lotsen: hej"), True),
        (message("frågan till Lotsen i norr"), True),
        (message(f"{BOT} hej"), True),
        (message("lotsens bord"), False),
        (message("hej", formatted_body=f'<a href="https://matrix.to/#/{BOT}">L</a> hej'), True),
        (message(**{"m.mentions": ["x"]}), False),
    ],
)
def test_mentions(raw: dict[str, Any], mentioned: bool) -> None:
    assert taken(raw).mentioned is mentioned


def test_a_reply_loses_its_fallback_and_keeps_its_target() -> None:
    quoted = "> <@bengt:x> vem?\n> mer\n\nden frågan"
    raw = message(quoted, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$q"}}})
    assert (taken(raw).text, taken(raw).relates) == ("den frågan", "$q")
    assert taken(message("> ett citat\n\nhej")).text == "> ett citat\n\nhej"


def test_people_picked_from_a_list_are_named_by_their_id() -> None:
    link = '<a href="https://matrix.to/#/{}">{}</a>'
    shown = link.format("@anna:kommun.example", "Anna &amp; Co") + " ring " + link.format(
        "%40lars%3Aregion.example?via=x", "Anna"
    )  # fmt: skip
    raw = message("Anna & Co ring Anna", format="org.matrix.custom.html", formatted_body=shown)
    assert taken(raw).text == "@anna:kommun.example ring @lars:region.example"
    room_link = message("se rummet", formatted_body=link.format("!rum:kommun.example", "rummet"))
    assert taken(room_link).text == "se rummet"


def test_a_thread_is_kept_and_its_fallback_is_no_reply() -> None:
    relation = {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$q"}}
    within = message(**{"m.relates_to": relation | {"is_falling_back": True}})
    reply = message(**{"m.relates_to": relation | {"is_falling_back": False}})
    assert (taken(within).thread, taken(within).relates) == ("$root", None)
    assert (taken(reply).thread, taken(reply).relates) == ("$root", "$q")


def test_a_reaction_and_a_redaction() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$q", "key": "👍"}
    reaction = taken(event("m.reaction", content={"m.relates_to": relation}))
    assert (reaction.kind, reaction.text, reaction.relates) == ("reaction", "👍", "$q")
    old = taken(event("m.room.redaction", content={}, redacts="$q"))
    new = taken(event("m.room.redaction", content={"redacts": "$q"}))
    assert (old.kind, old.relates) == (new.kind, new.relates) == ("redaction", "$q")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.poll.response", {"m.selections": ["2", "1"]}),
        (
            "org.matrix.msc3381.poll.response",
            {"org.matrix.msc3381.poll.response": {"answers": ["2"]}},
        ),
    ],
)
def test_a_vote_in_either_form(kind: str, content: dict[str, Any]) -> None:
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": "$poll"}}
    vote = taken(event(kind, content=content | relation))
    assert (vote.kind, vote.text, vote.relates) == ("poll", "2", "$poll")


def test_a_file_keeps_what_it_takes_to_fetch_it() -> None:
    place = {"file": {"url": "mxc://x/y", "key": {"k": "z"}}, "info": {"size": 3}}
    raw = event(content={"msgtype": "m.file", "body": "rutin.pdf"} | place)
    assert (taken(raw).kind, taken(raw).text) == ("file", "rutin.pdf")
    assert json.loads(taken(raw).media or "") == place
    captioned = event(
        content={"msgtype": "m.file", "body": "här är den", "filename": "rutin.pdf"} | place
    )
    assert taken(captioned).text == "rutin.pdf"


@pytest.mark.parametrize(
    "raw",
    [
        message() | {"sender": BOT},
        event(content={"msgtype": "m.notice", "body": "x"}),
        event(content={"msgtype": "m.emote", "body": "x"}),
        event(content={"msgtype": "m.text", "body": 7}),
        event(content={}),
        event(content=None),
        message("* x", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$q"}}),
        message() | {"state_key": ""},
        event("m.room.name", content={"name": "x"}),
        event("m.reaction", content={"m.relates_to": {"event_id": "$q"}}),
        event("m.room.redaction", content={}),
        event("m.poll.response", content={"m.selections": ["1"]}),
        event("m.poll.response", content={"m.relates_to": {"event_id": "$q"}}),
        message() | {"event_id": None},
        message() | {"event_id": "$" + "x" * 300},
        message() | {"sender": ""},
    ],
)
def test_what_asks_nothing(raw: dict[str, Any]) -> None:
    assert read(raw, room(ANNA), ME, START) is None


@pytest.mark.parametrize("timestamp", [None, "x", -(10**30), 10**30, 1e400, []])
def test_a_senseless_time_becomes_now(timestamp: Any) -> None:
    assert taken(message() | {"origin_server_ts": timestamp}).sent == START


def test_the_moment_of_joining() -> None:
    def joining(**changes: Any) -> dict[str, Any]:
        base = {"type": "m.room.member", "state_key": BOT, "content": {"membership": "join"}}
        return base | changes

    assert is_own_joining(joining(), BOT)
    assert is_own_joining(joining(unsigned={"prev_content": {"membership": "invite"}}), BOT)
    renamed = joining(unsigned={"prev_content": {"membership": "join"}})
    assert not is_own_joining(renamed, BOT)
    assert not is_own_joining(joining(state_key=ANNA), BOT)
    assert not is_own_joining(joining(content={"membership": "leave"}), BOT)


def test_what_an_event_answers_is_seen_from_outside() -> None:
    relation = {"rel_type": "m.thread", "m.in_reply_to": {"event_id": "$q"}}
    assert answered_by({"content": {"m.relates_to": relation}}) == "$q"
    assert answered_by({"content": {}}) is None


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "body",
                    "msgtype",
                    "m.relates_to",
                    "event_id",
                    "key",
                    "m.mentions",
                    "user_ids",
                    "m.selections",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(
    junk, st.sampled_from(["m.room.message", "m.reaction", "m.room.redaction", "m.poll.response"])
)
def test_nothing_malformed_breaks_it(content: Any, kind: str) -> None:
    for raw in (event(kind, content=content), {"type": kind, "content": content}):
        found = read(raw, room(ANNA), ME, START)
        assert found is None or found.sent.tzinfo is not None
        answered_by(raw)
        is_own_joining(raw, BOT)


def test_the_words_of_a_message_and_of_an_edit() -> None:
    new = {"msgtype": "m.text", "body": "sent"}
    edit = {
        "msgtype": "m.text",
        "body": "* sent",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$tidigt"},
    }
    assert words({"type": "m.room.message", "content": new}) == "sent"
    assert words({"type": "m.room.message", "content": edit}) == "sent"
    assert words({"type": "m.reaction", "content": new}) is None
