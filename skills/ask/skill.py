"""Questions: answered from the register and the documents, always with the source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.skill import Command, Context, Message, Role, Skill, UserError
from bot.texts import Catalogue
from knowledge.assistant import Assistant
from knowledge.model import Answer, Verdict
from skills.ask import store
from skills.ask.curation import Curation
from skills.ask.gaps import Gaps
from skills.ask.present import Presenter

MIGRATIONS = Path(__file__).parent / "migrations"

say = Catalogue.beside(__file__)


def skill(assistant: Assistant, curation: Curation, owners: Sequence[str]) -> Skill:
    """The skill that answers: `!fråga`, `!vem`, and anything said to the bot in private.

    `owners` are the people who are asked when the documents do not say; what they answer
    comes into the library by `curation`.
    """
    gaps = Gaps(say, owners)

    def ask(context: Context, question: str) -> Sequence[Message]:
        if not question:
            raise UserError("ask.empty")
        curation.bring_in(context.tx, context.now)
        answer = assistant.ask(question, context.now)
        text = Presenter(say, context.language, context.now).answer(answer)
        if _remember(context, answer):
            text += "\n\n" + say(context.language, "gap.offer")
        return [context.reply(text)]

    def who(context: Context, subject: str) -> Sequence[Message]:
        return ask(context, f"vem {subject}" if subject else "")

    def listen(context: Context, text: str) -> Sequence[Message]:
        written = gaps.answered(context, text)
        return ask(context, text) if written is None else written

    return Skill(
        name="ask",
        commands=(
            Command("fråga", ask, "help.ask", aliases=("ask",)),
            Command("vem", who, "help.who", aliases=("who",)),
            Command("fråga-vidare", gaps.pass_on, "help.pass-on", aliases=("ask-on",)),
            Command("luckor", gaps.list, "help.gaps", Role.PROCESS_LEADER, aliases=("gaps",)),
        ),
        listen=listen,
        on_reaction=gaps.reacted,
        migrations=MIGRATIONS,
        texts=say,
    )


def _remember(context: Context, answer: Answer) -> bool:
    """Note how it went; True if the question waits for someone who knows."""
    if "unreadable-question" in answer.degraded:
        return False
    store.remember(context.tx, context.event, answer.question, answer.verdict, context.now)
    waits = answer.verdict is Verdict.UNKNOWN
    if waits:
        store.leave_open(context.tx, context.event, context.member, context.room, context.thread)
    return waits
