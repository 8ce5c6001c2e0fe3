"""The database: one engine for all floors, and the migrations that shape it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, DateTime, Dialect, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from bot.fair import FairLock

MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = 30
"""Seconds that a writer waits for another."""


def connect(url: str, data_dir: Path) -> Engine:
    """Open the database at `url`; an empty url is SQLite under `data_dir`.

    What is stored stays out of the words of errors.

    A transaction takes SQLite's write lock when it first says something, so that it can
    never fail half-way for having read an older state. One that only reads says so with
    `engine.execution_options(reading=True)` and waits for nobody.
    """
    if url and not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if not url:
        path = data_dir / "lotsen.sqlite3"
        path.touch(mode=0o600)
        url = f"sqlite:///{path}"
    settings = {"timeout": _PATIENCE}
    engine = create_engine(make_url(url), connect_args=settings, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    turns = _Turns()
    event.listen(engine, "begin", turns.begin)
    for end in ("commit", "rollback"):
        event.listen(engine, end, turns.end)
    event.listen(engine, "checkin", turns.given_back)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's driver would begin transactions by itself, and too late; we begin them.
    connection.isolation_level = None
    # What is deleted or emptied is overwritten, so that no words stay behind in free space.
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


class _Turns:
    """Lets the writers of this process go one after the other, in the order they came.

    SQLite lets a writer that finds another at work sleep and try again, so that one who
    writes all the time keeps the others out by luck, for seconds. The turn only decides the
    order: one that does not come in time is gone without, as SQLite has its own lock.
    """

    def __init__(self) -> None:
        self._turn = FairLock()

    def begin(self, connection: Connection) -> None:
        """Begin a transaction; one that may write waits for its turn."""
        if connection.get_execution_options().get("reading", False):
            connection.exec_driver_sql("BEGIN")
            return
        connection.info["turn"] = self._turn.acquire(timeout=_PATIENCE)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def end(self, connection: Connection) -> None:
        """It is the next one's turn, who meets SQLite's own lock until the writing is done."""
        if not connection.invalidated:
            self._release(connection.info)

    def given_back(self, _connection: object, record: ConnectionPoolEntry) -> None:
        """The connection may have broken in between, or was forgotten."""
        self._release(record.info)

    def _release(self, info: dict[Any, Any]) -> None:
        if info.pop("turn", False):
            self._turn.release()


def forget_deleted(engine: Engine) -> None:
    """Empty SQLite's write-ahead log, which holds what pages looked like before: what was
    deleted is then gone from the disk. Where someone reads right now it is left for later."""
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection:
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")


def migrate(engine: Engine, folders: Sequence[Path]) -> None:
    """Bring the tables up to date. Each floor and skill keeps its scripts in its own folder.

    Raises NewerDatabase, having changed nothing.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in folders))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "heads")
        except CommandError:  # a revision that these scripts do not know
            raise NewerDatabase from None
        connection.commit()


class NewerDatabase(Exception):
    """The database was written by a newer version of the program."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a naive moment is a slip and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def insert_new(tx: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there already; True if it was new."""
    statement = _insert(tx, table).values(dict(values)).on_conflict_do_nothing()
    # Without the option the number is forgotten once PostgreSQL's cursor is closed.
    return tx.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def upsert(tx: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """Insert a row, or change the one that has the same `key`."""
    statement = _insert(tx, table).values(dict(values))
    changed = {name: value for name, value in values.items() if name != key}
    tx.execute(statement.on_conflict_do_update(index_elements=[key], set_=changed))


def _insert(tx: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
