"""Whether the passages found answer a question: yes, maybe or don't know. Pure.

Cosines cannot tell a question without an answer from one with: they are all about the subject.
Three things can. One is how much of the subject is said right where a thing of the kind asked
for stands; another is how far the best passage is ahead of those after it; and the third is
whether it leaves out a year, another number, a month or a name that the question pins down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from knowledge.kinds import Asked, asked
from knowledge.model import Passage, Verdict

# A logistic regression on labelled questions about the sample library, rounded.
_CONSTANT, _SAID, _LEAD, _BESIDE = -4.0, 4.5, 0.5, -3.5
SAID = "said"
"""The signal of a passage: how much of the question it says around the thing asked for."""
BESIDE = "beside"
"""The signal of a passage: 1 where it lacks a number, month or name of the question."""
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
    said, beside = first.signals.get(SAID, 0.0), first.signals.get(BESIDE, 0.0)
    lead = first.score - rival.score
    return 1 / (1 + math.exp(-(_CONSTANT + _SAID * said + _LEAD * lead + _BESIDE * beside)))


def rerank(question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages in a new order: those that hold the thing asked for move up.

    How much of the question each says is noted among its signals, for the judgement.
    """
    wanted = asked(question)
    scored = (_weighed(passage, wanted) for passage in passages)
    return tuple(sorted(scored, key=lambda passage: -passage.score))


def _weighed(passage: Passage, wanted: Asked) -> Passage:
    text = passage.chunk.index_text
    said, beside = wanted.said_in(text), wanted.particulars.lacking_in(text)
    signals = passage.signals | {SAID: said, BESIDE: float(beside)}
    return replace(passage, score=passage.score + _HOLDS * said, signals=signals)
