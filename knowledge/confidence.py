"""Whether the passages found answer a question: yes, maybe or don't know. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.model import Passage, Verdict

ANSWER, MAYBE = 0.4, 0.2


def confidence(question: str, passages: Sequence[Passage]) -> float:
    """How likely it is that the first passage answers the question: 0 to 1."""
    return min(1.0, passages[0].signals.get("lexical", 0.0)) if passages else 0.0


def judge(question: str, passages: Sequence[Passage]) -> Verdict:
    """The outcome of a search, from the passages found, best first."""
    likely = confidence(question, passages)
    if likely >= ANSWER:
        return Verdict.ANSWER
    return Verdict.MAYBE if likely >= MAYBE else Verdict.UNKNOWN
