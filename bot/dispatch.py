"""From an incoming event to what is said about it: permission, skill, outbox.

One event is one transaction: what a skill wrote, what it said and that the event is
handled become true together. This is also the one place where errors stop.
"""

from __future__ import annotations

import logging
import re
import secrets
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from rapidfuzz import process
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.gate import stopped
from bot.journal import Incoming, author_of, came_in, mark_handled, take_back, waiting
from bot.members import language_of
from bot.notice import introduced
from bot.outbox import Outbox, over_bridge, sent_in
from bot.outbox import take_back as take_back_sent
from bot.pace import WINDOW, Pace, Standing
from bot.permissions import Permissions
from bot.rooms import now_at
from bot.skill import (
    Command,
    Context,
    Message,
    Nowhere,
    Outside,
    React,
    Role,
    Skill,
    UserError,
)
from bot.texts import texts
from knowledge.model import KnowledgeError

log = logging.getLogger(__name__)

_COMMAND = re.compile(r"!\s?([^\W\d_][\w-]*)\s*(.*)", re.DOTALL)
_SPOKEN = re.compile(r"([^\W\d_]+):\s+(.+)", re.DOTALL)
_NEAR_ENOUGH = 60


@dataclass(frozen=True)
class _Call:
    """What is to be run for an event."""

    run: Callable[[Context], Sequence[Message] | None]
    skill: str


