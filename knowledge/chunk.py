"""Cut a document into passages: one heading, § or numbered point each. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from knowledge import hyphens, marks
from knowledge.model import Block, Chunk, Document, Place

MOST_WORDS = 170
"""Words of a passage: at most some 300 tokens of Swedish, with its headings."""
_TELLING = 6
"""Words from which a heading without text, or a repeated paragraph, counts as saying something."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"”»(]?[A-ZÅÄÖÉ0-9§])")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class _Span:
    """A block, or a part of one that is too long, as a slice of the text."""

    start: int
    end: int
    words: int
    block: Block


def chunk(document: Document) -> tuple[Chunk, ...]:
    """The passages of a document in order: slices of its text, each within one section.

    A paragraph that comes back within its section is left out, and so is a passage that
    comes back at the same place.
    """
    found: dict[str, Chunk] = {}
    for section in _sections(document):
        lead = ""
        for run in _runs(document.text, section):
            for spans in _packed(run):
                made = _chunk(document, spans, lead)
                found.setdefault(made.key, made)
                lead = _lead(document.text, spans, lead)
    return tuple(found.values())


def _sections(document: Document) -> Iterator[Sequence[_Span]]:
    """The spans by section; headings with no text of their own go with what is below them."""
    waiting: list[_Span] = []
    for _, group in groupby(document.blocks, key=_section_of):
        spans = list(_spans(document.text, group))
        if waiting and not _goes_with(waiting[-1].block.place, spans[0].block.place):
            yield from _telling(document, waiting)
            waiting = []
        waiting += spans
        if any(span.block.kind != "heading" for span in spans):
            yield waiting
            waiting = []
    yield from _telling(document, waiting)


def _section_of(block: Block) -> tuple[tuple[str, ...], str | None, int | None]:
    return block.place.headings, block.place.section, block.place.slide


def _goes_with(heading: Place, below: Place) -> bool:
    """Whether a heading without text may lead in what follows: never across a § or a slide."""
    inside = below.headings[: len(heading.headings)] == heading.headings
    return heading.slide == below.slide and (inside or heading.section == below.section)


def _telling(document: Document, headings: Sequence[_Span]) -> Iterator[Sequence[_Span]]:
    """Headings with no text below them, where they say more than the title does."""
    texts = (document.text[span.start : span.end] for span in headings)
    if any(
        span.words >= _TELLING and text.casefold() != document.metadata.title.casefold()
        for span, text in zip(headings, texts, strict=True)
    ):
        yield headings


def _spans(text: str, blocks: Iterable[Block]) -> Iterator[_Span]:
    """The blocks of a section, repeated paragraphs left out and long ones cut at sentences."""
    seen: set[str] = set()
    for block in blocks:
        words = text[block.start : block.end]
        count = len(words.split())
        if count >= _TELLING and words in seen:
            continue
        seen.add(words)
        if count <= MOST_WORDS:
            yield _Span(block.start, block.end, count, block)
        else:
            yield from _cut(text, block)


def _cut(text: str, block: Block) -> Iterator[_Span]:
    """The sentences of a block; a sentence that is too long is cut between words."""
    borders = [match.end() for match in _SENTENCE.finditer(text, block.start, block.end)]
    starts = [block.start, *borders]
    for start, end in zip(starts, [*borders, block.end], strict=True):
        words = list(_WORD.finditer(text, start, end))
        for first in range(0, len(words), MOST_WORDS):
            part = words[first : first + MOST_WORDS]
            yield _Span(part[0].start(), part[-1].end(), len(part), block)


def _runs(text: str, spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    """The spans with no words between them; a table's row with its header stands alone.

    A heading right above a table is left out: it is in the index text of every row.
    """
    runs: list[list[_Span]] = []
    for span in spans:
        if not runs or _apart(text, runs[-1][-1], span):
            runs.append([])
        runs[-1].append(span)
    return (run for run in runs if len(runs) == 1 or any(s.block.kind != "heading" for s in run))


def _apart(text: str, span: _Span, following: _Span) -> bool:
    """Whether either is a row of a table, or skipped words stand between.

    Mere marks of Markdown between them do not count.
    """
    if span.block.context or following.block.context:
        return True
    return any(char.isalnum() for char in text[span.end : following.start])


def _packed(run: Sequence[_Span]) -> Iterator[list[_Span]]:
    """The spans in as few passages as hold them, about equally long."""
    total = sum(span.words for span in run)
    target = total / ceil(total / MOST_WORDS)
    part: list[_Span] = []
    size = 0
    for span in run:
        full = size + span.words > MOST_WORDS
        if part and (full or (size + span.words / 2 > target and not _leads(part[-1]))):
            yield part
            part, size = [], 0
        part.append(span)
        size += span.words
    yield part


def _leads(span: _Span) -> bool:
    return span.block.kind == "heading"


def _lead(text: str, spans: Sequence[_Span], lead: str) -> str:
    """The line that leads in a list, should the list go on in the next passage."""
    for span in reversed(spans):
        if span.block.kind != "item":
            words = text[span.start : span.end]
            return words if words.endswith(":") else ""
    return lead


def _chunk(document: Document, spans: Sequence[_Span], lead: str) -> Chunk:
    start, end = spans[0].start, spans[-1].end
    text = document.text[start:end]
    body = next((span for span in spans if span.block.kind != "heading"), spans[0])
    place = body.block.place
    context = body.block.context or (lead if body.block.kind == "item" else "")
    title = document.metadata.title
    own = {title.casefold(), ""}
    above = (h for h in place.headings if marks.without_number(h).casefold() not in own)
    path = [title, *above]
    lines = (" › ".join(filter(None, path)), context, document.text[body.start : end])
    index_text = unicodedata.normalize("NFC", hyphens.mend("\n".join(filter(None, lines))))
    key = hashlib.sha256(repr((document.file, place, text)).encode()).hexdigest()
    return Chunk(start, end, text, place, index_text, key, body.block.context)
