"""A file dropped in the administrators' room: read, shown, corrected, and taken in or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import Connection

from bot import audit
from bot.outbox import key_of
from bot.render import escape
from bot.rooms import now_at
from bot.skill import Context, Message, Role, UserError
from bot.texts import Catalogue
from knowledge.library import Library
from knowledge.model import Document, KnowledgeError, Unreadable
from knowledge.read import SUFFIXES
from knowledge.records import DocumentInfo
from knowledge.screening import check_document, check_name
from knowledge.validity import means, predecessors
from skills.documents import store
from skills.documents.corrections import corrected
from skills.documents.folder import Folder, plain_name
from skills.documents.store import Dropped
from skills.documents.wording import Wording, version

YES, NO = "✅", "❌"
_KEY = "document"


class Intake:
    """Takes in what those in charge drop. Nothing counts before someone has said so."""

    def __init__(self, say: Catalogue, library: Library, folder: Folder, admin_room: str) -> None:
        self._say = say
        self._library = library
        self._folder = folder
        self._admin_room = admin_room

    def in_charge(self, context: Context) -> bool:
        """Whether this is the administrators' room, and a person who answers for documents."""
        return context.role >= Role.PROCESS_LEADER and self._is_here(context)

    def came(self, context: Context, name: str, media: str) -> Sequence[Message] | None:
        """A file was dropped. Anywhere else than in the administrators' room nothing is taken
        in, which is said where the file was meant for the bot alone."""
        if not self._is_here(context):
            if not context.private:
                return None
            raise UserError("intake.elsewhere" if self._admin_room else "intake.no-room")
        if context.role < Role.PROCESS_LEADER:
            raise UserError("intake.forbidden")
        name = plain_name(name)
        suffix = PurePath(name).suffix.lower()
        if suffix not in SUFFIXES:
            raise Unreadable("unreadable.unsupported", suffix=suffix or name)
        check_name(name)
        document = self._folder.put(context.event, name, context.outside.file(media))
        try:
            doubt = _doubt(document)
        except Unreadable:
            self._folder.drop(context.event)
            raise
        dropped, guess = self._guessed(name, document, context)
        dropped = store.add(context.tx, dropped)
        return [self._shown(context, dropped, doubt, guess)]

    def confirm(self, context: Context) -> Sequence[Message]:
        """The file that is spoken of counts from now on."""
        dropped = self._meant(context)
        document = self._folder.read(dropped.event, dropped.name)
        doubt = _doubt(replace(document, metadata=dropped.metadata))
        if doubt:
            raise UserError("intake.private", kind=doubt)
        self._take_in(dropped, context.now)
        store.close(context.tx, dropped.id, store.CONFIRMED)
        self._note(context, "document.confirmed", dropped.id)
        name = dropped.metadata.title or dropped.name
        text = self._say(context.language, "intake.confirmed", title=escape(name))
        if replaced := self._replaced(dropped):
            text += " " + self._say(context.language, "intake.replaced", titles=replaced)
        return [context.reply(text)]

    def reject(self, context: Context) -> Sequence[Message]:
        """The file that is spoken of does not count, and is forgotten."""
        dropped = self._meant(context)
        self._folder.drop(dropped.event)
        store.close(context.tx, dropped.id, store.REJECTED)
        self._note(context, "document.rejected", dropped.id)
        return [context.reply(self._say(context.language, "intake.rejected"))]

    def correct(self, context: Context, field: str, written: str) -> Sequence[Message]:
        """What was recognised is put right: `!dokument status beslutad`."""
        dropped = self._meant(context)
        known = corrected(dropped.metadata, field, written, context.now.date())
        dropped = replace(dropped, metadata=known)
        store.correct(context.tx, dropped.id, dropped.metadata)
        return [self._shown(context, dropped)]

    def remove(self, context: Context, words: str) -> Sequence[Message]:
        """A document that came in by this room is taken out of the library again."""
        if not self.in_charge(context):
            raise UserError("intake.forbidden")
        own = f"{self._folder.documents}/"
        found = [one for one in self._library.documents() if one.path.startswith(own)]
        named = [one for one in found if words and means(words, one)]
        if len(named) != 1:
            raise UserError("intake.which-out")
        number = int(PurePath(named[0].file).parts[0])
        self._folder.take_out(number)
        self._library.ingest([self._folder.documents], now=context.now)
        self._note(context, "document.removed", number)
        return [context.reply(self._say(context.language, "intake.out", title=version(named[0])))]

    def pressed(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """✅ or ❌ below what was recognised."""
        with context.reading() as reader:
            mine = _spoken_of(reader, event)
        act = {YES: self.confirm, NO: self.reject}.get(sign.rstrip("\ufe0f"))
        if mine is None or act is None:
            return None
        return act(context) if self.in_charge(context) and mine.state == store.WAITING else ()

    def take_back(self, tx: Connection, event: str) -> None:
        """The message with the file was taken back: if it waits it is forgotten."""
        dropped = store.of_event(tx, event)
        if dropped and dropped.state == store.WAITING:
            self._forget(tx, dropped)

    def let_go(self, tx: Connection, before: datetime) -> int:
        """Forget files that nobody has confirmed; how many."""
        old = store.waiting_since(tx, before)
        for dropped in old:
            self._forget(tx, dropped)
        return len(old)

    def _forget(self, tx: Connection, dropped: Dropped) -> None:
        self._folder.drop(dropped.event)
        store.close(tx, dropped.id, store.REJECTED)

    def _is_here(self, context: Context) -> bool:
        if not self._admin_room:
            return False
        with context.reading() as reader:
            return context.room == now_at(reader, self._admin_room)

    def _meant(self, context: Context) -> Dropped:
        """The file that waits and is spoken of: by thread, reply or button, or the only one."""
        if not self.in_charge(context):
            raise UserError("intake.forbidden")
        with context.reading() as reader:
            around = (context.target, context.replies_to, context.thread)
            named = (_spoken_of(reader, event) for event in around if event)
            found = next(filter(None, named), None)
            waiting = store.waiting_in(reader, context.room)
        if found is None and len(waiting) > 1:
            raise UserError("intake.which")
        found = found or next(iter(waiting), None)
        if found is None or found.state != store.WAITING:
            raise UserError("intake.none-waits")
        return found

    def _guessed(self, name: str, document: Document, context: Context) -> tuple[Dropped, str]:
        """The file as it is to wait, as a later version of what it seems to be one of."""
        known, held = document.metadata, self._library.documents()
        before = predecessors(name, known, held, context.now.date())
        new = [one for one in before if not any(means(n, one) for n in known.supersedes)]
        known = replace(known, supersedes=(*known.supersedes, *(one.file for one in new)))
        dropped = Dropped(context.event, context.room, context.member, name, known, context.now)
        return dropped, ", ".join(map(version, new))

    def _take_in(self, dropped: Dropped, now: datetime) -> None:
        key = self._folder.keep(dropped.event, dropped.name, dropped.id, dropped.metadata)
        try:
            report = self._library.ingest([self._folder.documents], now=now)
            for outcome in report.files:
                if outcome.file == key and outcome.error:
                    raise outcome.error
        except KnowledgeError:
            self._folder.take_out(dropped.id)
            raise
        self._folder.drop(dropped.event)

    def _replaced(self, dropped: Dropped) -> str:
        """What the file replaces, as people call it."""
        held = self._library.documents()
        return ", ".join(_called(name, held) for name in dropped.metadata.supersedes)

    def _shown(
        self, context: Context, dropped: Dropped, doubt: str = "", guess: str = ""
    ) -> Message:
        wording = Wording(self._say, context.language)
        parts = [wording.dropped(dropped.name, dropped.metadata, self._replaced(dropped))]
        if guess:
            parts.append(self._say(context.language, "intake.guessed", titles=guess))
        if doubt:
            parts.append(self._say.told(context.language, "intake.private", {"kind": doubt}))
        parts.append(self._say(context.language, "intake.confirm"))
        reply = context.reply("\n\n".join(parts), reactions=(YES, NO))
        return replace(reply, key=f"{_KEY}:{dropped.id}:{context.event}", about=dropped.event)

    def _note(self, context: Context, action: str, id: int) -> None:
        audit.record(context.tx, context.now, context.member, action, f"document:{id}")


def _spoken_of(tx: Connection, event: str) -> Dropped | None:
    """The file that came in an event, or that our message `event` shows."""
    kind, _, rest = (key_of(tx, event) or "").partition(":")
    id = rest.partition(":")[0]
    return store.find(tx, int(id)) if kind == _KEY else store.of_event(tx, event)


def _doubt(document: Document) -> str:
    """The kind of what may or may not belong to the service; raises Unreadable where there is
    no doubt that it must not be stored."""
    try:
        check_document(document)
    except Unreadable as error:
        if error.code.startswith("unreadable.personal"):
            raise
        return str(error.details["kind"])
    return ""


def _called(name: str, held: Sequence[DocumentInfo]) -> str:
    return next((version(one) for one in held if means(name, one)), escape(name))
