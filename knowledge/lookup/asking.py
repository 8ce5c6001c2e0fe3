"""Whether a question asks for a person, or names a subject and leaves the asking out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, pairwise

from knowledge.lookup.words import lookup_words

OPENING = 5
"""Words: "hur får jag tag i …" says so within these."""


def asks_who(folded: Sequence[str]) -> bool:
    """Whether the words of a question, folded, ask for a person, a role or a number.

    "Vem", "vart" and "telefonnummer" always do. "Hur ofta", "när", "får jag" ask for something
    else. What asks for nothing ("dosett i natt", "larmet är trasigt") wants somebody to turn to.
    """
    words = lookup_words().asking
    said = list(dropwhile(words["greetings"].__contains__, folded))
    if any(word in words["who"] for word in said):
        return True
    if not said:
        return False
    first, second = said[0], said[1] if len(said) > 1 else ""
    if first in words["way"] and words["reach"] & set(said[:OPENING]):
        return True
    return not (
        first in words["other"]
        or words["how"] & set(said)
        or (first in words["modal"] and second not in words["negations"])
        or (first in words["verbs"] and second in words["subjects"] and not _wants_somebody(said))
        or (first in words["which"] and second in words["things"])
        or any(f"{one} {other}" in words["where"] for one, other in pairwise(said))
    )


def _wants_somebody(said: Sequence[str]) -> bool:
    """ "Behöver någon som kan …" wants a person, "behöver någon …" asks."""
    words = lookup_words().asking
    return len(said) > 2 and said[1] in words["somebody"] and said[2] in words["that"]
