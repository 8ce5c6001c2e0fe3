"""What has been agreed to be done: noted, listed, ticked off, and its owner reminded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import actions, errand
from bot.actions import DONE, DROPPED, Action
from bot.members import Available, language_of
from bot.outbox import key_of
from bot.skill import (
    Command,
    Context,
    Job,
    Kept,
    Message,
    Personal,
    Role,
    Skill,
    Slot,
    UserError,
)
from bot.texts import Catalogue
from knowledge.recur import Availability, right_moment
from skills.actions import wording

REMINDED_AT = time(9)
OVERDUE_EVERY = timedelta(days=7)
OVERDUE_TIMES = 8
"""After two months of silence the list of the room is reminder enough."""
KEPT_DAYS = 730
TICK = "✅"

Origin = Callable[[Context], str]
Verb = Callable[[Context, str], Sequence[Message]]

say = Catalogue.beside(__file__)


def skill(
    origin: Origin, zone: ZoneInfo, language: str, available: Available | None = None
) -> Skill:
    """`!åtgärd` and `!åtgärder`. `origin` tells what an action noted in a room comes from, as
    "meeting:3"; `language` is for people who have not chosen one; `available` tells when a
    person may be reminded."""
    hours = available or (lambda _tx, _person: Availability(zone))

    def note(context: Context, words: str) -> Sequence[Message]:
        verb, _, rest = words.partition(" ")
        if act := _VERBS.get(verb.casefold()):
            return act(context, rest.strip())
        members = (*context.outside.members(context.room), context.member)
        wanted = errand.read(words, members, context.now)
        new = actions.add(
            context.tx,
            wanted.text,
            owner=wanted.owner,
            due=wanted.due,
            room=context.room,
            origin=origin(context),
            event=context.event,
            now=context.now,
        )
        return [_told(context, "action.taken", new)]

    def remind(tx: Connection, slot: Slot, now: datetime) -> Sequence[Message]:
        action = actions.find(tx, int(slot.item.partition(":")[0]))
        if action is None or action.state != actions.OPEN or not action.owner:
            return ()
        speaks = language_of(tx, action.owner) or language
        return [_reminder(action, slot, speaks, now.astimezone(zone).date())]

    def due(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
        soon = until.astimezone(zone).date() + timedelta(days=1)
        owned = [action for action in actions.due_by(tx, soon) if action.owner]
        slots = [_latest(one, until, zone, hours(tx, one.owner)) for one in owned]
        return [slot for slot in slots if slot]

    return Skill(
        name="actions",
        commands=(
            Command("åtgärd", note, "help.action", aliases=("action",), spoken=("åtgärd",)),
            Command("åtgärder", _list, "help.actions", aliases=("actions",)),
        ),
        jobs=(Job("actions.remind", due, remind),),
        on_reaction=_ticked,
        on_redaction=actions.take_back,
        on_room_moved=actions.move,
        personal=Personal(_shown, _forget),
        kept=(Kept("actions", KEPT_DAYS, "kept.actions", actions.closed_before, actions.purge),),
        texts=say,
    )


def _list(context: Context, _args: str) -> Sequence[Message]:
    if context.private:
        found, where = actions.open_of(context.tx, context.member), "yours"
    else:
        found, where = actions.open_in(context.tx, context.room), "here"
    if not found:
        return [context.reply(say(context.language, f"action.none-{where}"))]
    head = say(context.language, f"action.head-{where}")
    return [context.reply("\n".join([head, "", *(f"- {_line(context, one)}" for one in found)]))]


def _close(context: Context, number: str, state: str) -> Sequence[Message]:
    action = _mine(context, number)
    actions.close(context.tx, action.id, state, context.now)
    return [context.reply(say(context.language, f"action.{state}", id=action.id))]


def _move(context: Context, words: str) -> Sequence[Message]:
    number, _, rest = words.partition(" ")
    action = _mine(context, number)
    day = errand.read_date(rest, context.now)
    if day is None:
        raise UserError("action.no-date", id=action.id)
    actions.change(context.tx, action.id, owner=action.owner, due=day)
    changed = actions.find(context.tx, action.id)
    assert changed is not None
    return [_told(context, "action.moved", changed)]


def _mine(context: Context, number: str) -> Action:
    """The open action with this number, if it is this person's to change."""
    digits = number.strip().rstrip(".")
    action = actions.find(context.tx, int(digits)) if _is_number(digits) else None
    seen = action and (action.owner == context.member or action.room == context.room)
    if action is None or not seen or action.state != actions.OPEN:
        raise UserError("action.unknown", id=digits[:8] or "–")
    if action.owner not in ("", context.member) and context.role < Role.TEAM_LEAD:
        raise UserError("action.not-yours")
    return action


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) < 9


_VERBS: Mapping[str, Verb] = {
    **dict.fromkeys(("klar", "klart", "done"), lambda c, n: _close(c, n, DONE)),
    **dict.fromkeys(("stryk", "drop"), lambda c, n: _close(c, n, DROPPED)),
    **dict.fromkeys(("flytta", "move"), _move),
}


def _ticked(context: Context, event: str, sign: str) -> Sequence[Message] | None:
    key = key_of(context.tx, event) or ""
    if not key.startswith("action:") or sign.rstrip("\ufe0f") != TICK:
        return None
    action = actions.find(context.tx, int(key.split(":")[1]))
    if action is None or action.state != actions.OPEN or action.owner != context.member:
        return ()
    return _close(context, str(action.id), DONE)


def _latest(action: Action, until: datetime, zone: ZoneInfo, owner: Availability) -> Slot | None:
    """The last time up to `until` that the owner is to be reminded, at the first moment from
    nine o'clock on when they may be: what was missed before it is not made up for."""
    assert action.due is not None
    days = [action.due - timedelta(days=1), action.due]
    days += [action.due + OVERDUE_EVERY * n for n in range(1, OVERDUE_TIMES + 1)]
    nine = [datetime.combine(day, REMINDED_AT, zone) for day in days]
    moments = [(right_moment(at, owner), at.date()) for at in nine if action.made < at <= until]
    past = [(moment, day) for moment, day in moments if moment <= until]
    return Slot(past[-1][0], f"{action.id}:{action.due}:{past[-1][1]}") if past else None


def _reminder(action: Action, slot: Slot, language: str, today: date) -> Message:
    assert action.due is not None
    left = (action.due - today).days
    code = "overdue" if left < 0 else "tomorrow" if left else "today"
    text = say(language, f"action.{code}", text=action.text, day=action.due)
    press = say(language, "action.press", id=action.id)
    return Message(
        to=action.owner,
        text=f"{text}\n\n{press}",
        # By the day it is for, and not by the moment: who changes their hours hears it once.
        key=f"action:{action.id}:{slot.item.rpartition(':')[2]}",
        reactions=(TICK,),
        about=action.event,
    )


def _told(context: Context, code: str, action: Action) -> Message:
    mentions = (action.owner,) if action.owner not in ("", context.member) else ()
    line = _line(context, action)
    return context.reply(say(context.language, code, line=line), mentions=mentions)


def _line(context: Context, action: Action) -> str:
    return wording.line(say, context.language, action, context.now.date())


def _shown(tx: Connection, person: str) -> Mapping[str, Sequence[str]]:
    return {"kept.yours": [f"{one.text} ({one.due or '–'})" for one in actions.open_of(tx, person)]}


def _forget(tx: Connection, person: str) -> Sequence[str]:
    actions.let_go(tx, person)
    return ()
