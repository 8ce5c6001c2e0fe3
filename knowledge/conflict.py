"""Sources that say different things about the same: both are shown, and that they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from knowledge.fold import fold
from knowledge.model import Conflict, Passage, Principal

_QUANTITY = re.compile(
    r"(\d+(?:[ \u00a0]\d{3})*|en|ett|tva|tre|fyra|fem|sex|sju|atta|nio|tio|tolv)[ \u00a0]"
    r"(minut|timm|tim|dygn|dag|arbetsdag|vardag|vecka|veck|manad|ar|kron|procent|person|plats)\w*"
)
_NUMBERS = {
    "en": "1", "ett": "1", "tva": "2", "tre": "3", "fyra": "4", "fem": "5", "sex": "6",
    "sju": "7", "atta": "8", "nio": "9", "tio": "10", "tolv": "12",
}  # fmt: skip
_PRINCIPALS = frozenset({Principal.MUNICIPALITY, Principal.REGION})


def conflicts(about: str, passages: Sequence[Passage]) -> tuple[Conflict, ...]:
    """Pairs of passages that both answer, where kommun and region give different figures.

    `passages` are those that answer by themselves. Only figures in the quotes that are shown
    count, and only of one unit: different wording alone is no disagreement.
    """
    found = []
    for one, other in combinations(passages, 2):
        principals = {one.metadata.principal, other.metadata.principal}
        if principals == _PRINCIPALS and _differ(one.quote, other.quote):
            keys = (one.chunk.key, other.chunk.key)
            found.append(Conflict(about, (_name(one), _name(other)), keys))
    return tuple(found)


def _differ(one: str, other: str) -> bool:
    first, second = dict(_quantities(one)), dict(_quantities(other))
    shared = first.keys() & second.keys()
    return any(first[unit].isdisjoint(second[unit]) for unit in shared)


def _quantities(text: str) -> Iterator[tuple[str, set[str]]]:
    found: dict[str, set[str]] = {}
    for number, unit in _QUANTITY.findall(fold(text)):
        plain = _NUMBERS.get(number, re.sub(r"\D", "", number))
        found.setdefault("timm" if unit == "tim" else unit, set()).add(plain)
    yield from found.items()


def _name(passage: Passage) -> str:
    section = f" {passage.chunk.place.section}" if passage.chunk.place.section else ""
    return f"{passage.metadata.title or passage.file}{section}"
