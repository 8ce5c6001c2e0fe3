"""Recording in seconds: 💡 on any message, "lärdom: …", or a private chat that asks one thing
at a time. What is missing is asked for later."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy import Connection, select

from bot.members import language_of
from bot.outbox import key_of, last_said
from bot.permissions import server_of
from bot.skill import Context, Job, Message, Role, Slot, UserError
from bot.state import outbox
from knowledge.fold import fold
from knowledge.model import Principal
from skills.lessons import desk, fields, history, store
from skills.lessons.fields import Reading, Tags
from skills.lessons.life import Step
from skills.lessons.model import Lesson, State
from skills.lessons.near import Neighbours
from skills.lessons.store import Mark
from skills.lessons.wording import line, say

Proposed = Callable[[Connection, str], str | None]
BULB, AGAIN = "💡", "🔁"
SIGNS = {"👍": "1", "👎": "2", "⚠": "3", "❓": "4"}
"""What kind of lesson it is, as buttons."""
ASKED = ("observation", "kind", "recommendation", "area")
"""What is asked for, one at a time."""
ASKED_AFTER = timedelta(days=1)
"""Who records something at night is awake, and at work, at that hour the next night too."""
ASKED_WITHIN = timedelta(days=2)
TALK = timedelta(minutes=15)
"""How long a question is taken for an answer by someone who has just begun to tell."""
EARLY = frozenset({State.DRAFT, State.SUBMITTED})

_SKIP = frozenset({"hoppa", "hoppa over", "skip", "vet inte", "dont know", "-"})
_DONE = frozenset({"klar", "klart", "done"})
_CANCEL = frozenset({"avbryt", "cancel"})
_ANONYMOUS = re.compile(r"anonym(?:t|ous|ously)?\b[:,]?\s+(.+)", re.IGNORECASE | re.DOTALL)
_CALL = re.compile(r"\s*(?:!\s?)?(?:lärdom|lesson)\b\s*:?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Recorder:
    """Takes lessons down. `principals` tells by a person's server for whom they work."""

    near: Neighbours
    tags: Tags
    principals: Mapping[str, Principal]
    language: str
    """For people who have not chosen one."""
    proposed: Proposed
    """The theme of a round that one of our messages proposes, by its key."""

    def record(self, context: Context, text: str) -> Sequence[Message]:
        """`!lärdom TEXT` and "lärdom: TEXT"."""
        hidden = _ANONYMOUS.fullmatch(text) if context.private else None
        near = self.near.nearest(context.tx, hidden[1] if hidden else text)
        where = "anonymous" if hidden else "private" if context.private else "message"
        return self._keep(context, hidden[1] if hidden else text, near, where=where)

    def bulb(self, context: Context, event: str) -> Sequence[Message]:
        """💡 on a message of anyone's."""
        with context.tx.engine.execution_options(reading=True).connect() as reader:
            key = key_of(reader, event) or ""
            theme = self.proposed(reader, key)
        if desk.keyed(key):
            return ()  # a lesson is no lesson yet again
        text = theme or context.outside.text(context.room, event)
        if text is None:
            raise UserError("lesson.unreadable")
        near = self.near.nearest(context.tx, text)
        if known := store.from_event(context.tx, event):
            return [desk.told(context, "record.known", known)]
        return self._keep(context, text, near, event=event, where="round" if theme else "message")

    def guide(self, context: Context) -> Sequence[Message]:
        """`!lärdom` alone: the private chat, from where it was left."""
        begun = store.drafts_of(context.tx, context.member)
        one = begun[-1] if begun else self._draft(context, "")
        question = self._ask(one, _missing(one), context.language, context.event)
        if context.private:
            return [_here(context, question)]
        return [question, context.reply(say(context.language, "record.in-private"))]

    def answered(self, context: Context, text: str) -> Sequence[Message] | None:
        """An answer in the private chat."""
        asked = _asked(context) if context.private else None
        return self.answer(context, *asked, text) if asked else None

    def answer(self, context: Context, id: int, name: str, text: str) -> Sequence[Message] | None:
        """What was asked about a lesson is answered."""
        with context.tx.engine.execution_options(reading=True).connect() as reader:
            one = store.find(reader, id)
        if one is None or one.author != context.member or _turned_away(context, one, text):
            return None
        word = fold(text).rstrip(".")
        if word in _CANCEL and one.state is State.DRAFT:
            store.remove(context.tx, one.id)
            return [_here(context, context.reply(say(context.language, "record.cancelled")))]
        if word not in _SKIP | _DONE:
            one = replace(one, event=one.event or context.event)
            one = desk.fill(context, one, fields.by_name(name), text, self.tags)
        following = None if word in _DONE else _missing(one, after=name)
        if following:
            question = self._ask(one, following, context.language, context.event)
            return [_here(context, question)]
        return [_here(context, message) for message in self._finish(context, one)]

    def edited(self, context: Context, event: str, text: str) -> Sequence[Message] | None:
        """Somebody has edited what was recorded; until it is validated the lesson follows."""
        said_there = history.from_event(context.tx, event)
        for said in said_there:
            one = store.find(context.tx, said.lesson)
            name = _written(one, said.words or {}) if one and one.state in EARLY else None
            if one and name:
                reading = Reading(context.now, (context.member,), self.tags)
                field, words = fields.by_name(name), _CALL.sub("", text, count=1)
                who = (context.member, Role.TEAM_LEAD)
                changed = fields.fill(one, field, words, *who, reading)
                mark = Mark("fill", context.member, context.now, event)
                store.change(context.tx, one, changed, mark)
        return () if said_there else None

    def jobs(self) -> tuple[Job, ...]:
        """What is missing is asked for the day after."""
        return (Job("lessons.ask", _due, self._ask_later),)

    def _keep(
        self,
        context: Context,
        text: str,
        near: Sequence[Lesson],
        *,
        where: str,
        event: str = "",
    ) -> Sequence[Message]:
        draft = self._draft(context, text, event or context.event, where)
        return [_noted(context, self._submit(context, draft), near)]

    def _draft(
        self, context: Context, text: str, event: str | None = None, where: str = "private"
    ) -> Lesson:
        text = fields.clean(text)
        new = store.blank(
            context.now,
            title=fields.title_of(text),
            observation=text,
            source=say(context.language, f"source.{where}"),
        )
        if where == "anonymous":
            # Neither who nor what they wrote it in can be found again, by anyone.
            return store.add(context.tx, new, Mark("record", "", context.now))
        new = replace(
            new,
            author=context.member,
            room=context.room,
            event=event,
            # What a round came to is nobody's own.
            principal=self.principals.get(server_of(context.member)) if where != "round" else None,
            link="" if context.private or not event else _link(context.room, event),
        )
        return store.add(context.tx, new, Mark("record", context.member, context.now, event))

    def _submit(self, context: Context, draft: Lesson) -> Lesson:
        if draft.author:
            return desk.step(context, draft, Step.SUBMIT)
        handed_in = replace(draft, state=State.SUBMITTED)
        return store.change(context.tx, draft, handed_in, Mark("submit", "", context.now))

    def _finish(self, context: Context, one: Lesson) -> Sequence[Message]:
        if one.state is not State.DRAFT:
            return [desk.told(context, "record.thanks", one)]
        near = self.near.nearest(context.tx, one.observation, besides=one.id)
        return [_noted(context, self._submit(context, one), near)]

    def _ask(self, one: Lesson, name: str | None, language: str, event: str) -> Message:
        assert name is not None
        if name == "area" and self.tags.areas:
            text = say(language, "ask.area-among", choices=", ".join(self.tags.areas))
        else:
            text = say(language, f"ask.{name}")
        if one.title:
            text = say(language, "ask.about", id=one.id, title=one.title) + "\n\n" + text
        return Message(
            to=one.author,
            text=text,
            key=f"lesson:{one.id}:ask:{name}:{event}",
            reactions=tuple(SIGNS) if name == "kind" else (),
            about=one.event,
        )

    def _ask_later(self, tx: Connection, slot: Slot, _now: datetime) -> Sequence[Message]:
        one = store.find(tx, int(slot.item))
        name = _missing(one) if one and one.author else None
        if one is None or name is None or one.state is not State.SUBMITTED:
            return ()
        return [self._ask(one, name, language_of(tx, one.author) or self.language, "later")]


