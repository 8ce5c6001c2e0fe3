"""What many answers are about: groups of answers that lie near each other, each with a label
made of its own words. Pure; the vectors come from outside.

Groups: agglomerative clustering (Ward), cut where the mean silhouette is highest (Rousseeuw,
1987), so no distance has to be chosen. Labels: c-TF-IDF (Grootendorst, 2022) over stems.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist, squareform

from knowledge.fold import fold
from knowledge.lookup.terms import atoms
from knowledge.model import Vectors
from knowledge.question import says_something

FEWEST = 4
"""With fewer answers people see for themselves what they are about."""
MOST_GROUPS = 12
LABEL_WORDS = 3
SHARED = 2
"""A word of a label has been used by so many: what only one person says is nobody's label."""

_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Said:
    """An answer, and who gave it: a name, or a number where nobody is to be known."""

    text: str
    by: str


@dataclass(frozen=True)
class Theme:
    """Some answers that are about the same."""

    label: str
    """Its words, the most telling first, in lower case."""
    members: tuple[int, ...]
    """The answers, by their place in what was grouped; the most typical first."""
    people: int
    """How many have said so."""


def themes(said: Sequence[Said], vectors: Vectors) -> tuple[Theme, ...]:
    """The themes of some answers with their vectors (len(said), dimensions), largest first.

    Answers that are alone, or share no words with those beside them, are in none.
    """
    if len(said) < FEWEST:
        return ()
    groups = _groups(vectors)
    told = [_stems(one.text) for one in said]
    everywhere = Counter(stem for words in told for stem in words.values())
    average = sum(everywhere.values()) / len(groups)
    found = []
    for group in groups:
        label = _label([(said[n].by, told[n]) for n in group], everywhere, average)
        people = len({said[n].by for n in group})
        if label and people >= SHARED:
            found.append(Theme(label, _typical_first(group, vectors), people))
    return tuple(sorted(found, key=lambda theme: (-theme.people, theme.members)))


def _groups(vectors: Vectors) -> list[list[int]]:
    """The answers in groups, as many as set them apart the best."""
    count = len(vectors)
    if np.ptp(vectors, axis=0).max() == 0:
        return [list(range(count))]  # everyone has written the same
    tree = linkage(vectors, method="ward")
    distances = squareform(pdist(vectors))
    most = min(MOST_GROUPS, count // 2)
    cuts = [fcluster(tree, groups, "maxclust") for groups in range(2, most + 1)]
    best = max(cuts, key=lambda cut: _silhouette(distances, cut))
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(best):
        members[int(group)].append(number)
    return list(members.values())


def _silhouette(distances: NDArray[np.float64], groups: NDArray[np.int32]) -> float:
    """How much nearer the answers are to their own group than to the next: -1 to 1."""
    one_hot = (groups[:, None] == np.unique(groups)[None, :]).astype(float)
    sizes = one_hot.sum(axis=0)
    if len(sizes) < 2:
        return -1.0
    sums = distances @ one_hot
    mine = one_hot.astype(bool)
    alone = sizes[one_hot.argmax(axis=1)] == 1
    own = sums[mine] / np.maximum(sizes[one_hot.argmax(axis=1)] - 1, 1)
    other = np.where(mine, np.inf, sums / sizes).min(axis=1)
    widest = np.maximum(np.maximum(own, other), np.finfo(float).tiny)
    return float(np.where(alone, 0.0, (other - own) / widest).mean())


def _stems(text: str) -> Mapping[str, str]:
    """The telling words of an answer, in lower case, and their stems."""
    words = dict.fromkeys(word.lower() for word in _WORD.findall(text))
    return {word: atoms(word)[0] for word in words if says_something(fold(word))}


def _label(
    group: Sequence[tuple[str, Mapping[str, str]]], everywhere: Mapping[str, int], average: float
) -> str:
    """The words that tell a group from the others, in the form most used; empty if its people
    share none. A word weighs tf · log(1 + A / f): A words in a group on average, f times in all."""
    used = Counter(stem for _, words in group for stem in words.values())
    by: defaultdict[str, set[str]] = defaultdict(set)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for person, words in group:
        for word, stem in words.items():
            by[stem].add(person)
            forms[stem][word] += 1
    shared = [stem for stem in used if len(by[stem]) >= SHARED]
    weight = {stem: used[stem] * math.log(1 + average / everywhere[stem]) for stem in shared}
    best = sorted(shared, key=lambda stem: (-weight[stem], stem))[:LABEL_WORDS]
    return " · ".join(_usual(forms[stem]) for stem in best)


def _usual(forms: Counter[str]) -> str:
    """The form most used, of equals the shortest."""
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def _typical_first(group: Iterable[int], vectors: Vectors) -> tuple[int, ...]:
    members = list(group)
    centre = vectors[members].mean(axis=0)
    near = vectors[members] @ centre
    return tuple(members[n] for n in np.argsort(-near, kind="stable"))
