"""What happens to a question that was not answered: it goes to someone in charge, whose
answer becomes a dated one, searched first; whoever asked is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.outbox import key_of
from bot.render import escape
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge.model import Verdict
from skills.ask import store
from skills.ask.store import Curated, Gap

LISTED = 10
REVIEW_MONTHS = 12
"""How long a written answer stands before its writer is asked whether it still holds."""

RATED_WITHIN = timedelta(days=1)
"""In a private room, how old an answer may be that is rated outside its thread."""

GOOD, BAD, PASS_ON = "👍", "👎", "✅"

_KEY = "gap:{id}:{owner}"
_WITH_NAME = frozenset({"med namn", "with my name", "med mitt namn"})


class Gaps:
    """The way of an unanswered question. `owners` are the people in charge."""

    def __init__(self, say: Catalogue, owners: Sequence[str]) -> None:
        self._say = say
        self._owners = tuple(owners)

    def pass_on(self, context: Context, args: str) -> Sequence[Message]:
        """`!fråga-vidare`: send the last unanswered question here to those in charge."""
        gap = store.latest_open(context.tx, context.member, context.room, context.thread)
        if gap is None:
            raise UserError("gap.none")
        return self._pass(context, gap, named=args.strip().casefold() in _WITH_NAME)

    def reacted(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """✅ under an answer passes the question on; 👍 and 👎 say how good it was."""
        asked = _question_of(context, event)
        if asked is None:
            return None
        bare = sign.rstrip("\ufe0f")
        if bare in (GOOD, BAD):
            store.thumb(context.tx, asked, bare)
            return ()
        gap = store.gap_of(context.tx, asked)
        if bare != PASS_ON or gap is None or gap.asker != context.member or gap.state != store.OPEN:
            return None
        return self._pass(context, gap, named=False)

    def good(self, context: Context, _args: str) -> Sequence[Message]:
        """`!bra`: the last answer here was of use."""
        return self._rate(context, GOOD)

    def bad(self, context: Context, _args: str) -> Sequence[Message]:
        """`!dåligt`: the last answer here was of no use."""
        return self._rate(context, BAD)

    def _rate(self, context: Context, sign: str) -> Sequence[Message]:
        since = context.now - RATED_WITHIN
        here = (context.room, context.thread, context.private, since)
        asked = store.before(context.tx, *here)
        if asked is None:
            raise UserError("rate.none")
        store.thumb(context.tx, asked.event, sign)
        return [context.reply(self._say(context.language, "rate.thanks"))]

    def answered(self, context: Context, text: str) -> Sequence[Message] | None:
        """Someone in charge writes in the thread of a question that was passed on."""
        gap = self._asked_of(context)
        if gap is None:
            return None
        today = context.now.date()
        review = _months_on(today, REVIEW_MONTHS)
        answer = Curated(gap.id, gap.text, text, context.member, today, review)
        store.write_answer(context.tx, answer)
        store.mark(context.tx, gap.id, store.ANSWERED)
        thanks = self._say(context.language, "gap.kept", review=review)
        told = self._say(
            context.language,
            "gap.answer",
            question=escape(gap.text),
            answer=_quoted(text),
            date=today,
        )
        return [
            context.reply(thanks),
            Message(
                to=gap.room,
                text=told,
                key=f"gap:{gap.id}:answer:{context.event}",
                thread=gap.thread or gap.origin,
                reply_to=gap.origin,
                mentions=(gap.asker,),
            ),
        ]

    def list(self, context: Context, _args: str) -> Sequence[Message]:
        """`!luckor`: what is asked most often and answered worst."""
        found = store.weakest(context.tx, LISTED)
        if not found:
            return [context.reply(self._say(context.language, "gap.no-gaps"))]
        lines = [self._say(context.language, "gap.head"), ""]
        for one in found:
            key = "answer-given" if one.verdict == Verdict.ANSWER else one.verdict
            how = self._say(context.language, f"gap.{key}")
            lines.append(f"1. {escape(one.text)} · {one.times} × · {how}")
        return [context.reply("\n".join(lines))]

    def _pass(self, context: Context, gap: Gap, *, named: bool) -> Sequence[Message]:
        if not self._owners:
            raise UserError("gap.nobody")
        store.mark(context.tx, gap.id, store.PASSED)
        who = escape(gap.asker) if named else self._say(context.language, "gap.someone")
        text = self._say(context.language, "gap.asks", who=who, question=escape(gap.text))
        return [
            context.reply(self._say(context.language, "gap.passed")),
            *(
                Message(to=owner, text=text, key=_KEY.format(id=gap.id, owner=owner))
                for owner in self._owners
            ),
        ]

    def _asked_of(self, context: Context) -> Gap | None:
        if not context.private or context.thread is None or context.member not in self._owners:
            return None
        # Only read here: if this is no answer after all, a search follows that must not wait.
        with context.tx.engine.execution_options(reading=True).connect() as reader:
            key = key_of(reader, context.thread) or ""
            kind, _, rest = key.partition(":")
            number, _, owner = rest.partition(":")
            if kind != "gap" or owner != context.member:
                return None
            return store.gap(reader, int(number))


def _question_of(context: Context, event: str) -> str | None:
    """The event that the bot's message `event` replied to."""
    key = key_of(context.tx, event) or ""
    return key.split(":", 1)[1].rpartition(":")[0] if key.startswith("reply:") else None


def _quoted(text: str) -> str:
    return "\n".join(f"> {escape(line)}" for line in text.splitlines() if line.strip())


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    # The 28th is in every month.
    return date(day.year + year, month + 1, min(day.day, 28))
