"""Making a round in a private talk, one thing at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from bot.db import upsert
from bot.people import named
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge import recur
from skills.reflection import replies, wording
from skills.reflection.replies import Guess, Wish
from skills.reflection.tables import talk

LASTS = timedelta(hours=1)
STEPS = ("title", "when", "who", "how", "within")

Draft = Callable[[Context, str, str], Sequence[Message]]
"""Makes a draft of a line, to be summarised in a room."""
_CANCEL = frozenset({"avbryt", "cancel", "stopp", "stop"})
_EVERYONE = frozenset({"alla", "alla här", "everyone", "everybody", "all"})


class Talk:
    """Asks for a title, a time, people, how answers are shown, and how long there is."""

    def __init__(self, say: Catalogue, draft: Draft) -> None:
        self._say = say
        self._draft = draft

    def begin(self, context: Context, _args: str) -> Sequence[Message]:
        """`!runda ny`, in the room where the round belongs or in private."""
        self._keep(context, context.room, {})
        question = self._ask(context, "title")
        if context.private:
            return [self._reply(context, question)]
        key = f"talk:{context.event}"
        told = context.reply(self._say(context.language, "talk.in-private"))
        return [told, Message(to=context.member, text=question, key=key)]

    def heard(self, context: Context, text: str) -> Sequence[Message] | None:
        """The answer to what was asked; None if no talk goes on, or it is a question."""
        row = context.tx.execute(select(talk).where(talk.c.person == context.member)).one_or_none()
        if row is None or row.until < context.now or replies.guess(text) is Guess.QUESTION:
            return None
        if text.strip(" .!").casefold() in _CANCEL:
            forget(context.tx, context.member)
            return [self._reply(context, self._say(context.language, "talk.cancelled"))]
        said: dict[str, str] = json.loads(row.said)
        step = STEPS[len(said)]
        said[step] = self._read(context, row.room, step, text)
        if len(said) < len(STEPS):
            self._keep(context, row.room, said)
            return [self._reply(context, self._ask(context, STEPS[len(said)]))]
        forget(context.tx, context.member)
        return self._draft(context, _line(said), row.room)

    def _read(self, context: Context, room: str, step: str, text: str) -> str:
        """What an answer puts into the line. Raises UserError and BadRecurrence."""
        skipped = replies.wish(text) is Wish.SKIP
        match step:
            case "title":
                return f'"{text.strip().replace(chr(34), "")}"'
            case "when":
                recur.parse(text, context.now)
                return text
            case "who":
                return self._people(context, room, text)
            case "how":
                return "" if skipped else text
            case _:
                if not skipped and wording.duration(text) is None:
                    raise UserError("talk.no-time")
                return "" if skipped else f"svar inom {text.strip()}"

    def _people(self, context: Context, room: str, text: str) -> str:
        if text.strip(" .!").casefold() in _EVERYONE and room != context.room:
            return "för alla"
        known = {*context.outside.members(room), *wording.FULL_ID.findall(text), context.member}
        people = named(text, known).people
        if not people:
            raise UserError("round.who")
        return f"för {' '.join(people)}"

    def _ask(self, context: Context, step: str) -> str:
        return self._say(context.language, f"talk.{step}")

    def _reply(self, context: Context, text: str) -> Message:
        key = f"talk:{context.event}"
        return replace(context.reply(text), thread=context.thread, key=key)

    def _keep(self, context: Context, room: str, said: Mapping[str, str]) -> None:
        values = {"person": context.member, "room": room, "said": json.dumps(said)}
        upsert(context.tx, talk, "person", values | {"until": context.now + LASTS})


def forget(tx: Connection, person: str) -> None:
    """Drop what a person has begun."""
    tx.execute(delete(talk).where(talk.c.person == person))


def move(tx: Connection, old: str, new: str) -> None:
    """A room was upgraded."""
    tx.execute(update(talk).where(talk.c.room == old).values(room=new))


def purge(tx: Connection, before: datetime) -> None:
    """Drop what was begun long ago and left."""
    tx.execute(delete(talk).where(talk.c.until < before))


def _line(said: Mapping[str, str]) -> str:
    parts = (said["title"], said["when"], said["who"], said["how"], said["within"])
    return " , ".join(part for part in parts if part)
