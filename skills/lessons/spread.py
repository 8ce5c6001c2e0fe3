"""Lessons for others: given to chosen recipients as something that can be read by itself, and
followed until they have read it and said what they did with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot import audit
from bot.outbox import key_of
from bot.rooms import now_at
from bot.skill import Attachment, Context, Message, UserError
from knowledge.fold import fold
from skills.lessons import desk, exchange, fields, store
from skills.lessons.model import CLOSED, Lesson, State
from skills.lessons.store import Mark
from skills.lessons.tables import spread
from skills.lessons.wording import card, say

TICK = "✅"
_NOT_YET = CLOSED | {State.DRAFT, State.SUBMITTED}
_ALL = frozenset({"alla", "all"})


@dataclass(frozen=True)
class Given:
    """A lesson that was given to someone."""

    id: int
    lesson: int
    recipient: str
    acknowledged: datetime | None


@dataclass(frozen=True)
class Spread:
    """`recipients`: a name and a room, a person, or nothing for those who are not in Matrix."""

    recipients: Mapping[str, str]
    leaders: Sequence[str]
    team: str
    language: str

    def give(self, context: Context, args: str) -> Sequence[Message]:
        """`!sprid 12 LSG, Umeå`."""
        one, words = desk.numbered(context, args)
        if one.state in _NOT_YET:
            raise UserError(f"life.is-{one.state}", id=one.id)
        if one.secrecy_checked is None:
            raise UserError("spread.secrecy", id=one.id)
        chosen = self._chosen(words)
        had = {row.recipient for row in _given(context.tx, spread.c.lesson == one.id)}
        new = [name for name in chosen if name not in had]
        if not new:
            raise UserError("spread.had", id=one.id)
        sent = [each for name in new for each in self._send(context, one, name)]
        note(context, one, "spread", ", ".join(new))
        by_hand = [name for name in new if not self.recipients[name]]
        text = say(context.language, "spread.given", id=one.id, names=", ".join(new))
        if by_hand:
            text += "\n\n" + say(context.language, "spread.by-hand", names=", ".join(by_hand))
        return [*sent, desk.shown(context, one, text)]

    def acknowledge(self, context: Context, args: str) -> Sequence[Message]:
        """`!kvittera 12 vi har infört det`, where it was given or by those who gave it."""
        found = desk.NUMBER.fullmatch(args)
        number, words = (int(found[1]), found[2].strip()) if found else (0, args)
        here = spread.c.room.in_((context.room, context.member))
        if number:
            rows = _given(context.tx, here & (spread.c.lesson == number))
        else:
            key = key_of(context.tx, context.thread or context.replies_to or "")
            rows = _given(context.tx, spread.c.id == (number_of(key) or 0))
        if not rows:
            raise UserError("spread.unknown")
        return self._acknowledged(context, rows[0], fields.clean(words))

    def ticked(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """✅ below what was given says that it has been read."""
        id = number_of(key_of(context.tx, event))
        if id is None or sign.rstrip("\ufe0f") != TICK:
            return None
        rows = _given(context.tx, spread.c.id == id)
        if not rows or rows[0].acknowledged:
            return ()
        return self._acknowledged(context, rows[0], "")

    def _chosen(self, words: str) -> Sequence[str]:
        if not self.recipients:
            raise UserError("spread.nobody")
        if fold(words) in _ALL:
            return tuple(self.recipients)
        names = [fold(part) for part in words.split(",") if part.strip()]
        found = [name for name in self.recipients for part in names if fold(name).startswith(part)]
        if not found:
            raise UserError("spread.who", names=", ".join(self.recipients))
        return tuple(dict.fromkeys(found))

    def _send(self, context: Context, one: Lesson, name: str) -> Sequence[Message]:
        where = self.recipients[name]
        room = now_at(context.tx, where) if where else ""
        row = {"lesson": one.id, "recipient": name, "room": room, "at": context.now, "feedback": ""}
        key = context.tx.execute(insert(spread).values(row)).inserted_primary_key
        assert key is not None
        language = self.language
        whose = self.team or say(language, "spread.a-team")
        source = say(language, "spread.source", id=one.id, team=whose)
        file = exchange.shared(one, context.now, self.team, source)
        body = card(_for_others(one, source), language)
        asked = say(language, "spread.asked", id=one.id) if room else ""
        shown = Message(
            to=room or context.member,
            text="\n\n".join((say(language, "spread.head", team=whose), body, asked)).strip(),
            key=f"lesson:{one.id}:given:{key[0]}",
            reactions=(TICK,) if room else (),
            about=one.event,
        )
        # By itself, so that it is taken away too when its words are taken back.
        attached = Message(
            to=shown.to,
            text="",
            key=f"{shown.key}:file",
            attachment=Attachment(
                say(language, "spread.file", id=one.id),
                "application/json",
                file.model_dump_json(indent=2).encode(),
            ),
            about=one.event,
        )
        return shown, attached

    def _acknowledged(self, context: Context, given: Given, words: str) -> Sequence[Message]:
        values: dict[str, object] = {"acknowledged": given.acknowledged or context.now}
        if words:
            values |= {"feedback": words, "event": context.event}
        context.tx.execute(update(spread).where(spread.c.id == given.id).values(values))
        one = store.find(context.tx, given.lesson)
        if one is None:
            return ()
        said = f"{given.recipient}: {words}" if words else given.recipient
        note(context, one, "feedback" if words else "acknowledge", said)
        thanks = "spread.thanks-words" if words else "spread.thanks"
        return [context.reply(say(context.language, thanks)), *self._tell(context, one, said)]

    def _tell(self, context: Context, one: Lesson, said: str) -> Sequence[Message]:
        """Those who lead hear what came of it."""
        text = say(self.language, "spread.heard", id=one.id, title=one.title, said=said)
        return [
            Message(
                to=leader,
                text=text,
                key=f"lesson:{one.id}:heard:{context.event}:{leader}",
                about=context.event,
            )
            for leader in self.leaders
            if leader != context.member
        ]


def number_of(key: str | None) -> int | None:
    """The number of the giving that a message with this key is."""
    parts = (key or "").split(":")
    return int(parts[3]) if len(parts) == 4 and parts[::2] == ["lesson", "given"] else None


def note(context: Context, one: Lesson, what: str, said: str) -> None:
    """A line of history that changes nothing in the lesson."""
    mark = Mark(what, context.member, context.now, context.event, said)
    store.change(context.tx, one, one, mark)
    audit.record(context.tx, context.now, context.member, f"lesson.{what}", desk.origin_of(one))


def _for_others(one: Lesson, source: str) -> Lesson:
    """The lesson as it goes out: what was learned and decided, and no people."""
    return replace(one, owner="", verifier="", due=None, source=source, link="", teller="")


def _given(tx: Connection, where: ColumnElement[bool]) -> tuple[Given, ...]:
    columns = [spread.c[name] for name in Given.__dataclass_fields__]
    rows = tx.execute(select(*columns).where(where).order_by(spread.c.id)).mappings()
    return tuple(Given(**row) for row in rows)
