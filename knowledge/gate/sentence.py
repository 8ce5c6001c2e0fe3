"""A text cut into sentences, and a sentence into words, for the finders that read language."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_LONGEST = 300
"""Characters; a text without full stops is cut anyway, so that the time stays linear."""
_STOP = re.compile(r"(?:[.!?](?<!\b\w\.)(?<!\b\w\w\.)(?=\s|$)|[;\n])[\s.!?;]*")
_TOKEN = re.compile(r"\w+(?:[-']\w+)*|[.!?;:,()/]")


class Word(NamedTuple):
    """A word or a mark, and where in the text it stands."""

    text: str
    lower: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence: `source[start:end]`, and its words. Beyond its ends there are empty words."""

    source: str
    start: int
    end: int

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words and marks in order."""
        found = _TOKEN.finditer(self.source, self.start, self.end)
        return tuple(Word(m.group(), m.group().lower(), *m.span()) for m in found)

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.source[self.start : self.end]

    def get(self, index: int) -> str:
        """The word with this index, or nothing."""
        return self.words[index].text if 0 <= index < len(self.words) else ""

    def lower(self, index: int) -> str:
        """The word with this index in small letters, or nothing."""
        return self.words[index].lower if 0 <= index < len(self.words) else ""


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order. "K.A." and "f. 1939" end none."""
    return [Sentence(text, *span) for span in _spans(text)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in (*(stop.end() for stop in _STOP.finditer(text)), len(text)):
        while end - start > _LONGEST:
            yield start, start + _LONGEST
            start += _LONGEST
        if end > start:
            yield start, end
        start = end


def sentence_at(all_of: list[Sentence], place: int) -> int:
    """The index of the sentence at a place in the text."""
    return max(0, bisect_right(all_of, place, key=lambda sentence: sentence.start) - 1)
