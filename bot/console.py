"""The same dispatch and outbox on a terminal: one message a line, replies below it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import TextIO

from bot.clock import Clock
from bot.dispatch import Dispatch
from bot.gate import stop
from bot.journal import Incoming, Journal
from bot.outbox import Outbox, Outgoing
from bot.render import render

CHANNEL = "console"


class Terminal:
    """A Transport that prints."""

    def __init__(self, out: TextIO, as_json: bool) -> None:
        self._out = out
        self._as_json = as_json

    async def send(self, out: Outgoing) -> str:
        """Print one message; with JSON, one object a line."""
        shown = render(out.text)
        event = f"${uuid.uuid4()}"
        if self._as_json:
            fields = {"to": out.to, "reply_to": out.reply_to, "text": shown.plain}
            print(json.dumps(fields | {"html": shown.html}, ensure_ascii=False), file=self._out)
        else:
            print(f"{shown.plain}\n", file=self._out)
        self._out.flush()
        return event


def converse(
    lines: Iterable[str],
    person: str,
    journal: Journal,
    outbox: Outbox,
    dispatch: Dispatch,
    terminal: Terminal,
    clock: Clock,
) -> None:
    """Take each line as a private message of `person` and print what is answered."""
    for line in lines:
        if not line.strip():
            continue
        journal.record([_message(line, person, clock)], "")
        for incoming in journal.pending():
            dispatch.handle(incoming)
        for out in outbox.due(clock.now()):
            outbox.sent(out.id, asyncio.run(terminal.send(out)))


def _message(line: str, person: str, clock: Clock) -> Incoming:
    kind = stop(line)
    return Incoming(
        event=f"${uuid.uuid4()}",
        room=_room_of(person),
        sender=person,
        sent=clock.now(),
        kind="stopped" if kind else "message",
        text=kind or line.rstrip("\n"),
        private=True,
        mentioned=True,
    )


def _room_of(person: str) -> str:
    """A private room whose id, like that of any other, does not name its person."""
    return f"!{hashlib.sha256(person.encode()).hexdigest()[:16]}:terminal"
