"""What an ingest has done with each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import KnowledgeError, Unreadable
from knowledge.scan import Scan


class Change(StrEnum):
    """What an ingest did with a file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file; `error` tells why it failed."""

    file: str
    outcome: Change
    error: KnowledgeError | None = None


@dataclass(frozen=True)
class IngestReport:
    """What became of every file of an ingest."""

    files: tuple[FileOutcome, ...]


def left_aside(found: Scan) -> list[FileOutcome]:
    """What became of files that were not read."""
    return [
        *(FileOutcome(file, Change.REMOVED) for file in found.gone),
        *(FileOutcome(file, Change.SKIPPED) for file in found.skipped),
        *(
            FileOutcome(path, Change.FAILED, Unreadable("unreadable.missing"))
            for path in found.missing
        ),
        *(
            FileOutcome(path, Change.FAILED, Unreadable("unreadable.same-name", other=other))
            for path, other in found.clashes
        ),
    ]
