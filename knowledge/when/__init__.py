"""The time that a question is about, in Swedish and English, however it is spelt.

A small grammar of our own: words with their kinds (`words`), rules that make clues of them
(`rules`), and what the clues mean at the moment of asking (`resolve`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from knowledge.calendar import Calendar
from knowledge.model import Interval
from knowledge.when.clue import Clue
from knowledge.when.grammar import Item, items, reduce
from knowledge.when.resolve import Resolver
from knowledge.when.rules import JOINS, PHRASES, VALUES
from knowledge.when.words import time_lexicon

Span = tuple[int, int]
LONGEST_TEXT = 10_000
"""Characters that are read: no one names a time later in a question."""
_TO = frozenset({"until", "dash"})
_LINKS = _TO | {"and", "slash"}


@dataclass(frozen=True)
class Asked:
    """The time that was asked about, as understood."""

    interval: Interval
    """In local time, never empty."""
    words: tuple[Span, ...]
    """Where in the text the time words stand: start and end of each."""
    shift: str | None
    """The shift that was named, as "natt"; None when it was a day or an hour."""
    explicit: bool
    """Whether a certain time was meant ("i natt") or one in general ("på natten")."""
    part: str | None
    """The part of the day that was named, as "natt" or "förmiddag"."""
    clock: bool
    """Whether a time of day was named, or counted from now ("om en timme")."""


def understand(text: str, now: datetime, calendar: Calendar | None = None) -> Asked | None:
    """The time a question asked at `now` (aware) is about; None when it names none.

    Words in general ("på natten") mean the night going on or the next to come. The calendar
    is the team's, for its shifts and days off.
    """
    calendar = calendar or Calendar()
    found = _parse(text)
    clues = _groups(found)
    if not clues:
        return None
    interval = _resolve(clues, now.astimezone(UTC), calendar)
    if interval is None:
        return None
    return Asked(
        interval=calendar.local(interval),
        words=tuple((item.start, item.end) for item in found if "clue" in item.kinds),
        shift=_shift(clues[0], calendar) if len(clues) == 1 else None,
        explicit=any(clue.explicit for clue in clues),
        part=clues[0].part,
        clock=any(clue.clock or clue.after or clue.now for clue in clues),
    )


def time_words(text: str) -> tuple[Span, ...]:
    """Where in a text time words stand, whatever they mean."""
    return tuple((item.start, item.end) for item in _parse(text) if "clue" in item.kinds)


def _parse(text: str) -> list[Item]:
    read = items(text[:LONGEST_TEXT], time_lexicon())
    return reduce(reduce(reduce(read, VALUES), PHRASES), JOINS)


def _groups(found: Sequence[Item]) -> list[Clue]:
    """What the question tells of its time: one clue, or several that are ends of a span.

    Phrases beside each other belong together. Of phrases that contradict each other a certain
    time ("på lördag") counts before one in general ("natt").
    """
    clusters = [_cluster(items) for items in _neighbours(found)]
    clusters.sort(key=lambda clues: not any(clue.explicit for clue in clues))
    if not clusters:
        return []
    main, *others = clusters
    for clues in others:
        # What stands elsewhere adds to it: "i natt … kl 02".
        if len(main) == len(clues) == 1:
            main = [main[0].join(clues[0]) or main[0]]
    return main


def _neighbours(found: Sequence[Item]) -> list[list[Item]]:
    """Runs of clues, with the words that link them."""
    runs: list[list[Item]] = [[]]
    for item in found:
        if "clue" in item.kinds or (runs[-1] and _LINKS & item.kinds.keys()):
            runs[-1].append(item)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _cluster(run: Sequence[Item]) -> list[Clue]:
    clues: list[Clue] = []
    link: frozenset[str] = frozenset()
    for item in run:
        if "clue" not in item.kinds:
            link = _LINKS & item.kinds.keys()
            continue
        clue = item.kinds["clue"]
        joined = clues[-1].join(clue) if clues and not link & _TO else None
        if joined:
            clues[-1] = joined
        elif not clues or link:
            clues.append(clue)
        link = frozenset()
    return clues


def _resolve(clues: Sequence[Clue], now: datetime, calendar: Calendar) -> Interval | None:
    """From the start of the first to the end of the last, each counted from the one before."""
    whole = Resolver(now, calendar).interval(clues[0])
    for clue in clues[1:]:
        if whole is None:
            return None
        end = Resolver(whole.start, calendar).interval(clue)
        if end is None or end.end <= whole.start:
            continue
        until = end.start if clue.clock and not clue.until else end.end
        whole = Interval(whole.start, max(until, whole.end))
    return whole


def _shift(clue: Clue, calendar: Calendar) -> str | None:
    if clue.clock is not None or clue.relation is not None:
        return None
    return clue.part if clue.part in calendar.shifts else None
