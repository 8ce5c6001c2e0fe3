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
SAID = "said"
"""The signal of a passage: how much of the question it says around the thing asked for."""
ANSWER, MAYBE = 0.55, 0.3
"""The least confidence for an answer, and for showing what may be one."""
_HOLDS = 1.0
"""What a passage that says it all gains, in standard deviations of the cosine."""
_RIVAL = 4
"""The passage, counted from 0, that the first is compared with."""


def judge(passages: Sequence[Passage]) -> Verdict:
    """The outcome of a search, from the passages found, best first."""
    likely = confidence(passages)
    if likely >= ANSWER:
        return Verdict.ANSWER
    return Verdict.MAYBE if likely >= MAYBE else Verdict.UNKNOWN


def confidence(passages: Sequence[Passage]) -> float:
    """How likely it is that the first passage, as `rerank` left it, answers: 0 to 1."""
    if not passages:
        return 0.0
    first, rival = passages[0], passages[: _RIVAL + 1][-1]
    said = first.signals.get(SAID, 0.0)
    return 1 / (1 + math.exp(-(_CONSTANT + _SAID * said + _LEAD * (first.score - rival.score))))


def rerank(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in a new order: those that hold the thing asked for move up.

    How much of the question each says is noted among its signals, for the judgement.
    """
    wanted = asked(question)
    scored = (_weighed(passage, wanted.said_in(passage.chunk.index_text)) for passage in passages)
    return tuple(sorted(scored, key=lambda passage: -passage.score))


def _weighed(passage: Passage, said: float) -> Passage:
    signals = passage.signals | {SAID: said}
    return replace(passage, score=passage.score + _HOLDS * said, signals=signals)
