"""Reminders: for oneself, for someone in the same room, or for the room."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.members import Available, language_of
from bot.skill import Command, Context, Kept, Message, Personal, Skill, UserError
from bot.texts import Catalogue
from knowledge.recur import Availability, describe
from skills.reminders import store
from skills.reminders.access import visible
from skills.reminders.make import Maker
from skills.reminders.press import Press
from skills.reminders.ring import Bell
from skills.reminders.store import Reminder
from skills.reminders.wording import Teller

MIGRATIONS = Path(__file__).parent / "migrations"
KEPT_DAYS = 30
LISTED = 30

_NUMBERED = re.compile(r"([^\W\d_]+(?:\s+bort)?)\s+(\d{1,9})\b\.?\s*(.*)", re.DOTALL)
_ASKED = re.compile(
    r"(?:kan du\s+|can you\s+|please\s+)?(?:påminna?|remind)\s+(.+)", re.IGNORECASE | re.DOTALL
)

say = Catalogue.beside(__file__)

Verb = Callable[[Context, Reminder, str], Sequence[Message]]


def skill(language: str, zone: ZoneInfo, available: Available | None = None) -> Skill:
    """`!påminn` and `!påminnelser`. `language` and `zone` are the team's; `available` tells when
    a person may be disturbed by what others want them reminded of."""
    bell = Bell(say, language, available or (lambda _tx, _person: Availability(zone)))
    maker, press = Maker(say, bell), Press(say)
    verbs: Mapping[str, Verb] = {
        **dict.fromkeys(("ändra", "change"), maker.change),
        **dict.fromkeys(("avbryt", "ta bort", "cancel", "remove"), press.stop),
        **dict.fromkeys(("klar", "klart", "done"), press.done),
        **dict.fromkeys(("snooza", "snooze"), press.snooze),
    }

    def remind(context: Context, args: str) -> Sequence[Message]:
        if not args:
            raise UserError("remind.how")
        if args.casefold() in ("lista", "list"):
            return _list(context, "")
        numbered = _NUMBERED.fullmatch(args)
        act = verbs.get(" ".join(numbered[1].casefold().split())) if numbered else None
        if numbered is None or act is None:
            return maker.make(context, args)
        return act(context, visible(context, int(numbered[2])), numbered[3].strip())

    def listen(context: Context, text: str) -> Sequence[Message] | None:
        # What is a reply to a question in private is its answer, whatever words it begins with.
        asked = None if context.private and context.replies_to else _ASKED.fullmatch(text)
        return maker.make(context, asked[1]) if asked else press.heard(context, text)

    def shown(tx: Connection, person: str) -> Mapping[str, Sequence[str]]:
        speaks = language_of(tx, person) or language
        found = store.all_of(tx, person)
        return {"kept.yours": [f"{describe(one.recurrence, speaks)}: {one.text}" for one in found]}

    return Skill(
        name="reminders",
        commands=(
            Command("påminn", remind, "help.remind", aliases=("remind",)),
            Command("påminnelser", _list, "help.reminders", aliases=("reminders",)),
        ),
        jobs=bell.jobs,
        listen=listen,
        on_reaction=press.reacted,
        on_edit=maker.edited,
        on_redaction=store.take_back,
        on_room_moved=store.move,
        personal=Personal(shown, _forget),
        kept=(Kept("reminders", KEPT_DAYS, "kept.reminders", store.over, store.purge),),
        migrations=MIGRATIONS,
        texts=say,
    )


def _list(context: Context, _args: str) -> Sequence[Message]:
    if context.private:
        found, where = store.of_person(context.tx, context.member), "yours"
    else:
        found, where = store.in_room(context.tx, context.room), "here"
    if not found:
        return [context.reply(say(context.language, f"remind.none-{where}"))]
    teller = Teller(say, context.language, context.member, context.now)
    lines = [f"- {teller.line(one)}" for one in found[:LISTED]]
    if len(found) > LISTED:
        lines.append("- " + say(context.language, "remind.more", count=len(found) - LISTED))
    head = say(context.language, f"remind.head-{where}")
    return [context.reply("\n".join([head, "", *lines]))]


def _forget(tx: Connection, person: str) -> Sequence[str]:
    store.forget(tx, person)
    return ()
