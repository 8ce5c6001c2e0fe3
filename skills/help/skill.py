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
        about = [one for one in listed if args and _concerns(one, args)]
        if about:
            parts = [_whole(context, one) for one in about]
        else:
            intro, outro = (say(context.language, f"help.{part}") for part in ("intro", "outro"))
            parts = [intro, *(_brief(context, one) for one in listed), outro]
        return [context.reply("\n\n".join(parts))]

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
    word = fold(args.lstrip("!"))
    return any(word == fold(name) for one in skill.commands for name in (one.name, *one.aliases))


def _brief(context: Context, skill: Skill) -> str:
    """A skill on three lines: its heading, its first command, and the words for the others."""
    first, *rest = skill.commands
    lines = [_title(context, skill), "", _line(context, skill, first)]
    if rest:
        words = ", ".join(_word(context, one) + _needed(context, one) for one in rest)
        lines.append(say(context.language, "help.also", commands=words))
    return "\n".join(lines)


def _whole(context: Context, skill: Skill) -> str:
    """All that can be done with a skill."""
    lines = [_line(context, skill, one) for one in skill.commands]
    return "\n".join([_title(context, skill), "", *lines])


def _title(context: Context, skill: Skill) -> str:
    assert skill.texts is not None, skill.name
    return f"**{skill.texts(context.language, 'help.title')}**"


def _line(context: Context, skill: Skill, command: Command) -> str:
    assert skill.texts is not None, skill.name
    about = skill.texts(context.language, command.help)
    return f"- {_word(context, command)} – {about}{_needed(context, command)}"


def _needed(context: Context, command: Command) -> str:
    """The role that a command takes, where it is not everyone's."""
    if command.role is Role.STAFF:
        return ""
    return f" ({texts(context.language, f'role.{command.role.name.lower()}')})"


def _word(context: Context, command: Command) -> str:
    names = (command.name, *command.aliases)
    return f"`!{names[-1] if context.language == 'en' else names[0]}`"


def _choose(context: Context, args: str) -> Sequence[Message]:
    language = _LANGUAGE_WORDS.get(args.strip().casefold())
    if language not in LANGUAGES:
        raise UserError("language.which")
    choose_language(context.tx, context.member, language)
    return [context.reply(say(language, "language.chosen"))]
