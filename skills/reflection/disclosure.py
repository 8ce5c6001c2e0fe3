"""What may be told of a group so that nobody in it can be told apart. Pure.

A number about fewer than five people is withheld, and so is one from which such a number
follows by subtraction: the rest of a total (complementary suppression), or the difference
of two groups that share almost everyone. See `docs/anonymity.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

LEAST = 5
"""The smallest group of which anything is told."""


def enough(count: int) -> bool:
    """Whether a group is large enough."""
    return count >= LEAST


def told(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts that may stand beside their total, in their order.

    What is left out is together at least five, and never one group alone, so that it cannot
    be had by subtraction. Empty if only the total may be told, or not even that.
    """
    if not enough(sum(counts.values())):
        return {}
    hidden = {name for name, count in counts.items() if not enough(count)}
    by_size = sorted(counts.keys() - hidden, key=lambda name: (counts[name], name))
    while hidden and not _covered(counts, hidden) and by_size:
        hidden.add(by_size.pop(0))
    return {name: count for name, count in counts.items() if name not in hidden}


def apart(one: Collection[str], other: Collection[str]) -> bool:
    """Whether results of two groups may both be told: nobody's can be had as the difference.

    That is so where they are the same people, or differ by at least five.
    """
    between = len(set(one) ^ set(other))
    return between == 0 or enough(between)


def _covered(counts: Mapping[str, int], hidden: Collection[str]) -> bool:
    """Whether the hidden groups hide each other."""
    return len(hidden) > 1 and enough(sum(counts[name] for name in hidden))
