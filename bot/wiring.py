"""Puts the house together. The only file that knows everyone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

import knowledge
from bot import anchor, audit, retention
from bot.audit import BOT
from bot.clock import Clock, SystemClock
from bot.config import Settings, SettingsError
from bot.db import NewerDatabase, connect, migrate
from bot.dispatch import Dispatch
from bot.members import Available
from bot.outbox import Outbox
from bot.owners import Owners
from bot.permissions import Permissions
from bot.scheduler import Scheduler
from bot.scopes import Scopes
from bot.skill import Outside, Role, Skill, UserError
from bot.status import Board
from knowledge import embed, vectors
from knowledge.assistant import Assistant, RegisterFile
from knowledge.library import Change, IngestReport, Library
from knowledge.model import Embedder
from skills.actions import skill as actions
from skills.ask import skill as ask
from skills.ask.curation import Curation
from skills.ask.store import answered, weakest
from skills.documents import skill as documents
from skills.documents.folder import Folder
from skills.help import skill as help_
from skills.lessons import skill as lessons
from skills.lessons.beside import Answered
from skills.lessons.fields import Tags
from skills.lessons.papers import Shelf
from skills.lessons.report import Beyond
from skills.meeting import skill as meeting
from skills.meeting.agenda import Table, Topic
from skills.privacy import skill as privacy
from skills.reflection import people
from skills.reflection import skill as reflection
from skills.reflection.template import BadTemplate, Templates, load
from skills.reminders import skill as reminders
from skills.status import skill as status

MIGRATIONS = (
    Path(__file__).parent / "migrations" / "versions",
    Path(knowledge.__file__).parent / "migrations",
    ask.MIGRATIONS,
    documents.MIGRATIONS,
    meeting.MIGRATIONS,
    lessons.MIGRATIONS,
    reminders.MIGRATIONS,
    reflection.MIGRATIONS,
)


_RULES: dict[str, Any] = {
    "matrix": {"allowed_servers", "allowed_rooms", "only_cross_signed"},
    "roles": True,
    "rooms": True,
    "scopes": True,
    "retention": True,
}
"""The settings that say who is trusted with what, and how long things are kept."""


@dataclass(frozen=True)
class App:
    """Everything, put together; a context manager that closes what it opened."""

    settings: Settings
    engine: Engine
    clock: Clock
    library: Library
    assistant: Assistant
    skills: tuple[Skill, ...]
    retention: tuple[retention.Period, ...]
    board: Board

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where documents come from: the folders of the settings, and what was dropped in chat."""
        dropped = Folder(self.settings.data_dir).documents
        return (*self.settings.knowledge.documents, dropped)

    def now(self) -> datetime:
        """The present moment in the team's time zone."""
        return self.clock.now().astimezone(self.settings.zone)

    def dispatch(
        self,
        outbox: Outbox,
        permissions: Permissions,
        names: Sequence[str],
        *,
        introduces: bool = False,
    ) -> Dispatch:
        """A dispatch that answers through `outbox` and knows itself by `names`; with
        `introduces`, the first answer to a person begins with who sees what is said."""
        return Dispatch(
            engine=self.engine,
            outbox=outbox,
            skills=self.skills,
            permissions=permissions,
            clock=self.clock,
            zone=self.settings.zone,
            language=self.settings.language,
            names=names,
            introduces=introduces,
        )

    def scheduler(
        self, outbox: Outbox, queued: Callable[[], None], outside: Outside | None = None
    ) -> Scheduler:
        """What does the jobs of all skills and of the house; `queued` is called when there is
        something to send."""
        jobs = [job for skill in self.skills for job in skill.jobs]
        jobs.append(retention.job(self.retention, self.settings.zone))
        jobs.append(anchor.job(self.settings.data_dir / anchor.FILE))
        return Scheduler(self.engine, outbox, jobs, self.clock, queued, outside)

    def note_start(self) -> None:
        """Note in the audit log which version has started, and whether the rules have changed
        since the last start: who is trusted with what, and how long things are kept."""
        with self.engine.begin() as tx:
            now = self.clock.now()
            audit.record(tx, now, BOT, "bot.started", f"version:{version('lotsen')}")
            rules = audit.thing("rules", self.settings.model_dump_json(include=_RULES))
            if audit.last_of(tx, "rules.changed") != rules:
                audit.record(tx, now, BOT, "rules.changed", rules)

    def note_ingest(self, report: IngestReport, who: str) -> None:
        """Note in the audit log which documents came, changed or went."""
        with self.engine.begin() as tx:
            for one in report.files:
                if one.outcome in (Change.ADDED, Change.CHANGED, Change.REMOVED):
                    what = audit.thing("document", one.file)
                    audit.record(tx, self.clock.now(), who, f"document.{one.outcome}", what)

    def __enter__(self) -> App:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.library.close()
        self.engine.dispose()


