"""The part of a passage that a person needs to see: a slice of it, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 420
"""Characters of a quote: what is read on a phone without scrolling."""

_SENTENCE_END = re.compile(
    r"(?<=[.!?:])\s+(?=[\"”»(]?[A-ZÅÄÖÉ0-9§•o–-])|\n\s*\n|\n(?=\s*[•\-–*o]\s)"
)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences and list points of a text, as slices without the space around them."""
    bounds = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        piece = text[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((start + lead, start + len(piece.rstrip())))
    return tuple(spans)


def cut(text: str, weights: Sequence[float], longest: int = LONGEST) -> str:
    """The run of neighbouring sentences that weighs most within `longest` characters.

    `weights` has one number for each of `sentences(text)`. The result is a substring of
    `text`; a lone sentence that is too long is kept whole, for half a rule misleads.
    """
    spans = sentences(text)
    if len(text) <= longest or not spans:
        return text.strip()
    first = last = max(range(len(spans)), key=lambda i: weights[i])
    while True:
        grown = _grow(spans, weights, first, last, longest)
        if grown is None:
            return text[spans[first][0] : spans[last][1]]
        first, last = grown


def _grow(
    spans: Sequence[tuple[int, int]],
    weights: Sequence[float],
    first: int,
    last: int,
    longest: int,
) -> tuple[int, int] | None:
    options = []
    if first > 0 and spans[last][1] - spans[first - 1][0] <= longest:
        options.append((weights[first - 1], first - 1, last))
    if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= longest:
        options.append((weights[last + 1], first, last + 1))
    if not options:
        return None
    _, first, last = max(options)
    return first, last
