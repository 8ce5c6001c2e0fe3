"""A copy of all that cannot be made again, taken while the bot runs, and the way back from it.

One archive: the database, the keys and the session, files taken in by chat, the register.
Vectors, keywords and the model are left out: they are made again from the database.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, select

from bot.db import upsert
from bot.skill import UserError
from bot.state import sync_state

MANIFEST = "manifest.json"
DATA, REGISTER = "data", "register"
"""The folders of an archive."""
_CACHES = frozenset({"vectors", "models"})
_PASSING = frozenset({"lock", ".unpack.lock"})
_SQLITE = b"SQLite format 3\0"
_SIDE_FILES = ("-wal", "-shm", "-journal")
_LARGEST = 64 * 1024**3
_MARK = "backup"


class Manifest(BaseModel):
    """What an archive holds, and of when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = 1
    made: datetime
    files: dict[str, str]
    """The path in the archive -> the SHA-256 of its bytes."""


def make(data_dir: Path, register: Path, target: Path, now: datetime) -> Manifest:
    """Write an archive to `target` (mode 0600), whole or not at all.

    Raises UserError where it cannot be written.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with _private(draft) as file, tempfile.TemporaryDirectory(dir=data_dir) as scratch:
            manifest = _write(file, data_dir, register, Path(scratch), now)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UserError("backup.not-written", path=str(target), reason=_why(error)) from None
    return manifest


def restore(archive: Path, data_dir: Path, register: Path, now: datetime, *, force: bool) -> None:
    """Put back what an archive holds.

    A data folder with something in it is left alone; with `force` it is moved aside, never
    removed. A register that exists stays. Raises UserError where the archive is damaged, and
    then nothing has been changed.
    """
    taken = data_dir.exists() and any(data_dir.iterdir())
    if taken and not force:
        raise UserError("backup.not-empty", path=str(data_dir))
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir.parent, prefix=".restoring-") as scratch:
        root = Path(scratch)
        _unpack(archive, root)
        if taken:
            data_dir.rename(data_dir.with_name(f"{data_dir.name}.before-{now:%Y%m%dT%H%M%S}"))
        elif data_dir.exists():
            data_dir.rmdir()
        (root / DATA).rename(data_dir)
        for kept in (root / REGISTER).glob("*"):
            if not register.exists():
                register.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(kept, register)


def note(tx: Connection, now: datetime) -> None:
    """A backup has been made."""
    upsert(tx, sync_state, "name", {"name": _MARK, "value": now.isoformat()})


def latest(tx: Connection) -> datetime | None:
    """When the last backup was made; None if none is known of."""
    value = tx.scalar(select(sync_state.c.value).where(sync_state.c.name == _MARK))
    return datetime.fromisoformat(value) if value else None


def _private(path: Path) -> IO[bytes]:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(
    file: IO[bytes], data_dir: Path, register: Path, scratch: Path, now: datetime
) -> Manifest:
    files = {}
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
        for path, name in _sources(data_dir, register):
            source = _copied(path, scratch) if _is_database(path) else path
            tar.add(source, name, recursive=False)
            files[name] = _digest(source)
        manifest = Manifest(made=now, files=files)
        listed = scratch / MANIFEST
        listed.write_text(manifest.model_dump_json(), "utf-8")
        tar.add(listed, MANIFEST)
    return manifest


def _sources(data_dir: Path, register: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(data_dir.rglob("*")):
        place = path.relative_to(data_dir)
        passing = path.name in _PASSING or path.name.endswith(_SIDE_FILES)
        scratch = place.parts[0].startswith(("tmp", ".restoring-"))
        if path.is_symlink() or not path.is_file() or passing or scratch:
            continue
        if place.parts[0] not in _CACHES:
            yield path, f"{DATA}/{place.as_posix()}"
    if register.is_file():
        yield register, f"{REGISTER}/{register.name}"


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _copied(path: Path, scratch: Path) -> Path:
    """A copy of a database as it is at one moment, also while others write to it."""
    copy = scratch / "copy.sqlite3"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.chmod(0o600)
    return copy


def _unpack(archive: Path, root: Path) -> None:
    """Unpack into an empty folder, and check that all is there as it was."""
    (root / DATA).mkdir(mode=0o700)
    try:
        with tarfile.open(archive, "r:*") as tar:
            found = {
                member.name: _put(tar, member, root)
                for member in tar
                if member.isfile() and member.name != MANIFEST
            }
            listed = tar.extractfile(MANIFEST)
            manifest = Manifest.model_validate_json(listed.read() if listed else b"")
    except (OSError, EOFError, tarfile.TarError, KeyError, ValidationError, ValueError) as error:
        raise UserError("backup.damaged", path=str(archive), reason=_why(error)) from None
    if found != manifest.files:
        raise UserError("backup.damaged", path=str(archive), reason="SHA-256")


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, root: Path) -> str:
    """Write one file where it belongs, for its owner only; returns its digest."""
    place = PurePosixPath(member.name)
    if place.is_absolute() or ".." in place.parts or place.parts[0] not in (DATA, REGISTER):
        raise tarfile.TarError("a path that leads elsewhere")
    if member.size > _LARGEST:
        raise tarfile.TarError("too large")
    target = root / place
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = tar.extractfile(member)
    with _private(target) as file:
        shutil.copyfileobj(source, file)  # type: ignore[arg-type]  # isfile() was asked
    return _digest(target)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _why(error: Exception) -> str:
    """The kind of an error in a word; a path or a text may stand in the rest."""
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
