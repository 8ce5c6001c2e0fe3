"""The title of a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge import marks
from knowledge.model import Block
from knowledge.recognise import dates
from knowledge.recognise.labels import is_labelled
from knowledge.recognise.words import is_form_word, is_standard_heading

_LONGEST = 150
_TYPE = re.compile(
    r"\b\w*(?:rutin|riktlinjer?|policy|plan|instruktion|ordning|reglemente|handbok|checklista|"
    r"tjänsteskrivelse|rapport|avtal|överenskommelse|vägledning|anvisning|strategi|program|"
    r"protokoll|modell|förslag|beslut|kalendarium|kalender)\b",
    re.IGNORECASE,
)
_EDGES = " :–-,;("


def title(head: str, blocks: Sequence[Block], properties: Mapping[str, str]) -> str:
    """The first heading that names the document, or the line that names its type; "" if none.

    Minutes of a single matter ("§ 24 Förstudie …") are named by the matter.
    """
    headings = [
        (head[block.start : block.end], block)
        for block in blocks
        if block.kind == "heading" and block.end <= len(head)
    ]
    named = next((text for text, block in headings if not block.place.section), None)
    if named and _names(named):
        return _tidy(named)
    for line in head.splitlines():
        if marks.section(line):
            break
        if _TYPE.search(line) and len(line.split()) > 1 and _names(line):
            return _tidy(line)
    matters = [text for text, _ in headings if "§" in (marks.section(text) or "")]
    if len(matters) == 1:
        return _tidy(marks.without_number(matters[0]))
    return _tidy(properties.get("name", ""))


def _names(line: str) -> bool:
    return (
        len(line) <= _LONGEST
        and not is_standard_heading(line)
        and not marks.ends_sentence(line)
        and not is_form_word(line)
        and not is_labelled(line)
        and not marks.is_item(line)
        and not marks.is_organisation(line)
    )


def _tidy(text: str) -> str:
    """The title without a trailing date."""
    text = " ".join(text.split())[:_LONGEST]
    found = dates.find(text)
    if found and found[-1][2] == len(text):
        text = text[: found[-1][1]]
    return text.strip(_EDGES)
