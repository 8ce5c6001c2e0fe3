"""What `!hjälp` lists, and for whom."""

from collections.abc import Sequence
from typing import cast

import pytest
from sqlalchemy import Connection

from bot.skill import Command, Context, Message, Role, Skill
from bot.texts import Catalogue
from skills.help.skill import skill
from tests.clock import START


def nothing(context: Context, args: str) -> Sequence[Message]:
    return ()


WORDS = {"help.title": "Lampor", "help.on": "tänd", "help.off": "släck"}
LAMPS = Skill(
    name="lamps",
    commands=(
        Command("tänd", nothing, "help.on", aliases=("light",)),
        Command("släck", nothing, "help.off", Role.ADMIN, aliases=("dark",)),
    ),
    texts=Catalogue({"sv": WORDS, "en": WORDS}),
)


def told(args: str, language: str = "sv") -> str:
    context = Context(
        "@a:b", Role.STAFF, "!r", False, "$q", None, START, language, cast(Connection, None)
    )
    command = skill([LAMPS]).commands[0]
    return command.run(context, args)[0].text


def test_each_skill_in_brief_with_the_roles_that_its_words_take() -> None:
    assert "**Lampor**\n\n- `!tänd` – tänd\n- också `!släck` (administratörer)\n\n" in told("")


@pytest.mark.parametrize("word", ["tänd", "tand", "LIGHT", "!släck"])
def test_help_about_one_thing(word: str) -> None:
    assert told(word) == "**Lampor**\n\n- `!tänd` – tänd\n- `!släck` – släck (administratörer)"


def test_in_english_the_english_words() -> None:
    assert "`!light`" in told("", language="en")
    assert "`!help`" in told("nonsense", language="en")
