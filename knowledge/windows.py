"""What of a passage is embedded: windows of a few sentences, each under the passage's headings.

A vector is an average over its text, and a fact in a long passage drowns in it. A passage is as
near to a question as the nearest of its windows. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_WORDS = 60
"""Words of a window, its headings not counted, unless a single sentence is longer."""
_LONGEST_HEADING = 25
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")


def windows(index_text: str) -> tuple[str, ...]:
    """Cut an index text ("headings", new line, text) at sentences; at least one window."""
    heading, _, body = index_text.partition("\n")
    if not body.strip() or len(heading.split()) > _LONGEST_HEADING:
        heading, body = "", index_text
    parts = tuple(_packed(body)) or ("",)
    return tuple(f"{heading}\n{part}" if heading else part for part in parts)


def _packed(body: str) -> Iterator[str]:
    window: list[str] = []
    size = 0
    for sentence in filter(None, _SENTENCE.split(body)):
        length = len(sentence.split())
        if window and size + length > MOST_WORDS:
            yield " ".join(window)
            window, size = [], 0
        window.append(sentence)
        size += length
    if window:
        yield " ".join(window)
