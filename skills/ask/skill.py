"""Questions: answered from the register and the documents, always with the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.owners import Owners
from bot.scopes import Scopes
from bot.skill import Command, Context, Job, Message, Role, Skill
from bot.texts import Catalogue
from knowledge.assistant import Assistant
from knowledge.library import Library
from skills.ask import store
from skills.ask.asking import (
    ASK,
    BAD,
    GOOD,
    PASS_ON,
    WHO,
    Asking,
    chosen,
    question_of,
)
from skills.ask.curation import Curation
from skills.ask.gaps import NOT_MINE, Gaps
from skills.ask.keeping import Keeping
from skills.ask.keys import gap_in, review_in
from skills.ask.related import Related
from skills.ask.replies import Replies
from skills.ask.reviews import HOLDS, Reviews
from skills.ask.store import Asked

MIGRATIONS = Path(__file__).parent / "migrations"

say = Catalogue.beside(__file__)


def skill(
    assistant: Assistant,
    curation: Curation,
    owners: Owners,
    scopes: Scopes,
    zone: ZoneInfo,
    language: str,
) -> Skill:
    """The skill that answers: `!fråga`, `!vem`, and anything said to the bot in private.

    `owners` are asked when the documents do not say; what they answer comes into the library
    by `curation`. `language` is for people who have not chosen one.
    """
    asking = Asking(say, assistant, curation, scopes, owners, language)
    gaps = Gaps(say, owners, scopes)
    replies = Replies(say)
    reviews = Reviews(say, owners, zone, language)
    keeping = Keeping(curation.forget)

    def who(context: Context, subject: str) -> Sequence[Message]:
        return asking.ask(context, f"{WHO[0]} {subject}" if subject else "")

    def listen(context: Context, text: str) -> Sequence[Message]:
        kept = replies.answered(context, text)
        return asking.ask(context, text) if kept is None else kept

    def edited(context: Context, event: str, text: str) -> Sequence[Message] | None:
        kept = replies.edited(context, event, text)
        return asking.edited(context, event, text) if kept is None else kept

    return Skill(
        name="ask",
        commands=(
            Command(ASK[0], asking.ask, "help.ask", aliases=ASK[1:]),
            Command(WHO[0], who, "help.who", aliases=WHO[1:]),
            Command("fråga-vidare", gaps.pass_on, "help.pass-on", aliases=("ask-on",)),
            Command("bra", gaps.good, "help.good", aliases=("good",)),
            Command("dåligt", gaps.bad, "help.bad", aliases=("bad",)),
            Command("gäller", reviews.holds, "help.holds", aliases=("holds",)),
            Command("inte-min", gaps.not_mine, "help.not-mine", aliases=("not-mine",)),
            Command("luckor", gaps.list, "help.gaps", Role.PROCESS_LEADER, aliases=("gaps",)),
        ),
        jobs=(Job("answers.review", reviews.due, reviews.remind),),
        listen=listen,
        on_reaction=_Buttons(asking, gaps, reviews).pressed,
        on_edit=edited,
        on_redaction=keeping.take_back,
        on_room_moved=store.move,
        personal=keeping.personal,
        kept=keeping.kept,
        migrations=MIGRATIONS,
        texts=say,
    )


def related(library: Library, scopes: Scopes) -> Related:
    """What the governing documents say of matters, for other parts of the house."""
    return Related(say, library, scopes)


@dataclass(frozen=True)
class _Buttons:
    """What can be pressed below answers, questions to owners and reminders."""

    asking: Asking
    gaps: Gaps
    reviews: Reviews

    def pressed(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """A reaction to something that the skill has said; None if it is to anything else."""
        bare = sign.rstrip("\ufe0f")
        with context.reading() as reader:
            gap = gap_in(reader, context)
            review = review_in(reader, context)
            asked = question_of(reader, event)
        if gap:
            return self.gaps.not_mine(context, "") if bare == NOT_MINE else None
        if review:
            return self.reviews.holds(context, "") if bare == HOLDS else None
        return self._of_answer(context, asked, bare) if asked else None

    def _of_answer(self, context: Context, asked: Asked, sign: str) -> Sequence[Message] | None:
        if choice := chosen(sign, asked):
            return self.asking.pick(context, asked, choice)
        if sign in (GOOD, BAD):
            store.thumb(context.tx, asked.event, sign)
            return ()
        if sign == PASS_ON and asked.asker == context.member and asked.state == store.OPEN:
            return self.gaps.send(context, asked, named=False)
        return None
