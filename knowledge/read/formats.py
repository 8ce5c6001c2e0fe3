"""Which reader reads which file, and how much a file may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from knowledge.read.writer import Content

_READERS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".txt": "text",
}
SUFFIXES = frozenset(_READERS)
"""The endings of file names that can be read, in lower case."""

OUT_OF_MEMORY = 77
"""The exit code of the reading process when a file asks for more memory than there is."""


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost; files are hostile until proven otherwise."""

    bytes: int = 50_000_000
    """The size of the file."""
    unpacked: int = 200_000_000
    """Bytes that a packed format may unpack to."""
    characters: int = 5_000_000
    """The length of the text."""
    seconds: float = 120
    memory: int = 1_000_000_000
    """Bytes of address space for the process that reads."""


class FormatReader(Protocol):
    """A module of this package that reads one format."""

    def read(self, data: bytes) -> Content:
        """The content of a file. Raises Unreadable, or whatever its library raises."""


def reader(suffix: str) -> FormatReader:
    """The reader for a suffix, imported now: a process that reads PDF needs no python-docx."""
    return import_module(f"knowledge.read.{_READERS[suffix]}")
