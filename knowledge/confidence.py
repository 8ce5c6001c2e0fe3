"""Whether the passages found answer a question: yes, maybe or don't know. Pure.

Cosines cannot tell a question without an answer from one with: they are all about the subject.
Two things can. One is how much of the subject is said right where a thing of the kind asked for
stands; the other is how far the best passage is ahead of those after it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from knowledge.kinds import asked
from knowledge.model import Passage, Verdict

# A logistic regression on labelled questions about the sample library, rounded.
_CONSTANT, _SAID, _LEAD = -4.0, 4.5, 0.5
ANSWER, MAYBE = 0.55, 0.3
"""The least confidence for an answer, and for showing what may be one."""
_HOLDS = 1.0
"""What a passage that says it all gains, in standard deviations of the cosine."""
_RIVAL = 4
"""The passage, counted from 0, that the first is compared with."""


def judge(question: str, passages: Sequence[Passage]) -> Verdict:
    """The outcome of a search, from the passages found, best first."""
    likely = confidence(question, passages)
    if likely >= ANSWER:
        return Verdict.ANSWER
    return Verdict.MAYBE if likely >= MAYBE else Verdict.UNKNOWN


def confidence(question: str, passages: Sequence[Passage]) -> float:
    """How likely it is that the first passage answers the question: 0 to 1."""
    if not passages:
        return 0.0
    first, rival = passages[0], passages[: _RIVAL + 1][-1]
    said = asked(question).said_in(first.chunk.index_text)
    return 1 / (1 + math.exp(-(_CONSTANT + _SAID * said + _LEAD * (first.score - rival.score))))


def rerank(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in a new order: those that hold the thing asked for move up."""
    wanted = asked(question)
    scored = (
        replace(passage, score=passage.score + _HOLDS * wanted.said_in(passage.chunk.index_text))
        for passage in passages
    )
    return tuple(sorted(scored, key=lambda passage: -passage.score))