def _noted(context: Context, one: Lesson, near: Sequence[Lesson]) -> Message:
    """It is taken down; what is like it is shown, and can be tapped."""
    language = context.language
    parts = [say(language, "record.noted", id=one.id, title=one.title)]
    if near:
        lines = "\n".join(f"- {line(other, language)}" for other in near)
        parts.append(say(language, "record.near") + "\n\n" + lines)
        parts.append(say(language, "record.same", id=one.id, nearest=near[0].id))
    message = desk.shown(context, one, "\n\n".join(parts), reactions=(AGAIN,) if near else ())
    nearest = near[0].id if near else 0
    return replace(message, key=f"lesson:{one.id}:noted:{nearest}:{context.event}")


def _missing(one: Lesson, after: str = "") -> str | None:
    """What is to be asked next."""
    rest = ASKED[ASKED.index(after) + 1 :] if after else ASKED
    return next((name for name in rest if not getattr(one, name)), None)


def _asked(context: Context) -> tuple[int, str] | None:
    """The lesson and the field that was asked about last, where this message is said."""
    # Only read: if this is no answer after all, a search follows that must not wait.
    with context.tx.engine.execution_options(reading=True).connect() as reader:
        if context.replies_to and (asked := question(key_of(reader, context.replies_to))):
            return asked
        if context.thread is None:
            return question(last_said(reader, context.room, context.member))
        there = (outbox.c.thread == context.thread) | (outbox.c.event == context.thread)
        last = select(outbox.c.key).where(there).order_by(outbox.c.id.desc()).limit(1)
        return question(reader.scalar(last))


def question(key: str | None) -> tuple[int, str] | None:
    """The lesson and the field that a message with this key asks about."""
    parts = (key or "").split(":", 4)
    if len(parts) < 4 or parts[0] != "lesson" or parts[2] != "ask":
        return None
    return int(parts[1]), parts[3]


def _turned_away(context: Context, one: Lesson, text: str) -> bool:
    """Whether this is a question of another kind, for who answers questions: nobody is to wait
    for the one on duty because a lesson has been left half told."""
    telling = one.state is State.DRAFT and context.now - one.made < TALK
    return text.endswith("?") and not context.thread and not telling


def _here(context: Context, message: Message) -> Message:
    """A message of the private chat: where the person writes, not in a thread of its own."""
    return replace(message, to=context.room, thread=context.thread, reply_to=context.event)


def _written(one: Lesson, words: Mapping[str, object]) -> str | None:
    """The one field that a line of history has filled in, if it still stands."""
    names = [
        name
        for name, value in words.items()
        if name != "title" and name in ASKED and getattr(one, name) == value
    ]
    return names[0] if len(names) == 1 else None


def _link(room: str, event: str) -> str:
    return f"https://matrix.to/#/{quote(room)}/{quote(event)}"


def _due(tx: Connection, _after: datetime, until: datetime) -> Sequence[Slot]:
    made = store.recorded(tx, until - ASKED_AFTER - ASKED_WITHIN, until - ASKED_AFTER)
    return [Slot(one.made + ASKED_AFTER, str(one.id)) for one in made if _missing(one)]
