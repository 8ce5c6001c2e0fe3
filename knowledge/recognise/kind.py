"""What kind of document it is, from how it is written: how binding its words are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from knowledge.model import Block, Metadata, Status
from knowledge.recognise import dates
from knowledge.recognise.labels import is_labelled

_HEAD = 6000
_TITLE_LINES = 10
_REPEALED = re.compile(
    r"^(?:(?:detta|denna|dokumentet|rutinen|riktlinjen)\s+)?(?:dokument |rutin |riktlinje )?"
    r"(?:är |har )?(?:upphävd|upphävt|upphävts|upphört att gälla|upphörde att gälla)\b",
    re.IGNORECASE | re.MULTILINE,
)
_DRAFT_TITLE = re.compile(r"\b(?:förslag|utkast|remissversion|motion)\b", re.IGNORECASE)
_PROPOSES = re.compile(
    r"\bföreslår\b[^.]{0,160}\b(?:beslut|att godkänna|att anta|att fastställa|att ge)",
    re.IGNORECASE,
)
_DECIDES = re.compile(r"\b(?:beslutar|beslutade|beslutat)\b", re.IGNORECASE)
_RECOMMENDS = re.compile(r"\brekommend(?:ation|erade|eras|erad|erar)", re.IGNORECASE)
_SNAPSHOT = re.compile(r"\b(?:nuläge|lägesbild|lägesrapport|lägesbeskrivning)", re.IGNORECASE)


def kind(text: str, blocks: Sequence[Block], metadata: Metadata) -> Status:
    """The status; unknown where the text does not tell."""
    head = text[:_HEAD]
    headings = [text[block.start : block.end] for block in blocks if block.kind == "heading"]
    top = [metadata.title, *head.splitlines()[:_TITLE_LINES]]
    if metadata.superseded_by:
        return Status.SUPERSEDED
    if _REPEALED.search(head):
        return Status.REPEALED
    if _DRAFT_TITLE.search(metadata.title):
        return Status.PROPOSAL
    if metadata.decided or _decides(text, blocks):
        return Status.DECIDED
    if "förslag till beslut" in map(str.casefold, headings) or _PROPOSES.search(head):
        return Status.PROPOSAL
    if _recommends(top, headings):
        return Status.RECOMMENDATION
    return Status.SNAPSHOT if any(map(_SNAPSHOT.search, top)) else Status.UNKNOWN


def snapshot_date(text: str, metadata: Metadata) -> date | None:
    """The day that a snapshot is of: the first date on its first or last lines."""
    lines = text.splitlines()
    near = [metadata.title, *lines[:_TITLE_LINES], *lines[-_TITLE_LINES:]]
    return next(
        (day for line in near if not is_labelled(line) and (day := dates.first(line))), None
    )


def _decides(text: str, blocks: Sequence[Block]) -> bool:
    """Whether the text below a heading "Beslut" tells of a decision, and no proposal of one."""
    own = (
        text[block.start : block.end]
        for block in blocks
        if block.kind != "heading"
        and block.place.headings
        and block.place.headings[-1].casefold().split(maxsplit=1)[-1:] == ["beslut"]
    )
    first = next(own, "")
    return bool(_DECIDES.search(first)) and "föreslår" not in first.casefold()


def _recommends(top: Sequence[str], headings: Sequence[str]) -> bool:
    """One heading may recommend in any document; the title, or several, make it the point."""
    return (
        any(map(_RECOMMENDS.search, top)) or sum(map(bool, map(_RECOMMENDS.search, headings))) > 1
    )
