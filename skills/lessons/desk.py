"""Where lessons are changed: the step or the field is tried, written, and noted in the audit
log, in one go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot import actions, audit
from bot.outbox import key_of
from bot.skill import Context, Message, UserError
from skills.lessons import fields, history, store
from skills.lessons.fields import Field, Reading, Tags
from skills.lessons.life import Deed, Step, take
from skills.lessons.model import DONE, Lesson, State
from skills.lessons.store import Mark
from skills.lessons.wording import card, line, next_step, say

ONCE = timedelta(hours=1)
"""Within this time the same person does not count the same thing twice."""
NUMBER = re.compile(r"(\d{1,9})\b[.:]?\s*(.*)", re.DOTALL | re.ASCII)


def origin_of(one: Lesson) -> str:
    """What its actions come from."""
    return f"lesson:{one.id}"


def numbered(context: Context, args: str) -> tuple[Lesson, str]:
    """The lesson that a command is about, and the words after its number.

    In a thread that belongs to a lesson the number may be left out.
    """
    found = NUMBER.fullmatch(args)
    if found:
        return seen(context, int(found[1])), found[2].strip()
    one = about(context)
    if one is None:
        raise UserError("lesson.which")
    return one, args


def about(context: Context) -> Lesson | None:
    """The lesson that a thread belongs to."""
    for event in (context.thread, context.target, context.replies_to):
        if event is None:
            continue
        id = keyed(key_of(context.tx, event))
        one = store.find(context.tx, id) if id else store.from_event(context.tx, event)
        if one is not None and _may_see(context, one):
            return one
    return None


def keyed(key: str | None) -> int | None:
    """The number of the lesson that a message with this key is about."""
    name, _, rest = (key or "").partition(":")
    number = rest.partition(":")[0]
    return int(number) if name == "lesson" and number.isdecimal() else None


def seen(context: Context, id: int) -> Lesson:
    """The lesson with this number; drafts are for their authors only."""
    one = store.find(context.tx, id)
    if one is None or not _may_see(context, one):
        raise UserError("lesson.unknown", id=id)
    return one


def step(
    context: Context,
    one: Lesson,
    step: Step,
    words: str = "",
    *,
    body: str = "",
    owner: str = "",
    due: date | None = None,
    other: Lesson | None = None,
) -> Lesson:
    """Take a step of the life cycle. Raises UserError with the reason where it cannot be."""
    waiting = [a for a in actions.of(context.tx, origin_of(one)) if a.state == actions.OPEN]
    deed = Deed(
        step,
        context.member,
        context.role,
        context.now,
        words,
        body=body,
        owner=owner,
        due=due,
        other=other,
        open_actions=len(waiting),
    )
    return _write(context, one, take(one, deed), step.value)


def fill(context: Context, one: Lesson, field: Field, text: str, tags: Tags) -> Lesson:
    """Fill in a field."""
    members = (*context.outside.members(context.room), context.member)
    reading = Reading(context.now, members, tags)
    filled = fields.fill(one, field, text, context.member, context.role, reading)
    if field.name in ("owner", "due"):
        for todo in actions.of(context.tx, origin_of(one)):
            if todo.state == actions.OPEN and todo.owner == one.owner:
                actions.change(context.tx, todo.id, owner=filled.owner, due=filled.due)
    return _write(context, one, filled, "fill")


def happened_again(context: Context, one: Lesson, words: str) -> Lesson | None:
    """It happened again; what was thought to be done is opened. None if the same person said
    so a moment ago."""
    if one.state is State.DUPLICATE and one.instead:
        one = store.find(context.tx, one.instead) or one
    if one.state in (State.DRAFT, State.REJECTED):
        raise UserError(f"life.is-{one.state}", id=one.id)
    since = context.now - ONCE
    lines = history.of(context.tx, one.id)
    if any(x.step == "recur" and x.who == context.member and x.at > since for x in lines):
        return None
    more = replace(one, recurrences=one.recurrences + 1)
    counted = _write(context, one, more, "recur", said=words)
    if counted.state not in DONE:
        return counted
    return step(context, counted, Step.REOPEN, words or say(context.language, "again.reason"))


def shown(context: Context, one: Lesson, text: str, *, reactions: Sequence[str] = ()) -> Message:
    """A message about a lesson: its key tells which, so that it can be answered and pressed."""
    reply = context.reply(text, reactions=reactions)
    key = f"lesson:{one.id}:shown:{reply.key}"
    return replace(reply, key=key, about=one.event)


def as_it_stands(context: Context, one: Lesson) -> str:
    """The card, its actions, and what can be done now."""
    parts = [card(one, context.language)]
    todo = [x for x in actions.of(context.tx, origin_of(one)) if x.state == actions.OPEN]
    if todo:
        parts.append(say(context.language, "card.actions", count=len(todo)))
    parts.append(next_step(one, context.language))
    return "\n\n".join(parts)


def told(context: Context, code: str, one: Lesson, **values: object) -> Message:
    """One sentence about what was done, the lesson in a line, and what comes next."""
    language = context.language
    sentence = say(language, code, id=one.id, **values)
    return shown(context, one, f"{sentence}\n\n{line(one, language)}\n\n{next_step(one, language)}")


def calling(message: Message, person: str) -> Message:
    """The message, with a person called."""
    return replace(message, mentions=(person,))


def _write(context: Context, before: Lesson, after: Lesson, what: str, said: str = "") -> Lesson:
    mark = Mark(what, context.member, context.now, context.event, said)
    audit.record(context.tx, context.now, context.member, f"lesson.{what}", origin_of(before))
    return store.change(context.tx, before, after, mark)


def _may_see(context: Context, one: Lesson) -> bool:
    return one.state is not State.DRAFT or one.author == context.member
