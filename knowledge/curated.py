"""Answers that people in charge have written: documents of the library like any other, but
looked at first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from textwrap import shorten

from knowledge.model import Block, Chunk, Document, Metadata, Passage, Place, Status, Verdict

PREFIX = "svar/"
"""What the keys of written answers begin with; no file's key does."""
_TITLE = 60
"""Letters of a title made of the answer."""
LOOKED_AT = 3
"""A written answer among so many best passages is tried before the others."""


def document(
    number: int,
    question: str,
    answer: str,
    answered: date,
    review: date,
    scopes: tuple[str, ...] = (),
) -> tuple[Document, tuple[Chunk, ...]]:
    """A written answer as a document of one passage; the quote is the answer itself.

    Without a question, whose words may have been taken back, its first words are the title.
    """
    text = answer.strip()
    key = hashlib.sha256(f"{number}\n{question}\n{text}".encode()).hexdigest()
    metadata = Metadata(
        title=question or shorten(" ".join(text.split()), _TITLE, placeholder=" …"),
        status=Status.ANSWERED,
        decided=answered,
        review=review,
        scopes=scopes,
    )
    made = Document(
        file=f"{PREFIX}{number}",
        text=text,
        blocks=(Block(0, len(text), Place()),),
        metadata=metadata,
        digest=hashlib.sha256(f"{key}{metadata}".encode()).hexdigest(),
    )
    return made, (Chunk(0, len(text), text, Place(), f"{question}\n{text}", key),)


def number_of(file: str) -> int | None:
    """The number of the question that a written answer is to; None for any other document."""
    return int(file.removeprefix(PREFIX)) if file.startswith(PREFIX) else None


def first(
    passages: Sequence[Passage], judge: Callable[[Sequence[Passage]], Verdict]
) -> tuple[Passage, ...]:
    """The passages with a written answer first, if it is near and answers by itself."""
    for passage in passages[:LOOKED_AT]:
        if passage.file.startswith(PREFIX):
            ordered = (passage, *(other for other in passages if other is not passage))
            if judge(ordered) is Verdict.ANSWER:
                return ordered
    return tuple(passages)
