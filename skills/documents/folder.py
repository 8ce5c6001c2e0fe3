"""Where dropped files lie: apart while they wait, each in a folder of its own once they count,
so that a later version of the same name lies beside the one before."""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
from pathlib import Path, PurePath

from knowledge.model import Document, Metadata
from knowledge.read import read
from knowledge.recognise import side_file, write_side_file

LONGEST_NAME = 120
"""Characters of a file's name that are kept."""


class Folder:
    """The files below the data folder, readable by the bot alone."""

    def __init__(self, data_dir: Path) -> None:
        self.documents = data_dir / "documents"
        """The files that count."""
        self._waiting = data_dir / "incoming"

    def put(self, event: str, name: str, data: bytes) -> Document:
        """Lay aside a file that came in an event, and read it; raises Unreadable, and then
        nothing of it is left."""
        place = self._place(event)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(place / name, data)
        try:
            return self.read(event, name)
        except Exception:
            self.drop(event)
            raise

    def read(self, event: str, name: str) -> Document:
        """Read a file that waits, in a process of its own; raises Unreadable."""
        return read(self._place(event) / name, name)

    def keep(self, event: str, name: str, number: int, known: Metadata) -> str:
        """Let a file that waits count, with what is known of it beside it; its key in the
        library."""
        folder = self.documents / f"{number:04}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # What is known comes first: whoever looks at the folder meanwhile finds no file without.
        write_side_file(folder / name, known)
        side_file(folder / name).chmod(0o600)
        _write(folder / name, (self._place(event) / name).read_bytes())
        return f"{folder.name}/{name}"

    def take_out(self, number: int) -> None:
        """Let a file count no more, and forget it."""
        shutil.rmtree(self.documents / f"{number:04}", ignore_errors=True)

    def drop(self, event: str) -> None:
        """Forget a file that waits."""
        shutil.rmtree(self._place(event), ignore_errors=True)

    def _place(self, event: str) -> Path:
        return self._waiting / hashlib.sha256(event.encode()).hexdigest()[:32]


def plain_name(name: str) -> str:
    """The name of a file without folders and signs that a disk does not take; what begins
    like a hidden file does so no more."""
    bare = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    bare = "".join(sign for sign in bare if sign.isprintable()).lstrip(".~$ ").strip()
    path = PurePath(bare or "dokument")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    draft.replace(path)