def build(
    settings: Settings, *, clock: Clock | None = None, embedder: Embedder | None = None
) -> App:
    """Put the house together from the settings; the keywords replace parts in tests."""
    engine = database(settings)
    library = Library(
        engine,
        (lambda: embedder) if embedder else lambda: load_embedder(settings),
        vectors.open(settings.vectors.url, settings.data_dir / "vectors"),
    )
    assistant = Assistant(library, RegisterFile(settings.knowledge.responsibilities))
    owners = Owners(settings.owners, settings.roles.process_leader or settings.roles.admin)
    scopes = Scopes(settings.scopes)
    board = Board()
    asking = ask.skill(
        assistant, Curation(library), owners, scopes, settings.zone, settings.language
    )
    others = (
        documents.skill(
            library,
            settings.data_dir,
            settings.rooms.admin,
            scopes,
            owners,
            settings.zone,
            settings.language,
        ),
        actions.skill(
            lambda context: lessons.origin(context) or meeting.origin(context),
            settings.zone,
            settings.language,
            _available(settings.zone),
        ),
        meeting.skill(
            settings.language,
            Table(
                topics=(
                    Topic("agenda.themes", reflection.themes),
                    Topic("agenda.lessons", lessons.for_agenda),
                ),
                related=ask.related(library, scopes).lines,
            ),
        ),
        lessons.skill(team(settings, library), library.embedder),
        reminders.skill(settings.language, settings.zone, _available(settings.zone)),
        # After those that know their words: it takes what may be an answer.
        reflection.skill(rounds(settings), templates(settings), library.embedder),
        status.skill(board, library),
    )
    # What nobody else has asked for is a question.
    skills = (*others, asking)
    about_people = privacy.skill(skills, settings.language)
    try:
        periods = retention.periods(skills, settings.retention)
    except retention.UnknownClass as error:
        raise SettingsError(str(error)) from None
    return App(
        settings=settings,
        engine=engine,
        clock=clock or SystemClock(),
        library=library,
        assistant=assistant,
        skills=(*skills, about_people, help_.skill((asking, *others, about_people))),
        retention=periods,
        board=board,
    )


def team(settings: Settings, library: Library) -> lessons.Team:
    """What the log of lessons is told of the team."""
    given = settings.lessons
    return lessons.Team(
        zone=settings.zone,
        language=settings.language,
        name=given.team,
        leaders=settings.roles.process_leader or settings.roles.admin,
        log_room=settings.rooms.log,
        tags=Tags(given.areas, given.need_groups, given.levels),
        principals=settings.principals,
        recipients=given.recipients,
        proposed=reflection.proposed,
        gather=lambda tx, day: beyond(tx, day, library),
        answered=told_lately,
        shelf=Shelf(library.documents, library.headings),
    )


def beyond(tx: Connection, day: date, library: Library) -> Beyond:
    """What the report on lessons tells of questions and documents."""
    held = [one.metadata for one in library.documents()]
    dated = [(one.title, one.review) for one in held if one.review]
    reviews = [(title, when) for title, when in dated if when <= day + timedelta(days=60)]
    asked = [(one.text, one.times) for one in weakest(tx, frozenset(), 10)]
    return Beyond(asked, sorted(reviews, key=lambda pair: pair[1]))


def told_lately(tx: Connection, since: datetime) -> Sequence[Answered]:
    """The questions that a lesson may stand beside."""
    return [
        Answered(
            event=one.event,
            room=one.room,
            thread=one.thread,
            at=one.asked,
            text=one.text,
            about=(one.subject.function, one.subject.area) if one.subject else (),
        )
        for one in answered(tx, since)
    ]


def rounds(settings: Settings) -> reflection.Team:
    """What rounds are told of the team."""
    rules = permissions(settings)
    return reflection.Team(
        zone=settings.zone,
        language=settings.language,
        may_ask=lambda person: rules.role_of(person) > Role.STRANGER,
        principals=settings.principals,
    )


def _available(zone: ZoneInfo) -> Available:
    """When people may be disturbed: as they have said with `!mina-tider`."""
    return lambda tx, person: people.get(tx, person).availability(zone)


def templates(settings: Settings) -> Templates:
    """What rounds can ask. Raises SettingsError."""
    try:
        return load(settings.reflection.templates)
    except BadTemplate as error:
        raise SettingsError(f"reflection.templates: {error}") from None


def database(settings: Settings) -> Engine:
    """The database that the settings name, with all tables as they are to be.

    Raises UserError where it was written by a newer version.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = connect(settings.database.url.get_secret_value(), settings.data_dir)
    try:
        migrate(engine, MIGRATIONS)
    except NewerDatabase:
        raise UserError("database.newer", path=str(settings.data_dir)) from None
    return engine


def load_embedder(settings: Settings) -> Embedder:
    """The embedding model that the settings name; made ready under the data folder at first."""
    return embed.load(settings.knowledge.model, settings.data_dir / "models")


def permissions(settings: Settings) -> Permissions:
    """The rules that the settings give."""
    return Permissions(
        allowed_servers=frozenset(settings.matrix.allowed_servers),
        roles={
            Role.TEAM_LEAD: settings.roles.team_lead,
            Role.PROCESS_LEADER: settings.roles.process_leader,
            Role.ADMIN: settings.roles.admin,
        },
        rooms=settings.roles.rooms,
    )
