"""The lock that keeps a crypto store to one process."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import TextIO

from bot.matrix.errors import CannotGoOn


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
