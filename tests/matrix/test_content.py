"""From messages to Matrix content."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matrix.content import file, messages, poll, reaction, split
from bot.outbox import Outgoing
from bot.skill import Attachment, Poll
from tests.clock import START


def outgoing(text: str = "hej", **changes: Any) -> Outgoing:
    fields: dict[str, Any] = {
        "id": 1,
        "key": "k",
        "to": "!r:x",
        "text": text,
        "thread": None,
        "reply_to": None,
        "edits": None,
        "mentions": (),
        "attachment": None,
        "created": START,
        "attempts": 0,
    }
    return Outgoing(**fields | changes)


def test_a_message_has_both_forms_and_pings_nobody() -> None:
    assert messages(outgoing("**I natt:** Anna")) == [
        {
            "msgtype": "m.text",
            "body": "I natt: Anna",
            "format": "org.matrix.custom.html",
            "formatted_body": "<p><strong>I natt:</strong> Anna</p>",
            "m.mentions": {},
        }
    ]


def test_who_is_to_be_pinged_is_named() -> None:
    (content,) = messages(outgoing(mentions=("@anna:x",)))
    assert content["m.mentions"] == {"user_ids": ["@anna:x"]}


def test_a_reply_in_a_thread_reads_as_a_reply_in_old_clients() -> None:
    (content,) = messages(outgoing(thread="$root", reply_to="$q"))
    assert content["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$q"},
    }
    (outside,) = messages(outgoing(reply_to="$q"))
    assert outside["m.relates_to"] == {"m.in_reply_to": {"event_id": "$q"}}


def test_an_edit_replaces_and_pings_nobody_anew() -> None:
    (content,) = messages(outgoing("nytt", edits="$old", thread="$root"))
    assert content["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$old"}
    assert content["body"] == "* nytt"
    assert content["m.new_content"]["body"] == "nytt"
    assert content["m.mentions"] == content["m.new_content"]["m.mentions"] == {}
    assert "m.relates_to" not in content["m.new_content"]


def test_an_edit_that_is_too_long_goes_on_in_the_thread() -> None:
    text = "\n\n".join(f"Stycke {number}. " + "ord " * 200 for number in range(60))
    first, *rest = messages(outgoing(text, edits="$old", thread="$root", reply_to="$q"))
    assert first["m.relates_to"]["rel_type"] == "m.replace"
    assert rest
    assert all(part["m.relates_to"]["event_id"] == "$root" for part in rest)


def test_a_file_without_words_is_only_a_file() -> None:
    attachment = Attachment("logg.csv", "text/csv", b"a;b")
    out = outgoing("", attachment=attachment, thread="$root")
    assert messages(out) == []
    content = file(out, attachment, {"url": "mxc://x/y"})
    assert content["msgtype"] == "m.file"
    assert content["info"] == {"mimetype": "text/csv", "size": 3}
    assert content["url"] == "mxc://x/y"
    assert content["m.relates_to"]["event_id"] == "$root"
    picture = Attachment("kurva.png", "image/png", b"")
    assert file(out, picture, {})["msgtype"] == "m.image"


def test_a_poll_speaks_to_new_clients_and_to_old_ones() -> None:
    asked = Poll("När passar mötet?", ("måndag", "tisdag"))
    content = poll(outgoing("", poll=asked, thread="$root"), asked)
    stable, unstable = content["m.poll"], content["org.matrix.msc3381.poll.start"]
    assert [answer["m.id"] for answer in stable["answers"]] == ["1", "2"]
    assert [answer["id"] for answer in unstable["answers"]] == ["1", "2"]
    assert stable["question"]["m.text"][0]["body"] == "När passar mötet?"
    words = "När passar mötet?\n1. måndag\n2. tisdag"
    assert content["m.text"] == [{"body": words}]
    assert content["org.matrix.msc1767.text"] == words
    assert content["m.relates_to"]["event_id"] == "$root"


def test_a_button_is_an_annotation() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$a", "key": "👍"}
    assert reaction("$a", "👍") == {"m.relates_to": relation}


def test_long_texts_are_cut_at_paragraphs() -> None:
    paragraphs = [f"Stycke {number} " + "å" * 500 for number in range(40)]
    parts = split("\n\n".join(paragraphs), 20_000)
    assert len(parts) > 1
    assert "\n\n".join(parts).split("\n\n") == paragraphs


@pytest.mark.parametrize("text", ["å" * 30_000, "ord " * 20_000, "rad\n" * 20_000])
def test_every_event_fits_once_it_is_sealed(text: str) -> None:
    contents = messages(outgoing(text, thread="$root", reply_to="$q"))
    assert all(len(json.dumps(content)) * 4 / 3 < 60_000 for content in contents)
    said = "".join(content["body"] for content in contents)
    assert "".join(said.split()) == "".join(text.split())


@settings(max_examples=50)
@given(st.text(max_size=300), st.integers(60, 400))
def test_nothing_is_lost_in_cutting(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
