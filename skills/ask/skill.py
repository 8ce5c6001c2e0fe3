"""Questions: answered from the register and the documents, always with the source."""

from __future__ import annotations

from collections.abc import Sequence

from bot.skill import Command, Context, Message, Skill, UserError
from bot.texts import Catalogue
from knowledge.assistant import Assistant
from skills.ask.present import Presenter

say = Catalogue.beside(__file__)


def skill(assistant: Assistant) -> Skill:
    """The skill that answers: `!fråga`, `!vem`, and anything said to the bot in private."""

    def ask(context: Context, question: str) -> Sequence[Message]:
        if not question:
            raise UserError("ask.empty")
        answer = assistant.ask(question, context.now)
        return [context.reply(Presenter(say, context.language, context.now).answer(answer))]

    def who(context: Context, subject: str) -> Sequence[Message]:
        return ask(context, f"vem {subject}" if subject else "")

    return Skill(
        name="ask",
        commands=(
            Command("fråga", ask, "help.ask", aliases=("ask",)),
            Command("vem", who, "help.who", aliases=("who",)),
        ),
        listen=ask,
        texts=say,
    )
