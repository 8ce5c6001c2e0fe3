"""What the bot can do, and in which language it says so."""

from __future__ import annotations

from collections.abc import Sequence

from bot.members import choose_language
from bot.skill import Command, Context, Message, Role, Skill, UserError
from bot.texts import LANGUAGES, Catalogue, texts
from knowledge.fold import fold

say = Catalogue.beside(__file__)

_LANGUAGE_WORDS = {
    "sv": "sv", "svenska": "sv", "swedish": "sv",
    "en": "en", "engelska": "en", "english": "en",
}  # fmt: skip


def skill(others: Sequence[Skill]) -> Skill:
    """`!hjälp` and `!språk`; `others` are the skills whose commands are listed."""

    def help(context: Context, args: str) -> Sequence[Message]:
        listed = (*others, mine)
        about = [one for one in listed if args and _concerns(one, args)] or listed
        parts = [_part(context, one) for one in about]
        if about is listed:
            parts.insert(0, say(context.language, "help.intro"))
            parts.append(_beyond(context, listed))
            parts.append(say(context.language, "help.outro"))
        return [context.reply("\n\n".join(part for part in parts if part))]

    mine = Skill(
        name="help",
        commands=(
            Command("hjälp", help, "help.help", aliases=("help",)),
            Command("språk", _choose, "help.language", aliases=("language",)),
        ),
        texts=say,
    )
    return mine


def _concerns(skill: Skill, args: str) -> bool:
    """Whether the word after `!hjälp` names one of the skill's commands."""
    word = fold(args)
    return any(word == fold(name) for one in skill.commands for name in (one.name, *one.aliases))


def _part(context: Context, skill: Skill) -> str:
    """What the person may do with one skill, under its heading."""
    allowed = [one for one in skill.commands if one.role <= context.role]
    if not allowed:
        return ""
    assert skill.texts is not None, skill.name
    title = skill.texts(context.language, "help.title")
    return "\n".join([f"**{title}**", "", *(_line(context, skill, one) for one in allowed)])


def _line(context: Context, skill: Skill, command: Command) -> str:
    assert skill.texts is not None, skill.name
    needed = f" ({_role(context, command)})" if command.role > Role.STAFF else ""
    return f"- {_word(context, command)} – {skill.texts(context.language, command.help)}{needed}"


def _beyond(context: Context, listed: Sequence[Skill]) -> str:
    """The commands that take another role, in one line."""
    others = [
        f"{_word(context, command)} ({_role(context, command)})"
        for skill in listed
        for command in skill.commands
        if command.role > context.role
    ]
    return say(context.language, "help.beyond", commands=", ".join(others)) if others else ""


def _word(context: Context, command: Command) -> str:
    names = (command.name, *command.aliases)
    return f"`!{names[-1] if context.language == 'en' else names[0]}`"


def _role(context: Context, command: Command) -> str:
    return texts(context.language, f"role.{command.role.name.lower()}")


def _choose(context: Context, args: str) -> Sequence[Message]:
    language = _LANGUAGE_WORDS.get(args.strip().casefold())
    if language not in LANGUAGES:
        raise UserError("language.which")
    choose_language(context.tx, context.member, language)
    return [context.reply(say(language, "language.chosen"))]
