"""Whether the passages found answer a question: yes, maybe or don't know. Pure.

Cosines cannot tell a question without an answer from one with: they are all about the subject.
Two things can. One is how much of the subject is said right where a thing of the kind asked for
stands; the other is how far the best passage is ahead of those after it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from knowledge.kinds import Asked, asked
from knowledge.model import Passage, Verdict
from knowledge.question import coverage

# A logistic regression on labelled questions about the sample library, rounded.
_CONSTANT, _SAID, _LEAD = -3.5, 4.0, 0.5
ANSWER, MAYBE = 0.55, 0.3
"""The least confidence for an answer, and for showing what may be one."""
LONGEST = 2_000
"""Characters of a question that are read."""
_RIVAL = 4
"""The passage, counted from 0, that the first is compared with."""
_SENTENCE = re.compile(r"(?<=[^\d][.!?:;])\s+|\n+")


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
    said = _said(asked(question[:LONGEST]), first.chunk.index_text)
    return 1 / (1 + math.exp(-(_CONSTANT + _SAID * said + _LEAD * (first.score - rival.score))))


def _said(question: Asked, index_text: str) -> float:
    """How much of the subject is said around a thing of the kind asked for: 0 to 1.

    Around it are the sentence, its neighbours and the headings above.
    """
    heading, _, body = index_text.partition("\n")
    sentences = [part for part in _SENTENCE.split(body or heading) if part.strip()]
    return max(
        (
            coverage(question.about, " ".join([heading, *sentences[max(0, at - 1) : at + 2]]))
            for at, sentence in enumerate(sentences)
            if question.is_in(sentence)
        ),
        default=0.0,
    )
