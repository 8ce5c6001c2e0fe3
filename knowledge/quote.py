"""The part of a passage that a person needs to see: a slice of it, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge import kinds
from knowledge.fold import fold
from knowledge.model import Chunk

LONGEST = 300
"""Characters of a quote: what is read on a phone without scrolling."""

_SENTENCE_END = re.compile(
    r"(?<=[.!?:])\s+(?=[\"”»(]?[A-ZÅÄÖÉ0-9§•o–-])|\n\s*\n|\n(?=\s*[•\-–*o]\s)"
)

THE_THING = 1.5
"""What it weighs, in words of the question, that a sentence holds the kind of thing asked for."""

_WORD = re.compile(r"\w+")
_STEM = 5
"""Letters in common at the start of two words that are likely forms of one."""


def quote(question: str, chunk: Chunk) -> str:
    """The part of a chunk that speaks most of what the question asks: a substring of it.

    The chunk's own heading is left out, as the source below the quote names it, unless it
    speaks more of the question than the text does.
    """
    asked = {word for word in _WORD.findall(fold(question)) if len(word) > 3}
    text = chunk.text
    heading, _, body = text.partition("\n")
    if (
        body.strip()
        and _is_heading(heading, chunk)
        and _shared(asked, body) >= _shared(asked, heading)
    ):
        text = body
    kind = kinds.asked(question)
    pieces = [text[start:end] for start, end in sentences(text)]
    return cut(text, [_shared(asked, one) + THE_THING * kind.is_in(one) for one in pieces])


def _is_heading(line: str, chunk: Chunk) -> bool:
    headings = {fold(heading) for heading in chunk.place.headings}
    return fold(line.strip("#* \t")) in headings


def _shared(asked: set[str], sentence: str) -> float:
    """How many of the words asked for are there, a form of one counting nearly as much."""
    said = set(_WORD.findall(fold(sentence)))
    stems = {word[:_STEM] for word in said}
    return sum(1.0 if word in said else 0.8 * (word[:_STEM] in stems) for word in asked)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences and list points of a text, as slices without the space around them."""
    bounds = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(bounds):
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