class Dispatch:
    """Hands events to skills."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        skills: Sequence[Skill],
        permissions: Permissions,
        clock: Clock,
        zone: ZoneInfo,
        language: str,
        names: Sequence[str] = (),
        pace: Pace | None = None,
        *,
        introduces: bool = False,
    ) -> None:
        """With `introduces`, the first answer to a person begins with who sees what is said."""
        self._engine = engine
        self._reader = engine.execution_options(reading=True)
        self._outbox = outbox
        self._skills = tuple(skills)
        self._commands = {
            _plain(word): (skill, command)
            for skill in skills
            for command in skill.commands
            for word in (command.name, *command.aliases)
        }
        self._spoken = {
            _plain(word): (skill, command)
            for skill in skills
            for command in skill.commands
            for word in command.spoken
        }
        self._permissions = permissions
        self._clock = clock
        self._zone = zone
        self._language = language
        self._called = _mention(names)
        self._pace = pace or Pace()
        self._introduces = introduces
        self._hooks: dict[str, list[React | None]] = {
            "reaction": [skill.on_reaction for skill in skills],
            "poll": [skill.on_poll for skill in skills],
            "edit": [skill.on_edit for skill in skills],
        }

    def concerns(self, incoming: Incoming) -> bool:
        """Whether an event asks something of the bot; talk among people does not."""
        return incoming.kind != "message" or self._message(incoming) is not None

    def handle(self, incoming: Incoming, outside: Outside | None = None) -> None:
        """Handle one event of the journal; a second time it does nothing.

        Raises OperationalError where the database cannot be reached: the event stays in the
        journal and can be handled again.
        """
        role = self._role_of(incoming)
        call = self._paced(incoming, self._call(incoming, role))
        with self._engine.connect() as tx:
            context = self._context(incoming, role, tx, outside or Nowhere())
            try:
                messages = (call.run(context) if call else None) or ()
            except (UserError, KnowledgeError) as error:
                tx.rollback()
                messages = (context.reply(self._sentence(context, error)),)
            except OperationalError:
                raise
            except Exception as error:
                tx.rollback()
                messages = (self._apology(context, call, error),)
            if waiting(tx, incoming.event):
                messages = introduced(context, messages) if self._introduces else messages
                done = context.reply(texts(context.language, "wait.done"))
                messages = over_bridge(tx, incoming.event, messages, done)
                self._outbox.put(tx, messages, self._clock.now())
                mark_handled(tx, incoming.event)
                tx.commit()

    def _role_of(self, incoming: Incoming) -> Role:
        power = 0 if incoming.private else incoming.power
        room = self._as_named(incoming.room) if power else incoming.room
        return self._permissions.role_of(incoming.sender, room, power)

    def _as_named(self, room: str) -> str:
        """A room by the name that the settings give it, which is from before any upgrade."""
        with self._reader.connect() as tx:
            named = (old for old in self._permissions.rooms if now_at(tx, old) == room)
            return next(named, room)

    def _context(self, incoming: Incoming, role: Role, tx: Connection, outside: Outside) -> Context:
        target = incoming.relates if incoming.kind in self._hooks else None
        replies_to = incoming.relates if incoming.kind == "message" else None
        return Context(
            member=incoming.sender,
            role=role,
            room=incoming.room,
            private=incoming.private,
            event=incoming.event,
            thread=incoming.thread or self._thread_of(target),
            now=self._clock.now().astimezone(self._zone),
            language=self._language_of(incoming.sender),
            tx=tx,
            outside=outside,
            replies_to=replies_to,
            target=target,
        )

    def _thread_of(self, target: str | None) -> str | None:
        """The thread in which a reaction, a vote or an edit belongs."""
        if target is None:
            return None
        with self._reader.connect() as tx:
            return sent_in(tx, target) or came_in(tx, target)

    def _language_of(self, person: str) -> str:
        with self._reader.connect() as tx:
            return language_of(tx, person) or self._language

    def _call(self, incoming: Incoming, role: Role) -> _Call | None:
        """What an event asks for. A stranger can only take words back, or have them stopped."""
        if incoming.kind == "redaction":
            return _Call(lambda context: self._take_back(context, incoming), "redaction")
        if incoming.kind == "stopped":
            return _Call(lambda context: stopped(context, incoming), "gate")
        if role is Role.STRANGER:
            return None
        if hooks := self._hooks.get(incoming.kind):
            said = replace(incoming, text=self._called.sub("", incoming.text, count=1).strip())
            return _Call(lambda context: _related(hooks, context, said), incoming.kind)
        if incoming.kind == "file":
            return _Call(lambda context: self._file(context, incoming), "file")
        return self._message(incoming) if incoming.kind == "message" else None

    def _message(self, incoming: Incoming) -> _Call | None:
        text = self._called.sub("", incoming.text, count=1).strip()
        if found := _COMMAND.fullmatch(text):
            return self._command(found[1], found[2].strip())
        spoken = _SPOKEN.fullmatch(text)
        if spoken and (known := self._spoken.get(_plain(spoken[1]))):
            return _run(*known, spoken[2].strip())
        if (incoming.private or incoming.mentioned) and text:
            return _Call(lambda context: self._listen(context, text), "listen")
        return None

    def _paced(self, incoming: Incoming, call: _Call | None) -> _Call | None:
        """The call, unless far too much has come from this person or room lately."""
        if call is None or incoming.kind in ("redaction", "stopped"):
            return call
        match self._pace.standing(incoming.sender, incoming.room, self._clock.now()):
            case Standing.WITHIN:
                return call
            case Standing.REACHED:
                return _Call(_slow_down, "pace")
        return None

    def _take_back(self, context: Context, incoming: Incoming) -> Sequence[Message]:
        event = incoming.relates
        if event is None or not take_back(context.tx, event, incoming.room):
            return ()
        for skill in self._skills:
            if skill.on_redaction:
                skill.on_redaction(context.tx, event)
        return take_back_sent(context.tx, event)

    def _file(self, context: Context, incoming: Incoming) -> Sequence[Message] | None:
        if incoming.media is None:
            return None
        offers = [skill.on_file for skill in self._skills if skill.on_file]
        return _taken(context, (partial(o, context, incoming.text, incoming.media) for o in offers))

    def _command(self, word: str, args: str) -> _Call:
        known = self._commands.get(_plain(word))
        if known is None:
            return _Call(lambda context: [self._nearest(context, word)], "unknown")
        return _run(*known, args)

    def _nearest(self, context: Context, word: str) -> Message:
        near = process.extractOne(_plain(word), self._commands.keys(), score_cutoff=_NEAR_ENOUGH)
        if near is None:
            return context.reply(texts(context.language, "command.unknown"))
        skill_command = self._commands[near[0]][1]
        name = skill_command.name if context.language == "sv" else near[0]
        return context.reply(texts(context.language, "command.nearest", name=name))

    def _listen(self, context: Context, text: str) -> Sequence[Message] | None:
        listeners = [skill.listen for skill in self._skills if skill.listen]
        return _taken(context, (partial(listen, context, text) for listen in listeners))

    def _sentence(self, context: Context, error: UserError | KnowledgeError) -> str:
        for catalogue in (texts, *(skill.texts for skill in self._skills if skill.texts)):
            if catalogue.has(error.code):
                return catalogue.told(context.language, error.code, error.details)
        raise KeyError(error.code)

    def _apology(self, context: Context, call: _Call | None, error: Exception) -> Message:
        name = secrets.token_hex(3)
        log.error("error %s in %s: %s", name, call.skill if call else "dispatch", where(error))
        return context.reply(texts(context.language, "error.ours", id=name))


def _related(
    hooks: Sequence[React | None], context: Context, incoming: Incoming
) -> Sequence[Message] | None:
    if incoming.kind == "edit":
        # In a sealed room the server cannot see who edits whose words.
        with context.tx.engine.execution_options(reading=True).connect() as reader:
            author = author_of(reader, incoming.relates or "")
        if author != incoming.sender:
            return None
    return _first(hooks, context, incoming)


def _first(
    hooks: Sequence[React | None], context: Context, incoming: Incoming
) -> Sequence[Message] | None:
    """What the first skill says that a reaction or a vote belongs to."""
    event = incoming.relates
    if event is None:
        return None
    return _taken(context, (partial(hook, context, event, incoming.text) for hook in hooks if hook))


def _taken(
    context: Context, offers: Iterable[Callable[[], Sequence[Message] | None]]
) -> Sequence[Message] | None:
    """What the first skill says that takes an event; None where all decline.

    A skill that declines has written nothing. What it has looked up is let go, for on SQLite
    even that keeps all others from writing, the library of the next skill among them.
    """
    for offer in offers:
        messages = offer()
        if messages is not None:
            return messages
        context.tx.rollback()
    return None


def _slow_down(context: Context) -> Sequence[Message]:
    minutes = int(WINDOW.total_seconds() // 60)
    return [context.reply(texts(context.language, "pace.slow-down", minutes=minutes))]


def where(error: BaseException) -> str:
    """The kind of an error and its way through the code, without any words of its message,
    which may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    way = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} ({way})"


def _run(skill: Skill, command: Command, args: str) -> _Call:
    return _Call(lambda context: _permitted(context, command, args), skill.name)


def _permitted(context: Context, command: Command, args: str) -> Sequence[Message]:
    if context.role < command.role:
        needed = texts(context.language, f"role.{command.role.name.lower()}")
        return [context.reply(texts(context.language, "command.forbidden", role=needed))]
    return command.run(context, args)


def _plain(word: str) -> str:
    """A command word as people without å, ä and ö would write it."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _mention(names: Sequence[str]) -> re.Pattern[str]:
    """What calls the bot at the start of a message: its name or id, with or without a colon."""
    known = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
    return (
        re.compile(rf"^\s*@?(?:{'|'.join(known)})\s*[:,]?\s+", re.IGNORECASE) if known else _NEVER
    )


_NEVER = re.compile(r"(?!)")
