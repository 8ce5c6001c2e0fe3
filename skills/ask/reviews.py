"""Written answers are looked at again before their day: whoever wrote one says that it still
holds, or writes it anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import audit, review
from bot.members import language_of
from bot.owners import Owners
from bot.render import escape
from bot.skill import Context, Message, Slot, UserError
from bot.texts import Catalogue
from skills.ask import store, written
from skills.ask.keys import review_in, review_key
from skills.ask.replies import REVIEW_MONTHS
from skills.ask.written import Written

HOLDS = "✅"


class Reviews:
    """Reminds of review dates and moves them on."""

    def __init__(self, say: Catalogue, owners: Owners, zone: ZoneInfo, language: str) -> None:
        """`language` is for owners who have not chosen one."""
        self._say = say
        self._owners = owners
        self._zone = zone
        self._language = language

    def due(self, tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        """The reminders of written answers whose time has come."""
        return review.due(
            lambda: [(str(one.question), one.review) for one in written.everything(tx)],
            self._zone,
            after,
            until,
        )

    def remind(self, tx: Connection, slot: Slot, _now: datetime) -> Sequence[Message]:
        """To whoever wrote the answer; to those who lead where that is forgotten."""
        named = {review.item_of(str(a.question), a.review): a for a in written.everything(tx)}
        answer = named.get(slot.item)
        if answer is None:
            return ()
        owners = (answer.by,) if answer.by else self._owners.leaders
        return [self._reminder(tx, answer, slot, owner) for owner in owners]

    def holds(self, context: Context, _args: str) -> Sequence[Message]:
        """`!gäller`: the answer that the reminder is about still holds."""
        answer = review_in(context.tx, context)
        if answer is None:
            raise UserError("review.none")
        later = review.next_review(context.now.date(), REVIEW_MONTHS)
        written.write(context.tx, replace(answer, review=later))
        audit.record(
            context.tx, context.now, context.member, "answer.kept", f"question:{answer.question}"
        )
        return [context.reply(self._say(context.language, "review.kept", review=later))]

    def _reminder(self, tx: Connection, answer: Written, slot: Slot, owner: str) -> Message:
        asked = store.find(tx, answer.question)
        text = self._say(
            language_of(tx, owner) or self._language,
            "review.due",
            question=escape(answer.text),
            answer="\n".join(f"> {escape(line)}" for line in answer.answer.splitlines()),
            date=answer.answered,
            review=answer.review,
        )
        return Message(
            to=owner,
            text=text,
            key=review_key(answer, slot.at, owner),
            about=asked.event if asked else None,
            reactions=(HOLDS,),
        )
