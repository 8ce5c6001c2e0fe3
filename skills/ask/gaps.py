"""What happens to a question that was not answered: it goes to someone in charge, without the
name of who asked unless they agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.owners import Owners
from bot.render import escape
from bot.scopes import Scopes
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge.model import Verdict
from skills.ask import store
from skills.ask.asking import BAD, GOOD
from skills.ask.keys import gap_in, gap_key
from skills.ask.store import Asked

LISTED = 10
RATED_WITHIN = timedelta(days=1)
"""In a private room, how old an answer may be that is rated outside its thread."""
NOT_MINE = "❌"

_WITH_NAME = frozenset({"med namn", "with my name", "med mitt namn"})


class Gaps:
    """The way of an unanswered question to those in charge."""

    def __init__(self, say: Catalogue, owners: Owners, scopes: Scopes) -> None:
        self._say = say
        self._owners = owners
        self._scopes = scopes

    def pass_on(self, context: Context, args: str) -> Sequence[Message]:
        """`!fråga-vidare`: send the last unanswered question here to those in charge."""
        gap = store.latest_open(context.tx, context.member, context.room, context.thread)
        if gap is None:
            raise UserError("gap.none")
        return self.send(context, gap, named=args.strip().casefold() in _WITH_NAME)

    def send(self, context: Context, gap: Asked, *, named: bool) -> Sequence[Message]:
        """To the owner of the area or the nearest document, else to those who lead. Whoever
        has the same question already is not asked again."""
        owners = self._owners.of(*gap.may_know)
        if not owners:
            raise UserError("gap.nobody")
        known = store.same_passed_on(context.tx, gap)
        store.mark(context.tx, [gap.id], store.PASSED)
        thanks = context.reply(self._say(context.language, "gap.passed"))
        if known:
            return [thanks]
        who = escape(gap.asker or "") if named else self._say(context.language, "gap.someone")
        return [thanks, *(self._asks(context, gap, owner, who) for owner in owners)]

    def not_mine(self, context: Context, _args: str) -> Sequence[Message]:
        """`!inte-min`: the question that was passed on belongs to someone else."""
        gap = gap_in(context.tx, context)
        if gap is None or gap.state != store.PASSED:
            raise UserError("gap.not-asked")
        others = [one for one in self._owners.leaders if one != context.member]
        if not others:
            raise UserError("gap.nobody-else")
        someone = self._say(context.language, "gap.someone")
        thanks = context.reply(self._say(context.language, "gap.moved-on"))
        return [thanks, *(self._asks(context, gap, other, someone) for other in others)]

    def good(self, context: Context, _args: str) -> Sequence[Message]:
        """`!bra`: the last answer here was of use."""
        return self._rate(context, GOOD)

    def bad(self, context: Context, _args: str) -> Sequence[Message]:
        """`!dåligt`: the last answer here was of no use."""
        return self._rate(context, BAD)

    def list(self, context: Context, _args: str) -> Sequence[Message]:
        """`!luckor`: what is asked most often and answered worst, of what may be seen here."""
        found = store.weakest(context.tx, self._scopes.seen_from(context), LISTED)
        if not found:
            return [context.reply(self._say(context.language, "gap.no-gaps"))]
        lines = [self._say(context.language, "gap.head"), ""]
        for one in found:
            key = "answer-given" if one.verdict == Verdict.ANSWER else one.verdict
            how = self._say(context.language, f"gap.{key}")
            lines.append(f"1. {escape(one.text)} · {one.times} × · {how}")
        return [context.reply("\n".join(lines))]

    def _rate(self, context: Context, sign: str) -> Sequence[Message]:
        since = context.now - RATED_WITHIN
        here = (context.room, context.thread, context.private, since)
        asked = store.before(context.tx, *here)
        if asked is None:
            raise UserError("rate.none")
        store.thumb(context.tx, asked.event, sign)
        return [context.reply(self._say(context.language, "rate.thanks"))]

    def _asks(self, context: Context, gap: Asked, owner: str, who: str) -> Message:
        parts = [self._say(context.language, "gap.asks", who=who, question=escape(gap.text))]
        if gap.scopes:
            tags = escape(", ".join(gap.scopes))
            parts.append(self._say(context.language, "gap.seen", tags=tags))
        others = owner not in self._owners.leaders
        if others:
            parts.append(self._say(context.language, "gap.not-mine"))
        return Message(
            to=owner,
            text="\n\n".join(parts),
            key=gap_key(gap, owner),
            about=gap.event,
            reactions=(NOT_MINE,) if others else (),
        )
