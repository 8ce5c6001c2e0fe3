"""The words that people write before a document's metadata, in Swedish and English."""

from __future__ import annotations

import re

_WORDS: dict[str, tuple[str, ...]] = {
    "title": ("titel", "dokumenttitel", "title"),
    "diary_number": (
        "diarienummer", "diarienr", "diariern", "diarie-nr", "dnr", "ärendenummer", "ärendenr",
        "diary number",
    ),
    "decided": (
        "beslutad", "beslutat", "beslutsdatum", "datum för beslut", "fastställd", "fastställt",
        "fastställelsedatum", "antagen", "antaget", "decided", "decision date",
    ),
    "body": (
        "organ", "nämnd", "beslutande organ", "beslutsinstans", "beslutad av", "beslutat av",
        "fastställd av", "fastställt av", "antagen av", "antaget av", "body", "decided by",
    ),
    "status": ("status", "dokumentstatus"),
    "valid_from": (
        "gäller från", "gäller från och med", "gäller fr.o.m.", "gäller fr o m", "giltig från",
        "giltig från och med", "giltig fr.o.m.", "giltighetstid", "gäller", "giltig",
        "träder i kraft", "valid from",
    ),
    "valid_to": (
        "gäller till", "gäller till och med", "gäller t.o.m.", "gäller t o m", "giltig till",
        "giltig till och med", "giltig t.o.m.", "upphör att gälla", "valid to", "valid until",
    ),
    "supersedes": ("ersätter", "supersedes", "replaces"),
    "superseded_by": ("ersatt av", "ersätts av", "superseded by", "replaced by"),
    "owner": (
        "ägare", "dokumentägare", "dokumentansvarig", "ansvarig för dokumentet", "owner",
    ),
    "review": (
        "översyn", "översyn senast", "nästa översyn", "ses över", "ses över senast",
        "revideras", "revideras senast", "revideringsdatum", "nästa revidering", "review",
    ),
    "principal": ("huvudman", "principal"),
    "scopes": ("rum", "scopes", "rooms"),
}  # fmt: skip
_FIELDS = {word: field for field, words in _WORDS.items() for word in words}
_ALTERNATIVES = "|".join(re.escape(word) for word in sorted(_FIELDS, key=len, reverse=True))
_MARKED = re.compile(
    rf"(?<![\w-])(?P<word>{_ALTERNATIVES})(?:\s?(?P<mark>[:|])|:\s\|)\s*", re.IGNORECASE
)
_BARE = re.compile(rf"(?P<word>{_ALTERNATIVES})\s+(?=\S)", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"[A-ZÅÄÖ]{2,6}[ /.:-]\d{1,6}[-/:]\d{1,6}(?:[-/:.]\d{1,6}){0,3}")
_BARE_FIELDS = frozenset(
    {"diary_number", "decided", "body", "valid_from", "valid_to", "superseded_by", "review"}
)
LONGEST = 300
"""Characters of a line that may hold labels; longer ones are prose."""
_VALUE = re.compile(r"(?:den |senast |från |till )*\d{1,4}[-–/ ]|[A-ZÅÄÖ]{2,6}[ -]?\d")
"""How a date or a diary number begins."""


def field_of(word: str) -> str | None:
    """The field of `Metadata` that a key names: "gäller från" and "valid_from" alike."""
    return _FIELDS.get(" ".join(word.casefold().replace("_", " ").split()))


def labelled(line: str) -> list[tuple[str, str]]:
    """The (field, value) pairs in a line: "Nämnd: KS  Dnr: 1/2025", "Fastställd av KS 2025-03-01".

    Without a colon a label counts at the start of the line only, and only where its value
    shows that it is one: a date, a number or a deciding body. A bar is a table's cell border.
    """
    if len(line) > LONGEST:
        return []
    found = [mark for mark in _MARKED.finditer(line) if mark["mark"] == ":" or _is_cell(mark, line)]
    pairs = []
    if not found or found[0].start():
        end = found[0].start() if found else len(line)
        bare = _BARE.match(line, 0, end)
        if bare and _FIELDS[bare["word"].casefold()] in _BARE_FIELDS:
            pairs.append((_FIELDS[bare["word"].casefold()], line[bare.end() : end].strip()))
    ends = [*(mark.start() for mark in found[1:]), len(line)]
    for mark, end in zip(found, ends, strict=False):
        pairs.append((_FIELDS[mark["word"].casefold()], line[mark.end() : end].strip()))
    return [(field, value) for field, value in pairs if value]


def _is_cell(mark: re.Match[str], line: str) -> bool:
    return mark.start() == 0 and "|" not in line[mark.end() :]


def is_diary_number(line: str) -> bool:
    """Whether the line is a diary number and nothing else: "HSN 801-2022"."""
    return bool(_LONE_NUMBER.fullmatch(line))


def is_labelled(line: str) -> bool:
    """Whether the line looks like metadata rather than a heading or prose."""
    if _MARKED.match(line) or is_diary_number(line):
        return True
    bare = _BARE.match(line)
    if not bare or _FIELDS[bare["word"].casefold()] not in _BARE_FIELDS:
        return False
    return bare["word"].casefold().endswith(" av") or bool(_VALUE.match(line, bare.end()))
