"""What the bot can do, and in which language it says so."""

from __future__ import annotations

from collections.abc import Sequence

from bot.members import choose_language
from bot.skill import Command, Context, Message, Role, Skill, UserError
from bot.texts import LANGUAGES, Catalogue, texts

say = Catalogue.beside(__file__)

_LANGUAGE_WORDS = {
    "sv": "sv", "svenska": "sv", "swedish": "sv",
    "en": "en", "engelska": "en", "english": "en",
}  # fmt: skip


def skill(others: Sequence[Skill]) -> Skill:
    """`!hjälp` and `!språk`; `others` are the skills whose commands are listed."""

    def help(context: Context, _args: str) -> Sequence[Message]:
        lines = [
            _line(context, one, command) for one in (*others, mine) for command in one.commands
        ]
        intro = say(context.language, "help.intro")
        outro = say(context.language, "help.outro")
        return [context.reply("\n".join([intro, "", *lines, "", outro]))]

    mine = Skill(
        name="help",
        commands=(
            Command("hjälp", help, "help.help", aliases=("help",)),
            Command("språk", _choose, "help.language", aliases=("language",)),
        ),
        texts=say,
    )
    return mine


def _line(context: Context, skill: Skill, command: Command) -> str:
    assert skill.texts is not None, skill.name
    names = (command.name, *command.aliases)
    name = names[-1] if context.language == "en" else names[0]
    role = texts(context.language, f"role.{command.role.name.lower()}")
    needed = f" ({role})" if command.role > Role.STAFF else ""
    return f"- `!{name}` – {skill.texts(context.language, command.help)}{needed}"


def _choose(context: Context, args: str) -> Sequence[Message]:
    language = _LANGUAGE_WORDS.get(args.strip().casefold())
    if language not in LANGUAGES:
        raise UserError("language.which")
    choose_language(context.tx, context.member, language)
    return [context.reply(say(language, "language.chosen"))]
