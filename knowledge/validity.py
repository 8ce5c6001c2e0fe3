"""Which documents hold on a day: not repealed, not replaced, not past their date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePosixPath

from knowledge.model import Metadata, Status
from knowledge.records import DocumentInfo

_OVER = frozenset({Status.SUPERSEDED, Status.REPEALED})
_PLACE = re.compile(r"(?:[ ,(]+(?:§|s\.|sid|kap|avsnitt|punkt|bilaga|\d).*)?")
"""What may follow the name of a document where a place in it is given."""
_NOT_YET_DECIDED = frozenset({Status.PROPOSAL, Status.RECOMMENDATION})


def current(metadata: Metadata, today: date) -> bool:
    """Whether a document still holds, by what it says of itself.

    One that is not valid yet passes: its readers are told from when it holds.
    """
    replaced = metadata.status in _OVER or metadata.superseded_by is not None
    expired = metadata.valid_to is not None and metadata.valid_to < today
    return not replaced and not expired


def in_force(documents: Sequence[DocumentInfo], today: date) -> frozenset[str]:
    """The files of documents that hold and that no other document has replaced by `today`."""
    replaced = successors(documents, today)
    return frozenset(
        one.file for one in documents if current(one.metadata, today) and one.file not in replaced
    )


def successors(documents: Sequence[DocumentInfo], today: date) -> dict[str, DocumentInfo]:
    """What has replaced each replaced document by `today`, by its file; the newest of several."""
    naming: dict[str, list[DocumentInfo]] = {}
    for one in documents:
        if _replaces_others(one.metadata, today):
            for name in one.metadata.supersedes:
                naming.setdefault(_plain(name), []).append(one)
    found = {}
    for one in documents:
        later = [
            successor
            for name in _names(one)
            for successor in naming.get(name, ())
            if _comes_after(successor, one)
        ]
        if later:
            found[one.file] = max(later, key=_since)
    return found


def predecessors(
    name: str, metadata: Metadata, documents: Sequence[DocumentInfo], today: date
) -> tuple[DocumentInfo, ...]:
    """The documents in force that a new file seems to be a later version of: those with its
    name, or with its title if that is more than a word. A diary number is a whole matter's."""
    holding = in_force(documents, today)
    telling = _plain(metadata.title) if len(metadata.title.split()) > 1 else None
    return tuple(
        one
        for one in documents
        if one.file in holding
        and (
            _plain(PurePosixPath(one.file).name) == _plain(name)
            or _plain(one.metadata.title) == telling
        )
    )


def means(name: str, one: DocumentInfo) -> bool:
    """Whether a name, as in `supersedes`, is one of the document's."""
    return _plain(name) in _names(one)


def named_in(text: str, one: DocumentInfo) -> bool:
    """Whether a text, as "Rutin för nattbemanning § 3", begins with a name of the document."""
    words = _plain(text)
    return any(
        words.startswith(name) and _PLACE.fullmatch(words, len(name)) for name in _names(one)
    )


def _replaces_others(metadata: Metadata, today: date) -> bool:
    """A proposal replaces nothing, nor does a decision before its day."""
    begun = metadata.valid_from is None or metadata.valid_from <= today
    return begun and metadata.status not in _NOT_YET_DECIDED


def _comes_after(successor: DocumentInfo, one: DocumentInfo) -> bool:
    """Whether a document that names `one` is another; of two that name each other, the newer."""
    mutual = {_plain(name) for name in one.metadata.supersedes} & _names(successor)
    if mutual:
        return _since(successor) > _since(one)
    return successor.file != one.file


def _since(one: DocumentInfo) -> tuple[date, datetime]:
    return one.metadata.valid_from or one.metadata.decided or date.min, one.ingested_at


def _names(one: DocumentInfo) -> set[str]:
    """All that another document may call this one by."""
    path = PurePosixPath(one.file)
    names = (one.metadata.diary_number, one.metadata.title, one.file, path.name, path.stem)
    return {_plain(name) for name in names if name}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
