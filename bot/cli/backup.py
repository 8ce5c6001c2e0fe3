"""`lotsen backup FILE` and `lotsen restore FILE`."""

from __future__ import annotations

import argparse
import json

from bot import backup as archive
from bot.cli.noting import note
from bot.clock import SystemClock
from bot.config import Settings, load
from bot.matrix.client import FOLDER
from bot.matrix.lock import Lock
from bot.matrix.session import note_restored
from bot.skill import UserError
from bot.texts import texts
from bot.wiring import database


def backup(arguments: argparse.Namespace) -> int:
    """Copy all that cannot be made again, also while the bot runs."""
    settings = load(arguments.config)
    if not settings.data_dir.is_dir():
        raise UserError("backup.nothing", path=str(settings.data_dir))
    now = SystemClock().now()
    made = archive.make(settings.data_dir, settings.knowledge.responsibilities, arguments.file, now)
    engine = database(settings)
    with engine.begin() as tx:
        archive.note(tx, now)
    engine.dispose()
    note(settings, now, "backup.made", "backup")
    elsewhere = engine.dialect.name != "sqlite"
    if arguments.json:
        done = {"file": str(arguments.file), "made": now.isoformat(), "files": len(made.files)}
        print(json.dumps(done | {"database": not elsewhere}))
        return 0
    print(_say(settings, "backup.made", path=str(arguments.file), count=len(made.files)))
    if elsewhere:
        print(_say(settings, "backup.database-elsewhere"))
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup back; refuses while the bot runs."""
    settings = load(arguments.config)
    folder = settings.data_dir / FOLDER
    where = (arguments.file, settings.data_dir, settings.knowledge.responsibilities)
    now = SystemClock().now()
    if folder.is_dir():
        with Lock(folder / "lock"):
            archive.restore(*where, now, force=arguments.force)
    else:
        archive.restore(*where, now, force=arguments.force)
    note_restored(folder)
    note(settings, now, "backup.restored", "backup")
    print(_say(settings, "backup.restored", path=str(settings.data_dir)))
    return 0


def _say(settings: Settings, key: str, **values: object) -> str:
    return texts(settings.language, key, **values)
