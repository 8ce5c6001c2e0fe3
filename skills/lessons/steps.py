"""The commands of the life cycle, and what the author hears of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import actions, audit, errand
from bot.members import language_of
from bot.registration import Record, Standing, as_file
from bot.skill import Context, Message, UserError
from knowledge.fold import fold
from skills.lessons import desk, fields
from skills.lessons.fields import Tags
from skills.lessons.life import Step
from skills.lessons.model import Lesson
from skills.lessons.wording import body, say

_YES, _NO = frozenset({"ja", "yes"}), frozenset({"nej", "no"})
_NUMBERS = re.compile(r"\b\d{1,9}\b", re.ASCII)


class Steps:
    """One method a command. `language` is for people who have not chosen one."""

    def __init__(self, tags: Tags, language: str) -> None:
        self._tags = tags
        self._language = language

    def submit(self, context: Context, args: str) -> Sequence[Message]:
        """`!skicka-in 12`: hand in what was begun, or rejected and mended since."""
        one, _ = desk.numbered(context, args)
        return self._done(context, desk.step(context, one, Step.SUBMIT))

    def validate(self, context: Context, args: str) -> Sequence[Message]:
        """`!validera 12`."""
        one, _ = desk.numbered(context, args)
        return self._done(context, desk.step(context, one, Step.VALIDATE))

    def reject(self, context: Context, args: str) -> Sequence[Message]:
        """`!avslå 12 skäl`."""
        one, reason = desk.numbered(context, args)
        return self._done(context, desk.step(context, one, Step.REJECT, reason))

    def merge(self, context: Context, args: str) -> Sequence[Message]:
        """`!dubblett 12 5`: 12 is the same as 5, which has thereby happened again."""
        one, other = _two(context, args)
        return self.same(context, one, other)

    def same(self, context: Context, one: Lesson, other: Lesson | None) -> Sequence[Message]:
        """One lesson is the same as another."""
        merged = desk.step(context, one, Step.MERGE, other=other)
        assert other is not None
        again = say(context.language, "again.same", id=one.id)
        counted = desk.happened_again(context, other, again) or other
        said = desk.told(context, "done.merge", counted, merged=one.id, count=counted.recurrences)
        return [said, *self._news(context, merged)]

    def direct(self, context: Context, args: str) -> Sequence[Message]:
        """`!riktning 12 förstärk`."""
        one, word = desk.numbered(context, args)
        return self._fill(context, one, f"riktning: {word}")

    def decide(self, context: Context, args: str) -> Sequence[Message]:
        """`!besluta 12 systemledningen: pröva i tre månader @lars senast 1 mars`."""
        one, words = desk.numbered(context, args)
        body, colon, decision = words.partition(":")
        if not colon:
            raise UserError("life.no-decision", id=one.id)
        people = (*context.outside.members(context.room), context.member)
        wanted = errand.read(decision, people, context.now)
        decided = desk.step(
            context,
            one,
            Step.DECIDE,
            wanted.text,
            body=body.strip(),
            owner=wanted.owner,
            due=wanted.due,
        )
        if wanted.owner:
            # Carrying it out is an action like others: listed, and its owner reminded.
            actions.add(
                context.tx,
                wanted.text,
                owner=wanted.owner,
                due=wanted.due,
                room=context.room,
                origin=desk.origin_of(one),
                event=context.event,
                now=context.now,
            )
        return self._done(context, decided, mentions=wanted.owner)

    def carry_out(self, context: Context, args: str) -> Sequence[Message]:
        """`!genomförd 12`."""
        one, _ = desk.numbered(context, args)
        return self._done(context, desk.step(context, one, Step.CARRY_OUT))

    def verify(self, context: Context, args: str) -> Sequence[Message]:
        """`!verifiera 12 ja inga larm missade i november`."""
        return self._looked(context, args, Step.VERIFY)

    def anchor(self, context: Context, args: str) -> Sequence[Message]:
        """`!förankra 12 ja det håller fortfarande`."""
        return self._looked(context, args, Step.ANCHOR)

    def reopen(self, context: Context, args: str) -> Sequence[Message]:
        """`!återöppna 12 varför`."""
        one, reason = desk.numbered(context, args)
        return self._done(context, desk.step(context, one, Step.REOPEN, reason))

    def again(self, context: Context, args: str) -> Sequence[Message]:
        """`!igen 12 vad som hände`."""
        one, words = desk.numbered(context, args)
        return self.recurred(context, one, words)

    def recurred(self, context: Context, one: Lesson, words: str) -> Sequence[Message]:
        """It happened again: a word or a tap."""
        counted = desk.happened_again(context, one, words)
        if counted is None:
            return ()
        said = desk.told(context, "done.again", counted, count=counted.recurrences)
        opened = counted.state is not one.state
        return [said, *(self._news(context, counted) if opened else ())]

    def supersede(self, context: Context, args: str) -> Sequence[Message]:
        """`!ersätt 12 15`: 15 takes the place of 12."""
        one, other = _two(context, args)
        return self._done(context, desk.step(context, one, Step.SUPERSEDE, other=other))

    def archive(self, context: Context, args: str) -> Sequence[Message]:
        """`!arkivera 12`."""
        one, reason = desk.numbered(context, args)
        return self._done(context, desk.step(context, one, Step.ARCHIVE, reason))

    def register(self, context: Context, args: str) -> Sequence[Message]:
        """`!diarieför 12`: a file for the registry."""
        one, _ = desk.numbered(context, args)
        record = Record(
            id=desk.origin_of(one),
            title=one.title,
            standing=Standing.SETTLED if one.decided_formally else Standing.WORKING,
            on=context.now.date(),
            responsible=one.body or say(context.language, "card.nobody-decided"),
            text="\n\n".join(body(replace(one, owner="", verifier=""), context.language)),
            diary_number=one.diary_number,
        )
        audit.record(context.tx, context.now, context.member, "lesson.exported", record.id)
        said = desk.shown(context, one, say(context.language, "done.registered", id=one.id))
        return [replace(said, attachment=as_file(record, context.language))]

    def fill(self, context: Context, args: str) -> Sequence[Message] | None:
        """`!lärdom 12 område: hemsjukvård`; None if the words name no field."""
        if fields.split(desk.NUMBER.sub(r"\2", args, count=1)) is None:
            return None
        one, words = desk.numbered(context, args)
        return self._fill(context, one, words)

    def _fill(self, context: Context, one: Lesson, words: str) -> Sequence[Message]:
        named = fields.split(words)
        assert named is not None
        return [desk.told(context, "done.fill", desk.fill(context, one, *named, self._tags))]

    def _looked(self, context: Context, args: str, step: Step) -> Sequence[Message]:
        """Someone has looked whether it helped: if it did not, it is opened again."""
        one, words = desk.numbered(context, args)
        verdict, _, outcome = words.partition(" ")
        word = fold(verdict).strip(".,:")
        if word not in _YES | _NO:
            raise UserError("life.yes-or-no", id=one.id)
        taken = step if word in _YES else Step.REOPEN
        return self._done(context, desk.step(context, one, taken, outcome.strip(" ,:–-")))

    def _done(self, context: Context, one: Lesson, mentions: str = "") -> Sequence[Message]:
        said = desk.told(context, f"done.{one.state}", one)
        if mentions and mentions != context.member:
            said = desk.calling(said, mentions)
        return [said, *self._news(context, one)]

    def _news(self, context: Context, one: Lesson) -> Sequence[Message]:
        """Who recorded a lesson is told what becomes of it: that is why people record the next."""
        if one.author in ("", context.member):
            return ()
        language = language_of(context.tx, one.author) or self._language
        text = say(language, f"news.{one.state}", id=one.id, title=one.title, reason=one.reason)
        key = f"lesson:{one.id}:news:{one.version}"
        return [Message(to=one.author, text=text, key=key, about=one.event)]


def _two(context: Context, args: str) -> tuple[Lesson, Lesson | None]:
    """The lesson that is spoken of and the other; in its thread the first may be left out."""
    numbers = [int(number) for number in _NUMBERS.findall(args)]
    one = desk.seen(context, numbers[0]) if len(numbers) > 1 else desk.about(context)
    if one is None:
        raise UserError("lesson.which-two")
    return one, desk.seen(context, numbers[-1]) if numbers else None
