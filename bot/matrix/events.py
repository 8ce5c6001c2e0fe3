"""From a raw Matrix event to what the bot takes in. Pure: anything malformed is passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import unquote

from bot.journal import Incoming
from bot.matrix.room import Room
from bot.matrix.shapes import items, mapping

Raw = Mapping[str, Any]

_FILES = ("m.file", "m.image", "m.audio", "m.video")
_FALLBACK = re.compile(r"\A(?:>[^\n]*\n)+\n?")
_PILL = re.compile(r'<a href="https://matrix\.to/#/((?:@|%40)[^"?/<>]+)[^"<>]*">([^<>]+)</a>')
MOST_POWER = 2**53
"""Stands for the power of creators, which is above all numbers."""
_LONGEST_FORMATTED = 100_000
_LONGEST_ID = 255


@dataclass(frozen=True)
class Identity:
    """Who the bot is, and what people call it."""

    user_id: str
    names: tuple[str, ...] = ()

    def is_named_in(self, text: str) -> bool:
        """Whether the text holds the bot's full id, or one of its names as a word."""
        if self.user_id in text:
            return True
        words = "|".join(re.escape(name) for name in self.names if name)
        return bool(words and re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE))


@dataclass(frozen=True)
class _Reading:
    """What one kind of event says."""

    kind: str
    text: str
    relates: str | None = None
    media: str | None = None


def read(raw: Raw, room: Room, me: Identity, now: datetime) -> Incoming | None:
    """What an event (already decrypted) asks of the bot; None if nothing.

    `now` stands in where the sender's clock gives no usable time.
    """
    event, sender = raw.get("event_id"), raw.get("sender")
    if not _is_id(event) or not _is_id(sender) or sender == me.user_id or "state_key" in raw:
        return None
    reading = _read(raw)
    if reading is None:
        return None
    content = mapping(raw.get("content"))
    return Incoming(
        event=str(event),
        room=room.id,
        sender=str(sender),
        sent=sent_at(raw, now),
        kind=reading.kind,
        text=reading.text,
        private=room.is_private(me.user_id, str(sender)),
        mentioned=_mentions(content, me),
        thread=_thread(content),
        relates=reading.relates,
        media=reading.media,
        power=int(min(room.power_of(str(sender)), MOST_POWER)),
        can_redact=room.may_redact(me.user_id),
    )


def words(raw: Raw) -> str | None:
    """The words of a message (already decrypted), whoever wrote it and to whom; of an edit,
    the new ones."""
    reading = _read(raw) if raw.get("type") == "m.room.message" else None
    return reading.text if reading and reading.kind in ("message", "edit") else None


def caption(raw: Raw) -> str:
    """What somebody wrote beside a file; empty if nothing."""
    content = mapping(raw.get("content"))
    body = content.get("body") if content.get("msgtype") in _FILES else None
    return body if isinstance(body, str) else ""


def is_own_joining(raw: Raw, user_id: str) -> bool:
    """Whether the event is the moment when the bot came in (and no mere change of its name)."""
    if raw.get("type") != "m.room.member" or raw.get("state_key") != user_id:
        return False
    before = mapping(mapping(raw.get("unsigned")).get("prev_content"))
    joined = mapping(raw.get("content")).get("membership") == "join"
    return joined and before.get("membership") != "join"


def sent_at(raw: Raw, otherwise: datetime) -> datetime:
    """When the sender's server claims that the event was sent; aware."""
    try:
        return datetime.fromtimestamp(int(raw["origin_server_ts"]) / 1000, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return otherwise


def answered_by(raw: Raw) -> str | None:
    """The event that this one answers, also where its text is sealed."""
    related = mapping(mapping(raw.get("content")).get("m.relates_to"))
    return _id(mapping(related.get("m.in_reply_to")).get("event_id"))


def _read(raw: Raw) -> _Reading | None:
    content = mapping(raw.get("content"))
    related = mapping(content.get("m.relates_to"))
    match raw.get("type"):
        case "m.room.message" if related.get("rel_type") == "m.replace":
            return _edit(content, _id(related.get("event_id")))
        case "m.room.message":
            return _message(content)
        case "m.reaction":
            target, key = _id(related.get("event_id")), related.get("key")
            known = target is not None and isinstance(key, str)
            return _Reading("reaction", str(key), target) if known else None
        case "m.poll.response" | "org.matrix.msc3381.poll.response":
            target, picked = _id(related.get("event_id")), _picked(content)
            return _Reading("poll", picked, target) if target and picked else None
        case "m.room.redaction":
            target = _id(content.get("redacts")) or _id(raw.get("redacts"))
            return _Reading("redaction", "", target) if target else None
    return None


def _message(content: Raw) -> _Reading | None:
    body, kind = content.get("body"), content.get("msgtype")
    if not isinstance(body, str):
        return None
    replied = _replied(content)
    if kind == "m.text":
        text = _FALLBACK.sub("", body) if replied else body
        return _Reading("message", _with_ids(text, content.get("formatted_body")), replied)
    if kind in _FILES:
        return _Reading("file", str(content.get("filename") or body), replied, _media(content))
    return None  # notices come from other bots; the rest asks nothing


def _edit(content: Raw, edited: str | None) -> _Reading | None:
    """The new words of a message; those that stand beside it are for older clients."""
    new = _message(mapping(content.get("m.new_content")))
    known = new is not None and new.kind == "message" and edited is not None
    return replace(new, kind="edit", relates=edited) if known and new else None


def _with_ids(body: str, formatted: object) -> str:
    """The text with ids in place of the names of people who were picked from a list: clients
    write the shown name in the text, and the id only in the link behind it."""
    if not isinstance(formatted, str) or len(formatted) > _LONGEST_FORMATTED:
        return body
    for link, name in _PILL.findall(formatted):
        body = body.replace(unescape(name), unquote(link), 1)
    return body


def _picked(content: Raw) -> str:
    """The first option that a vote picks, in either form; empty if none."""
    unstable = mapping(content.get("org.matrix.msc3381.poll.response"))
    chosen = items(content.get("m.selections")) or items(unstable.get("answers"))
    return chosen[0] if chosen and isinstance(chosen[0], str) else ""


def _media(content: Raw) -> str:
    kept = {name: content[name] for name in ("url", "file") if name in content}
    size = mapping(content.get("info")).get("size")
    return json.dumps(kept | ({"info": {"size": size}} if isinstance(size, int) else {}))


def _replied(content: Raw) -> str | None:
    """The event that a person chose to reply to; None for a thread's mere fallback."""
    related = mapping(content.get("m.relates_to"))
    if related.get("is_falling_back") is True:
        return None
    return _id(mapping(related.get("m.in_reply_to")).get("event_id"))


def _thread(content: Raw) -> str | None:
    related = mapping(content.get("m.relates_to"))
    return _id(related.get("event_id")) if related.get("rel_type") == "m.thread" else None


def _mentions(content: Raw, me: Identity) -> bool:
    if "m.mentions" in content:
        people = mapping(content["m.mentions"]).get("user_ids")
        return isinstance(people, list) and me.user_id in people
    return any(
        me.is_named_in(text)
        for text in (content.get("body"), content.get("formatted_body"))
        if isinstance(text, str)
    )


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID


def _id(value: object) -> str | None:
    """An event's id; anything else in its place is none."""
    return str(value) if _is_id(value) and str(value).startswith("$") else None
