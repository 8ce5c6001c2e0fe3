"""From a message of the outbox to Matrix content. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.outbox import Outgoing
from bot.render import render
from bot.skill import Attachment, Poll

Json = dict[str, Any]

LARGEST = 40_000
"""Bytes of text in one event: sealing adds a third, and an event may hold 65,536 in all."""

_BREAKS = ("\n\n", "\n", " ")


def messages(out: Outgoing) -> list[Json]:
    """The events that say `out.text`: one, or several where it is too long for one.

    An edit replaces the earlier message with the first part; the rest follows in its thread.
    """
    if not out.text:
        return []
    parts = split(out.text, LARGEST // 2 if out.edits else LARGEST)
    first, *rest = [_text(part) for part in parts]
    relation = _relation(out)
    mentions: Json = {"user_ids": list(out.mentions)} if out.mentions else {}
    if out.edits:
        head = _edit(first, out.edits) | {"m.mentions": mentions}
    else:
        head = first | relation | {"m.mentions": mentions}
    return [head, *(part | relation | {"m.mentions": {}} for part in rest)]


def file(out: Outgoing, attachment: Attachment, place: Mapping[str, Any]) -> Json:
    """The event that shows an uploaded file; `place` says where it lies ("url" or "file")."""
    image = attachment.media_type.startswith("image/")
    return {
        "msgtype": "m.image" if image else "m.file",
        "body": attachment.name,
        "filename": attachment.name,
        "info": {"mimetype": attachment.media_type, "size": len(attachment.data)},
        "m.mentions": {},
        **place,
        **_relation(out),
    }


def poll(out: Outgoing, asked: Poll) -> Json:
    """A poll in the stable form, with its unstable twin for clients from before it."""
    options = [(str(number), option) for number, option in enumerate(asked.options, start=1)]
    listed = "\n".join([asked.question, *(f"{number}. {option}" for number, option in options)])
    return {
        "m.text": [{"body": out.text or listed}],
        "m.poll": {
            "kind": "m.disclosed",
            "max_selections": 1,
            "question": {"m.text": [{"body": asked.question}]},
            "answers": [{"m.id": id, "m.text": [{"body": text}]} for id, text in options],
        },
        "org.matrix.msc1767.text": out.text or listed,
        "org.matrix.msc3381.poll.start": {
            "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": 1,
            "question": {"org.matrix.msc1767.text": asked.question},
            "answers": [{"id": id, "org.matrix.msc1767.text": text} for id, text in options],
        },
        "m.mentions": {},
        **_relation(out),
    }


def reaction(event: str, emoji: str) -> Json:
    """The bot's own reaction, for people to press."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": emoji}}


def split(text: str, limit: int) -> list[str]:
    """Cut Markdown into parts whose events stay within `limit` bytes, at paragraphs if possible."""
    return [part for part in _packed(text, limit, _BREAKS) if part.strip()]


def _packed(text: str, limit: int, breaks: tuple[str, ...]) -> Iterator[str]:
    if _size(text) <= limit:
        yield text
        return
    if not breaks:
        yield from _packed(text[: len(text) // 2], limit, ())
        yield from _packed(text[len(text) // 2 :], limit, ())
        return
    held: list[str] = []
    size = 0
    for piece in text.split(breaks[0]):
        added = _size(piece)
        if held and size + added > limit:
            yield from _packed(breaks[0].join(held), limit, breaks[1:])
            held, size = [], 0
        held.append(piece)
        size += added
    yield from _packed(breaks[0].join(held), limit, breaks[1:])


def _size(text: str) -> int:
    shown = render(text)
    return len(json.dumps([shown.plain, shown.html]))


def _text(markdown: str) -> Json:
    shown = render(markdown)
    return {
        "msgtype": "m.text",
        "body": shown.plain,
        "format": "org.matrix.custom.html",
        "formatted_body": shown.html,
    }


def _edit(content: Json, event: str) -> Json:
    return {
        **content,
        "body": f"* {content['body']}",
        "formatted_body": f"* {content['formatted_body']}",
        "m.new_content": content | {"m.mentions": {}},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def _relation(out: Outgoing) -> Json:
    reply = {"m.in_reply_to": {"event_id": out.reply_to or out.thread}}
    if out.thread:
        thread = {"rel_type": "m.thread", "event_id": out.thread, "is_falling_back": True}
        return {"m.relates_to": thread | reply}
    return {"m.relates_to": reply} if out.reply_to else {}
