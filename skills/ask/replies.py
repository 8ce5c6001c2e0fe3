"""What those in charge reply: it becomes a dated answer, searched first, and whoever waits is
told."""

from __future__ import annotations

from collections.abc import Sequence

from bot import audit
from bot.render import escape
from bot.review import next_review
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge.gate import screen
from skills.ask import store, written
from skills.ask.keys import gap_in, review_in
from skills.ask.store import Asked
from skills.ask.written import Written

REVIEW_MONTHS = 12
"""How long a written answer stands before its writer is asked whether it still holds."""


class Replies:
    """Keeps the answers of those in charge and passes them on."""

    def __init__(self, say: Catalogue) -> None:
        self._say = say

    def answered(self, context: Context, text: str) -> Sequence[Message] | None:
        """Someone in charge writes below a question that was passed on, or below a reminder.

        Only reads at first: if this is no answer after all, a search follows that must not wait.
        """
        with context.reading() as reader:
            gap = gap_in(reader, context)
            old = None if gap else review_in(reader, context)
        if gap:
            answer = self._kept(context, gap.id, gap.text, gap.scopes, text)
            return [self._thanks(context, answer), *self._told(context, answer)]
        if old:
            answer = self._kept(context, old.question, old.text, old.scopes, text)
            return [self._thanks(context, answer, "review.changed")]
        return None

    def edited(self, context: Context, event: str, text: str) -> Sequence[Message] | None:
        """The words of an answer were changed."""
        with context.reading() as reader:
            old = written.in_event(reader, event)
        if old is None or old.by != context.member or not text:
            return None
        answer = self._kept(context, old.question, old.text, old.scopes, text, event)
        return [self._thanks(context, answer), *self._told(context, answer)]

    def _kept(
        self,
        context: Context,
        question: int,
        asked: str,
        scopes: tuple[str, ...],
        text: str,
        event: str = "",
    ) -> Written:
        finding = screen(f"{asked}\n{text}")
        if finding:
            raise UserError("gap.stopped", kind=finding.kind)
        today = context.now.date()
        answer = Written(
            question=question,
            text=asked,
            answer=text,
            by=context.member,
            answered=today,
            review=next_review(today, REVIEW_MONTHS),
            event=event or context.event,
            scopes=scopes,
        )
        written.write(context.tx, answer)
        audit.record(
            context.tx, context.now, context.member, "answer.written", f"question:{question}"
        )
        return answer

    def _thanks(self, context: Context, answer: Written, key: str = "gap.kept") -> Message:
        return context.reply(self._say(context.language, key, review=answer.review))

    def _told(self, context: Context, answer: Written) -> Sequence[Message]:
        """To everyone who waits for the answer, or has had it when it was written before."""
        own = store.find(context.tx, answer.question)
        if own is None:
            return ()
        waiting = {one.id: one for one in (own, *store.same_passed_on(context.tx, own))}
        store.mark(context.tx, waiting, store.ANSWERED)
        text = self._say(
            context.language, "gap.answer", answer=_quoted(answer.answer), date=answer.answered
        )
        return [_to_asker(one, text, answer, context) for one in waiting.values() if one.asker]


def _to_asker(asked: Asked, text: str, answer: Written, context: Context) -> Message:
    return Message(
        to=asked.room,
        text=text,
        key=f"told:{asked.id}:{context.event}",
        thread=asked.thread or asked.origin,
        reply_to=asked.origin,
        mentions=(asked.asker,) if asked.asker else (),
        about=answer.event,
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {escape(line)}" for line in text.splitlines() if line.strip())
