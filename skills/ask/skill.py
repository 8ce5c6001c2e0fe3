"""Questions: answered from the register and the documents, always with the source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.skill import Command, Context, Message, Role, Skill, UserError
from bot.texts import Catalogue
from knowledge.assistant import Assistant
from knowledge.model import Answer, Choice, Verdict
from skills.ask import store
from skills.ask.curation import Curation
from skills.ask.gaps import BAD, GOOD, PASS_ON, Gaps
from skills.ask.present import Presenter
from skills.ask.store import Asked

MIGRATIONS = Path(__file__).parent / "migrations"

SAME_TALK = timedelta(minutes=15)
"""In a private room, how long after a question the next may lean on it outside a thread."""

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
        last = _before(context)
        chosen = _chosen(question, last)
        if last and chosen:
            answer = assistant.ask(last.text, context.now, choice=chosen)
        else:
            answer = assistant.ask(question, context.now, earlier=last.text if last else "")
        text = Presenter(say, context.language, context.now).answer(answer)
        if waits := _remember(context, answer):
            text += "\n\n" + say(context.language, "gap.offer")
        return [context.reply(text, reactions=_buttons(answer, waits=waits))]

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
            Command("bra", gaps.good, "help.good", aliases=("good",)),
            Command("dåligt", gaps.bad, "help.bad", aliases=("bad",)),
            Command("luckor", gaps.list, "help.gaps", Role.PROCESS_LEADER, aliases=("gaps",)),
        ),
        listen=listen,
        on_reaction=gaps.reacted,
        on_room_moved=store.move,
        migrations=MIGRATIONS,
        texts=say,
    )


def _buttons(answer: Answer, *, waits: bool) -> tuple[str, ...]:
    """What can be pressed below an answer; `!fråga-vidare`, `!bra` and `!dåligt` do the same."""
    if waits:
        return (PASS_ON,)
    said = answer.responsible or answer.passages
    return (GOOD, BAD) if said and not answer.ask_back else ()


def _before(context: Context) -> Asked | None:
    """What was asked just before. Only read: the search that follows must not wait."""
    since = context.now - SAME_TALK
    with context.tx.engine.execution_options(reading=True).connect() as reader:
        return store.before(reader, context.room, context.thread, context.private, since)


def _chosen(question: str, last: Asked | None) -> Choice | None:
    """The choice that a number picks, where choices were given."""
    number = question.strip().rstrip(".)")
    if last is None or not number.isdecimal() or not 1 <= int(number) <= len(last.choices):
        return None
    return last.choices[int(number) - 1]


def _remember(context: Context, answer: Answer) -> bool:
    """Note how it went; True if the question waits for someone who knows."""
    if "unreadable-question" in answer.degraded or answer.refused:
        return False
    asked = Asked(
        event=context.event,
        text=answer.about or answer.question,
        room=context.room,
        thread=context.thread,
        verdict=answer.verdict,
        asked=context.now,
        choices=answer.ask_back,
    )
    store.remember(context.tx, asked)
    waits = answer.verdict is Verdict.UNKNOWN
    if waits:
        store.leave_open(context.tx, context.event, context.member)
    return waits
