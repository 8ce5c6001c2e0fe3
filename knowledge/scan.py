"""Which files are meant by some paths, and what the library has lost since it last looked.

A file's key is its path relative to the folder that was ingested. A path inside a folder that is
already in the library keeps that folder's keys, so `ingest docs/night` renews what `ingest docs`
took in; a file on its own is known by its name.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.read import SUFFIXES, Limits
from knowledge.recognise import side_file
from knowledge.records import DocumentInfo

SIDE_FILE = ".meta.toml"
READING = 2
"""To be raised when reading or chunking comes to give something else for the same file."""


@dataclass(frozen=True)
class Scan:
    """What some paths come to."""

    files: dict[str, Path]
    """Files to be taken in, by key."""
    gone: frozenset[str]
    """Keys of documents whose files are no longer there."""
    clashes: tuple[tuple[str, str], ...]
    """Files whose key belongs to another file, which comes second."""
    skipped: tuple[str, ...]
    """Files in folders of a kind that no reader knows."""
    missing: tuple[str, ...]
    """Paths where nothing is or was."""


def scan(paths: Iterable[Path], held: Sequence[DocumentInfo]) -> Scan:
    """Look up files and folders, beside what the library holds."""
    found: dict[str, str] = {}
    gone: set[str] = set()
    skipped: list[str] = []
    missing: list[str] = []
    for given in paths:
        path = _absolute(given)
        if path.is_dir():
            root = _root(path, held)
            for file in sorted(_visible_files(path)):
                if file.suffix.lower() in SUFFIXES:
                    found[str(file)] = _key(file, root)
                else:
                    skipped.append(_key(file, root))
            gone |= {one.file for one in held if _is_below(one, path)}
        elif path.exists():
            found[str(path)] = _key(path, _root(path.parent, held))
        else:
            lost = {one.file for one in held if one.path == storable(path)}
            gone |= lost
            missing += [] if lost else [str(given)]
    files, clashes = _by_key(found, held)
    return Scan(files, frozenset(gone - files.keys()), clashes, tuple(skipped), tuple(missing))


def _by_key(
    found: dict[str, str], held: Sequence[DocumentInfo]
) -> tuple[dict[str, Path], tuple[tuple[str, str], ...]]:
    """Files by key. A file that is still in its place keeps its key from one elsewhere."""
    keys, places = set(found.values()), {storable(Path(path)) for path in found}
    owners = {
        one.file: one.path
        for one in held
        if one.file in keys and one.path not in places and Path(one.path).is_file()
    }
    files: dict[str, Path] = {}
    clashes = []
    for path, key in found.items():
        owner = owners.setdefault(key, storable(Path(path)))
        if owner == storable(Path(path)):
            files[key] = Path(path)
        else:
            clashes.append((path, owner))
    return files, tuple(clashes)


def _absolute(path: Path) -> Path:
    """Where a path is, however it was written; a linked file keeps its own name."""
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def digest(path: Path) -> str:
    """A hash of the file and its side file; empty where that is for the reader to judge."""
    try:
        if not path.is_file() or path.stat().st_size > Limits().bytes:
            return ""
        found = hashlib.sha256(f"{READING}".encode())
        for part in (path, side_file(path)):
            if part.is_file():
                found.update(hashlib.sha256(part.read_bytes()).digest())
    except OSError:
        return ""
    return found.hexdigest()


def storable(path: Path) -> str:
    """A path as text that any database takes; composed, as macOS hands out å as a + ring."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text)


def _root(folder: Path, held: Sequence[DocumentInfo]) -> Path:
    """The ingested folder that `folder` is a part of, or `folder` itself."""
    inside = Path(storable(folder))
    roots = [Path(one.path).parents[one.file.count("/")] for one in held if _is_below(one, folder)]
    around = [root for root in roots if inside.is_relative_to(root)]
    return min(around, key=lambda root: len(root.parts), default=inside)


def _is_below(one: DocumentInfo, folder: Path) -> bool:
    return one.path.startswith(f"{storable(folder)}/")


def _key(path: Path, root: Path) -> str:
    return str(Path(storable(path)).relative_to(root))


def _visible_files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            # "~$" begins the lock files of Word and PowerPoint.
            if not name.startswith((".", "~$")) and not name.endswith(SIDE_FILE):
                yield Path(place, name)
