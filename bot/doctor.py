"""Is everything as it should be on this machine? One finding a line, each with its mend.

Nothing is changed by looking, and one check that fails keeps no other from being made.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

import aiohttp
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot import anchor, audit, backup
from bot.config import Settings
from bot.db import MIGRATIONS as SCRIPTS
from bot.matrix import identity
from bot.skill import UserError
from bot.wiring import MIGRATIONS, load_embedder
from knowledge import check, register
from knowledge.model import KnowledgeError
from knowledge.store import Store

LEAST_FREE = 1024**3
"""Bytes on the disk below which the database may soon be unable to write."""
OLDEST_BACKUP = timedelta(days=8)
MOST_SKEW = timedelta(minutes=1)
WEEKS = 52
SECONDS = 10


class State(StrEnum):
    """How a finding stands."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """What one check found: a sentence of the catalogue, and its fields."""

    check: str
    state: State
    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Doctor:
    """Looks at what the settings name."""

    settings: Settings
    engine: Engine
    now: datetime

    def examine(self) -> Iterator[Finding]:
        """Make every check in turn."""
        checks: Sequence[tuple[str, Callable[[], Finding | None]]] = (
            ("files", self._files),
            ("space", self._space),
            ("database", self._database),
            ("audit", self._audit),
            ("backup", self._backup),
            ("model", self._model),
            ("library", self._library),
            ("register", self._register),
            ("homeserver", self._homeserver),
            ("account", self._account),
        )
        for name, look in checks:
            yield self._look(name, look)

    def _look(self, name: str, look: Callable[[], Finding | None]) -> Finding:
        try:
            found = look()
        except (UserError, KnowledgeError) as error:
            return Finding(name, State.BAD, error.code, error.details)
        except (OSError, SQLAlchemyError) as error:
            return Finding(name, State.BAD, "doctor.failed", {"reason": type(error).__name__})
        return found or Finding(name, State.GOOD, f"doctor.{name}")

    def _files(self) -> Finding | None:
        folder = self.settings.data_dir
        kept = [folder, *folder.glob("*.sqlite3"), *folder.glob("matrix/**/*")]
        open_ = [path for path in kept if path.exists() and path.stat().st_mode & 0o077]
        if open_:
            return _bad("files", "doctor.open-files", path=str(folder), count=len(open_))
        return None

    def _space(self) -> Finding | None:
        free = shutil.disk_usage(self.settings.data_dir).free
        if free < LEAST_FREE:
            return _bad("space", "doctor.no-space", path=str(self.settings.data_dir))
        return None

    def _database(self) -> Finding | None:
        with self.engine.connect() as tx:
            if tx.dialect.name == "sqlite":
                said = tx.exec_driver_sql("PRAGMA quick_check(1)").scalar()
                if said != "ok":
                    return _bad("database", "doctor.damaged")
        return None if self._is_current() else _doubt("database", "doctor.old-database")

    def _is_current(self) -> bool:
        with self.engine.connect() as tx:
            heads = set(MigrationContext.configure(tx).get_current_heads())
        return heads == set(_scripts(MIGRATIONS).get_heads())

    def _audit(self) -> Finding | None:
        if not self._is_current():
            return _doubt("audit", "doctor.old-database")
        with self.engine.connect() as tx:
            held = anchor.read(self.settings.data_dir / anchor.FILE)
            broken = audit.broken_at(tx, held)
        return _bad("audit", "doctor.broken-audit", row=broken) if broken else None

    def _backup(self) -> Finding | None:
        with self.engine.connect() as tx:
            made = backup.latest(tx)
        if made is None:
            return _doubt("backup", "doctor.no-backup")
        age = self.now - made
        return _doubt("backup", "doctor.old-backup", days=age.days) if age > OLDEST_BACKUP else None

    def _model(self) -> Finding | None:
        embedder = load_embedder(self.settings)
        embedder.question("hej")
        known = Store(self.engine).state().fingerprint
        if known not in (None, embedder.fingerprint):
            return _bad("model", "library.model-changed")
        return None

    def _library(self) -> Finding | None:
        held = Store(self.engine).documents()
        failed = sum(1 for one in held if one.error)
        if failed:
            return _doubt("library", "doctor.unread", count=failed)
        return None if held else _doubt("library", "doctor.no-documents")

    def _register(self) -> Finding | None:
        known = register.load(self.settings.knowledge.responsibilities)
        today = self.now.astimezone(self.settings.zone).date()
        held = Store(self.engine).documents()
        found = check.check(known, today, WEEKS, held)
        return None if found.is_clear else _doubt("register", "doctor.open-register")

    def _homeserver(self) -> Finding | None:
        address = self.settings.matrix.homeserver
        if not address:
            return _doubt("homeserver", "doctor.no-homeserver")
        try:
            told = asyncio.run(_time_of(address))
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return _bad("homeserver", "doctor.homeserver-away", address=address)
        skew = abs(told - self.now) if told else timedelta()
        if skew > MOST_SKEW:
            return _bad("homeserver", "doctor.clock", seconds=round(skew.total_seconds()))
        return None

    def _account(self) -> Finding | None:
        if not self.settings.matrix.homeserver:
            return _doubt("account", "doctor.no-homeserver")
        standing = asyncio.run(identity.show(self.settings.data_dir))
        if not standing.own:
            return _bad("account", "doctor.foreign-identity")
        return None if standing.device_signed else _bad("account", "doctor.not-signed")


def _bad(name: str, code: str, **details: object) -> Finding:
    return Finding(name, State.BAD, code, details)


def _doubt(name: str, code: str, **details: object) -> Finding:
    return Finding(name, State.DOUBTFUL, code, details)


def _scripts(folders: Sequence[Path]) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, folders)))
    return ScriptDirectory.from_config(config)


async def _time_of(address: str) -> datetime | None:
    """The time by the homeserver's clock, if it says."""
    limit = aiohttp.ClientTimeout(total=SECONDS)
    async with (
        aiohttp.ClientSession(timeout=limit) as session,
        session.get(f"{address}/_matrix/client/versions") as answer,
    ):
        await answer.json()
        told = answer.headers.get("Date")
    return parsedate_to_datetime(told) if told else None
