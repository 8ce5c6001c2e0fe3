"""Metadata from front matter, from labelled lines and from how the text is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from knowledge import marks
from knowledge.model import Block, Metadata, Status
from knowledge.recognise import dates, fields, labels
from knowledge.recognise.kind import kind, snapshot_date
from knowledge.recognise.title import title

_HEAD = 2500
"""Characters from the start of a document where its metadata stands."""
_TAIL = 1500
_TOP = 15
"""Lines from the start where a number or a body standing alone is the document's own."""
_NUMBER = r"(?:[A-ZÅÄÖ][A-Za-zåäöÅÄÖ]{0,9}[ /.:-]{0,2})?\d{1,6}(?:[-/:.]\d{1,6}){1,4}"
_DIARY = re.compile(rf"{_NUMBER}(?:\s?/\s?{_NUMBER})*")
_CORNER = re.compile(rf"\s(?:dnr|diarienr|diarienummer)\.?\s(?P<number>{_DIARY.pattern})$", re.I)
_LONE_BODY = re.compile(
    r"[A-ZÅÄÖ][\w-]*(?: [\w-]+){0,5}?(?:nämnd|nämnden|nämndens|styrelse|styrelsen|styrelsens|"
    r"fullmäktige|fullmäktiges|utskott|utskottet|ledningsgrupp|ledningsgruppen)"
    r"(?: (?:arbetsutskott|presidium))?"
)
_MEETING = "sammanträdesdatum"
_PARAGRAPH = re.compile(r"[\s,]*§.*$")
_BEFORE_DATE = re.compile(r"\s+(?:den)?\s*$")
_BETWEEN = re.compile(
    r"\s*(?:till|t\.?\s?o\.?\s?m\.?|och|med|[-–—]|to|until|\s)+\s*", re.IGNORECASE
)

Pairs = Iterator[tuple[str, object]]


def recognise(text: str, blocks: Sequence[Block], properties: Mapping[str, str]) -> Metadata:
    """The metadata that a document tells about itself. Never raises.

    `properties` are words beside the text, by label: front matter, "title" where the format
    marks one, "name" for a less certain title, "header" for what stands in page headers.
    """
    head, tail = text[:_HEAD].splitlines(), text[_HEAD:][-_TAIL:].splitlines()[1:]
    header = properties.get("header", "").splitlines()
    lines = [*head, *tail, *header]
    found: dict[str, Any] = {}
    top = [*head[:_TOP], *header]
    for source in (_written(properties), _labelled(lines), _alone(top)):
        for field, value in source:
            found.setdefault(field, value)
    found.setdefault("title", title(text[:_HEAD], blocks, properties))
    metadata = Metadata(**found)
    if metadata.status is Status.UNKNOWN:
        metadata = replace(metadata, status=kind(text, blocks, metadata))
    if metadata.decided is None:
        snapshot = metadata.status is Status.SNAPSHOT
        day = snapshot_date(text, metadata) if snapshot else _meeting(lines)
        metadata = replace(metadata, decided=day)
    return metadata


def _written(properties: Mapping[str, str]) -> Pairs:
    """What front matter says; what cannot be understood there is left unknown."""
    for key, value in properties.items():
        if field := labels.field_of(key):
            yield from _parsed(field, value)


def _labelled(lines: Sequence[str]) -> Pairs:
    for line in lines:
        for field, value in labels.labelled(line):
            yield from _value(field, value)


def _value(field: str, value: str) -> Pairs:
    """The value, or values, after a label in running text."""
    if field == "diary_number":
        if (number := _DIARY.match(value)) and dates.leading(value) is None:
            yield field, number.group()
    elif field == "body":
        yield from _decision(value)
    elif field == "valid_from":
        yield from _validity(value)
    else:
        yield from _parsed(field, value)


def _parsed(field: str, value: str) -> Pairs:
    try:
        yield field, fields.parse(field, value)
    except ValueError:
        return


def _decision(value: str) -> Pairs:
    """ "Kommunstyrelsen 2025-03-01 § 12": the body, and the date of its decision."""
    found = dates.find(value)
    if found:
        yield "decided", found[0][0]
        value = _BEFORE_DATE.sub("", value[: found[0][1]])
    body = _PARAGRAPH.sub("", value).strip(" ,;:–-(")
    if 2 < len(body) <= fields.LONGEST:
        yield "body", body[0].upper() + body[1:]


def _validity(value: str) -> Pairs:
    """ "2025-06-01 till 2028-05-31", or the first of them only."""
    found = dates.find(value)
    if not found or dates.leading(value) is None:
        return
    yield "valid_from", found[0][0]
    if len(found) > 1 and _BETWEEN.fullmatch(value, found[0][2], found[1][1]):
        yield "valid_to", found[1][0]


def _alone(lines: Sequence[str]) -> Pairs:
    """A diary number or a deciding body that has a line, or a corner of a letterhead, to itself."""
    for line in lines:
        if len(line) > fields.LONGEST or marks.ends_sentence(line):
            continue
        if labels.is_diary_number(line):
            yield "diary_number", line
        elif corner := _CORNER.search(line):
            yield "diary_number", corner["number"]
        elif _LONE_BODY.fullmatch(line):
            yield "body", line


def _meeting(lines: Sequence[str]) -> date | None:
    """The date of the meeting, as the head of minutes gives it beside or below its label."""
    for index, line in enumerate(lines):
        if line.casefold().startswith(_MEETING):
            nearby = [line[len(_MEETING) :], *lines[index + 1 : index + 7]]
            return next((day for one in nearby if (day := dates.leading(one))), None)
    return None
