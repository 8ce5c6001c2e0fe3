"""Measures of a search. Pure; `ranked` tells of each result, best first, whether it hits."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

import numpy as np


def hit(ranked: Sequence[bool], k: int) -> float:
    """hit@k, or success@k: 1 if any of the first k hits, else 0."""
    return float(any(ranked[:k]))


def reciprocal_rank(ranked: Sequence[bool], k: int = 10) -> float:
    """1 over the rank of the first hit among the first k, else 0. Voorhees, TREC-8 (1999)."""
    return next((1 / rank for rank, one in enumerate(ranked[:k], 1) if one), 0.0)


def recall(ranked: Sequence[bool], relevant: int, k: int) -> float:
    """recall@k: how many of the relevant are among the first k."""
    return sum(ranked[:k]) / relevant


def ndcg(gains: Sequence[float], relevant: Sequence[float], k: int) -> float:
    """nDCG@k of the results' gains, beside all gains that there are to be had.

    Discounted by log2(rank + 1), gains as they are: Järvelin and Kekäläinen, ACM TOIS 20 (2002),
    in the form of trec_eval, which BEIR and MTEB report.
    """
    best = _dcg(sorted(relevant, reverse=True)[:k])
    return _dcg(gains[:k]) / best if best else 0.0


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def risk(answered: Sequence[bool], right: Sequence[bool]) -> float:
    """The share of the answers that are wrong; 0 where nothing is answered.

    Selective risk, as El-Yaniv and Wiener, JMLR 11 (2010).
    """
    given = [correct for said, correct in zip(answered, right, strict=True) if said]
    return given.count(False) / len(given) if given else 0.0


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Area under the risk–coverage curve, 0 the best: the mean risk over all coverages.

    The i-th point is the share of wrong answers among the i most confident. Geifman, Uziel and
    El-Yaniv, ICLR 2019. Equally confident answers share their errors, whatever their order.
    """
    if not confidence:
        return 0.0
    values = np.asarray(confidence, float)
    wrong = 1.0 - np.asarray(right, float)
    shared = np.array([wrong[values == value].mean() for value in values])
    sorted_wrong = shared[np.argsort(-values, kind="stable")]
    return float(np.mean(np.cumsum(sorted_wrong) / np.arange(1, len(values) + 1)))


def f1(said: Sequence[bool], true: Sequence[bool]) -> float:
    """2PR / (P + R) of what was said against what is true; 0 where nothing matches."""
    both = sum(a and b for a, b in zip(said, true, strict=True))
    return 2 * both / (sum(said) + sum(true)) if both else 0.0
