"""What is kept about a person: shown to them, and removed when they ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from bot import audit, members
from bot.render import escape
from bot.skill import Attachment, Command, Context, Message, Skill
from bot.state import journal
from bot.texts import Catalogue

_YES = frozenset({"ja", "yes"})

say = Catalogue.beside(__file__)


def skill(others: Sequence[Skill], language: str) -> Skill:
    """`!mina-data` and `!radera-mig`; `others` are the skills that keep things about people,
    `language` is for people who have not chosen one."""

    def mine(context: Context, _args: str) -> Sequence[Message]:
        parts = dict(_parts(context, others, language))
        text = _page(context.language, parts)
        name = say(context.language, "mine.file")
        data = json.dumps(parts, ensure_ascii=False, indent=2).encode()
        shown = Message(
            to=context.member,
            text=text,
            key=f"mine:{context.event}",
            attachment=Attachment(name, "application/json", data),
        )
        if context.private:
            return [shown]
        return [shown, context.reply(say(context.language, "mine.private"))]

    def forget(context: Context, args: str) -> Sequence[Message]:
        if args.strip().casefold() not in _YES:
            return [context.reply(say(context.language, "forget.sure"))]
        stays = [
            one.texts(context.language, key)
            for one in others
            if one.personal and one.texts
            for key in one.personal.forget(context.tx, context.member)
        ]
        if audit.of_person(context.tx, context.member):
            stays.append(say(context.language, "forget.audit"))
        audit.forget(context.tx, context.member)
        members.forget(context.tx, context.member, context.event)
        audit.record(context.tx, context.now, audit.BOT, "person.forgotten", "person")
        lines = [say(context.language, "forget.done"), *stays, say(context.language, "forget.room")]
        return [context.reply("\n\n".join(lines))]

    return Skill(
        name="privacy",
        commands=(
            Command("mina-data", mine, "help.mine", aliases=("my-data",)),
            Command("radera-mig", forget, "help.forget", aliases=("forget-me",)),
        ),
        texts=say,
    )


def _parts(
    context: Context, others: Sequence[Skill], language: str
) -> Iterator[tuple[str, list[str]]]:
    """What each part of the house holds, under its heading."""
    for one in others:
        if one.personal and one.texts:
            shown: Mapping[str, Sequence[str]] = one.personal.shown(context.tx, context.member)
            for heading, lines in shown.items():
                if lines:
                    yield one.texts(context.language, heading), list(lines)
    yield say(context.language, "mine.bot"), list(_own(context, language))


def _own(context: Context, language: str) -> Iterator[str]:
    tx, person = context.tx, context.member
    chosen = members.language_of(tx, person) or language
    yield say(context.language, "mine.language", value=chosen)
    if told := members.was_told(tx, person):
        day = told.astimezone(context.now.tzinfo).date()
        yield say(context.language, "mine.told", day=day)
    yield say(context.language, "mine.handled", count=_handled(tx, person))
    if rows := audit.of_person(tx, person):
        yield say(context.language, "mine.audit", count=rows)


def _handled(tx: Connection, person: str) -> int:
    mine = select(func.count()).select_from(journal).where(journal.c.sender == person)
    return tx.scalar(mine) or 0


def _page(language: str, parts: Mapping[str, Sequence[str]]) -> str:
    head = say(language, "mine.head")
    sections = [
        "\n".join([f"**{title}**", "", *(f"- {escape(line)}" for line in lines)])
        for title, lines in parts.items()
    ]
    return "\n\n".join([head, *sections])
