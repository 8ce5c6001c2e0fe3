"""The engine of the grammar: text to items, and items to fewer items by a table of rules.

Every step runs once over the text, left to right, the longest match first, so the time it
takes grows with the text and no more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.when.words import Kinds, Lexicon, Number

_TOKEN = re.compile(
    r"(?P<number>\d+)|(?P<word>(?i:[ap]\.m\b\.?)|(?:[^\W\d_][\u0300-\u036f'’]*)+)|(?P<mark>[^\w\s,\"”])",
)
_MARKS = {":": "colon", ".": "dot", "/": "slash", "-": "dash", "–": "dash", "—": "dash"}
_LONGEST_WORD = 30


@dataclass(frozen=True)
class Item:
    """A stretch of the text and what it may be: kind -> value."""

    start: int
    end: int
    kinds: Kinds = field(default_factory=dict)
    word: str = ""
    """The folded and corrected word, for a word that stands alone."""


@dataclass(frozen=True)
class Step:
    """One element of a pattern."""

    kinds: tuple[str, ...]
    optional: bool
    most: int
    """How many it may take: bounded, so that the time taken grows with the text only."""
    glued: bool

    @classmethod
    def of(cls, text: str) -> Step:
        """Read an element as it is written in a pattern."""
        kinds = tuple(text.strip("~?*").split("|"))
        return cls(kinds, text[-1] in "?*", 3 if text[-1] == "*" else 1, text[0] == "~")

    def fits(self, found: Sequence[Item], at: int) -> str | None:
        """The kind that the item is taken as, None when it does not fit."""
        if self.glued and found[at].start > found[at - 1].end:
            return None
        return next((kind for kind in self.kinds if kind in found[at].kinds), None)


_LEADS = Step.of("lead*")


@dataclass(frozen=True)
class Rule:
    """A pattern of kinds, and what to build of the values of those that carry one.

    In a pattern "a|b" is either kind, "?" makes it optional, "*" allows up to three, "~"
    wants no space before it. `build` returns None for "not this".
    """

    pattern: str
    kind: str
    build: Callable[..., Any]
    alone: bool = False
    """Whether an unknown word right after it spoils it: "1/2 tablett" is no date."""
    steps: tuple[Step, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(Step.of(text) for text in self.pattern.split()))

    def openings(self) -> frozenset[str]:
        """The kinds that a match can begin with, after its leads."""
        steps = [step for step in self.steps if step != _LEADS]
        needed = next(n for n, step in enumerate(steps) if not step.optional)
        return frozenset(kind for step in steps[: needed + 1] for kind in step.kinds)


class Rules:
    """A table of rules, by the kinds that they begin with."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules
        self._by_kind: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(rules):
            for kind in rule.openings():
                self._by_kind[kind].append(number)

    def at(self, found: Sequence[Item], at: int) -> Iterator[Rule]:
        """The rules that may match from an item on, in the order of the table."""
        after = at
        while after < min(at + _LEADS.most, len(found) - 1) and "lead" in found[after].kinds:
            after += 1
        kinds = {*found[at].kinds, *found[after].kinds}
        numbers = {number for kind in kinds for number in self._by_kind.get(kind, ())}
        return (self._rules[number] for number in sorted(numbers))


def items(text: str, lexicon: Lexicon) -> list[Item]:
    """Cut a text into numbers, phrases and marks; what means nothing has no kinds."""
    return _phrases([_item(match, lexicon) for match in _TOKEN.finditer(text)], lexicon)


def _item(match: re.Match[str], lexicon: Lexicon) -> Item:
    start, end = match.span()
    written = match[0]
    if match.lastgroup == "number":
        known = len(written) <= 4 and written.isascii()
        kinds = {"num": Number(int(written), len(written))} if known else {}
        return Item(start, end, kinds)
    if match.lastgroup == "word":
        short = end - start <= _LONGEST_WORD
        return Item(start, end, word=lexicon.correct(written.replace(".", "")) if short else "?")
    return Item(start, end, {_MARKS[written]: None} if written in _MARKS else {})


def _phrases(tokens: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    found: list[Item] = []
    at = 0
    while at < len(tokens):
        longest = lexicon.longest if lexicon.starts(tokens[at].word) else 1
        for length in range(min(longest, len(tokens) - at), 0, -1):
            part = tokens[at : at + length]
            kinds = lexicon.find([item.word for item in part]) if all(i.word for i in part) else {}
            if kinds or length == 1:
                token = part[0]
                found.append(Item(token.start, part[-1].end, kinds or token.kinds, token.word))
                at += length
                break
    return found


def reduce(found: Sequence[Item], rules: Rules) -> list[Item]:
    """Replace each stretch that a rule matches, the longest first, by what the rule builds."""
    reduced: list[Item] = []
    at = 0
    while at < len(found):
        best: tuple[int, Item] | None = None
        for rule in rules.at(found, at):
            match = _match(rule, found, at)
            if match and (best is None or match[0] > best[0]):
                best = match
        reduced.append(best[1] if best else found[at])
        at = best[0] if best else at + 1
    return reduced


def _match(rule: Rule, found: Sequence[Item], at: int) -> tuple[int, Item] | None:
    values: list[Any] = []
    end = at
    for step in rule.steps:
        taken = 0
        while taken < step.most and end < len(found) and (kind := step.fits(found, end)):
            if found[end].kinds[kind] is not None:
                values.append(found[end].kinds[kind])
            end += 1
            taken += 1
        if not taken and not step.optional:
            return None
    if rule.alone and end < len(found) and found[end].word and not found[end].kinds:
        return None
    built = rule.build(*values)
    if built is None:
        return None
    return end, Item(found[at].start, found[end - 1].end, {rule.kind: built})
