"""Small files that only the bot may read, and the lock that keeps it to one process."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import TextIO

from bot.matrix.errors import CannotGoOn


def write_secret(path: Path, text: str) -> None:
    """Write `path` whole or not at all, readable by its owner only."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secret(path: Path) -> str:
    """The secret kept in `path`; a random one is made at the first call."""
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(32))
    return path.read_text("utf-8")


class Lock:
    """Held while the bot runs: two processes on one crypto store would ruin its keys."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Lock:
        self._file = self._path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise CannotGoOn("matrix.locked", path=str(self._path)) from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
