"""Times in what people write, once or again and again: where they stand and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import reduce as fold_left
from itertools import pairwise
from typing import cast

from knowledge.calendar import Calendar
from knowledge.model import BadRecurrence
from knowledge.recur.build import DAYTIMES, build
from knowledge.recur.grammar import JOINS, PARTS, VALUES
from knowledge.recur.part import Contradiction, Hours, Part
from knowledge.recur.recurrence import Recurrence, upcoming
from knowledge.recur.words import lexicon
from knowledge.when import LONGEST_TEXT, Asked, Span, time_words, understand
from knowledge.when.grammar import Item, items, reduce

USUAL = time(9)
"""When people are reminded who name a day and no hour."""
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
_DOTTED = re.compile(r"\b(?:t|fr?)\.( ?)o\.( ?)m\b\.?", re.IGNORECASE)
_GAPS = frozenset({"lead", "and", "the_day", "kl", "at", "filler", "dot", "dash"})
"""What may stand between two time words without parting them."""


@dataclass(frozen=True)
class Found:
    """A time within a text."""

    recurrence: Recurrence
    words: tuple[Span, ...]
    """Where its words stand; what says how long it goes on may stand apart, at the end."""

    @property
    def start(self) -> int:
        """Where the first of its words begins."""
        return self.words[0][0]

    @property
    def end(self) -> int:
        """Where the words end that stand together with the first."""
        return self.words[0][1]

    def rest(self, text: str) -> tuple[str, ...]:
        """What stands before, between and after its words."""
        edges = [0, *(edge for span in self.words for edge in span), len(text)]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return tuple(text[first:last] for first, last in pairs)


def parse(
    text: str, now: datetime, calendar: Calendar | None = None, usual: time = USUAL
) -> Recurrence:
    """The time that a text is, all of it, at a moment (aware): "varannan tisdag kl 13".

    Counted in the calendar's zone; without an hour it is at the `usual` one. Raises
    BadRecurrence: "recur.no-time" for no time at all, "recur.unclear" with the words that are
    none, "recur.past" and "recur.never", and others for what cannot be repeated.
    """
    runs = list(_runs(text))
    if not runs:
        raise BadRecurrence("recur.no-time")
    first, last = runs[0], runs[-1]
    rest = [text[: first.start], *_between(text, runs), text[last.end :]]
    strange = " ".join(word for part in rest for word in _strange(part))
    if strange or len(runs) > 1:
        raise _unclear(strange or text)
    return _understood(text, first, now, calendar or Calendar(), usual)


def find(
    text: str, now: datetime, calendar: Calendar | None = None, usual: time = USUAL
) -> Found | None:
    """The time that a text begins with, else ends with, else holds; None without any.

    Raises BadRecurrence for a time that is meant but cannot be followed.
    """
    runs = list(_runs(text))
    if not runs:
        return None
    run, last = _chosen(text, runs), runs[-1]
    words = [(run.start, run.end)]
    # "Varje dag kl 8 att ta prov, i två veckor"
    if run.repeats and last.start > run.end and last.is_bound and not _strange(text[last.end :]):
        words.append((last.start, last.end))
        run = replace(run, parts=run.parts + last.parts, once=run.once + last.once)
    recurrence = _understood(text, run, now, calendar or Calendar(), usual)
    return Found(recurrence, tuple(words))


@dataclass(frozen=True)
class _Run:
    """Time words that stand together."""

    start: int
    end: int
    parts: tuple[Item, ...]
    """As of something that comes round."""
    once: tuple[Span, ...]
    """As of something that is once."""

    @property
    def repeats(self) -> bool:
        """Whether it comes round: "första tisdagen i månaden", but not "i månaden"."""
        said = [part.kinds["part"] for part in self.parts]
        counted = any(part.positions or part.monthdays for part in said)
        return any(part.repeats or part.every or (part.of and counted) for part in said)

    @property
    def is_bound(self) -> bool:
        """Whether it only says how long something goes on, or what becomes of red days."""
        names = ("start", "until", "lasts", "count", "red_days")
        bare = [replace(part.kinds["part"], **dict.fromkeys(names)) for part in self.parts]
        return bool(bare) and all(part == Part() for part in bare)

    @property
    def nth(self) -> bool:
        """Whether a certain day of a month is meant ("andra måndagen i september")."""
        return any(part.kinds["part"].positions for part in self.parts)


def _runs(text: str) -> Iterator[_Run]:
    found = reduce(reduce(reduce(_items(text), VALUES), PARTS), JOINS)
    parts = [item for item in found if "part" in item.kinds]
    once = time_words(text)
    start, end = -1, -1
    for first, last in sorted([*((part.start, part.end) for part in parts), *once]):
        if start < 0:
            start, end = first, last
        elif first <= end or not _strange(text[end:first]):
            end = max(end, last)
        else:
            yield _run(start, end, parts, once)
            start, end = first, last
    if start >= 0:
        yield _run(start, end, parts, once)


def _run(start: int, end: int, parts: Sequence[Item], once: Sequence[Span]) -> _Run:
    return _Run(
        start,
        end,
        tuple(part for part in parts if start <= part.start < end),
        tuple(span for span in once if start <= span[0] < end),
    )


def _strange(text: str) -> list[str]:
    """The words that belong to no time."""
    return [text[item.start : item.end] for item in _items(text) if not item.kinds.keys() & _GAPS]


def _items(text: str) -> list[Item]:
    # "T.o.m." becomes three words, each where it stood.
    spaced = _DOTTED.sub(lambda match: match[0].replace(".", " "), text[:LONGEST_TEXT])
    return items(spaced, lexicon())


def _between(text: str, runs: Sequence[_Run]) -> list[str]:
    return [text[one.end : other.start] for one, other in pairwise(runs)]


def _chosen(text: str, runs: Sequence[_Run]) -> _Run:
    if not _strange(text[: runs[0].start]):
        return runs[0]
    if not _strange(text[runs[-1].end :]):
        return runs[-1]
    return next((run for run in runs if run.repeats), runs[0])


def _understood(text: str, run: _Run, now: datetime, calendar: Calendar, usual: time) -> Recurrence:
    local = now.astimezone(calendar.zone)
    words = text[run.start : run.end]
    parts = [(part.start, part.end) for part in run.parts]
    if run.repeats or run.nth:
        if not _covered(run.once, parts):
            raise _unclear(words)
        found = build(_joined(run, words), local, usual)
        return found if run.repeats else _first_of(found, local)
    if any("every" in item.kinds for item in _items(words)):
        raise _unclear(words)
    moment = local
    asked = understand(words, moment, calendar)
    if asked and asked.clock and asked.interval.start <= moment:
        # A moment that is just now has passed for whoever wants to be reminded.
        moment = local + MINUTE
        asked = understand(words, moment, calendar)
    if asked is None or (asked.interval.length >= DAY and asked.clock):
        raise _unclear(words)
    if not _covered(parts, run.once):
        raise _unclear(words)
    return _once(asked, moment, usual)


def _joined(run: _Run, words: str) -> Part:
    said = [cast(Part, part.kinds["part"]) for part in run.parts]
    if _each_its_own_hour(said):
        raise BadRecurrence("recur.unsupported")
    try:
        joined = fold_left(Part.join, said)
    except Contradiction as error:
        raise _unclear(words) from error
    if joined.once:
        raise _unclear(words)
    return joined


def _each_its_own_hour(said: Sequence[Part]) -> bool:
    """ "Måndagar kl 9 och onsdagar kl 10": no rule can say that."""
    hours: tuple[Hours, ...] = ()
    further = False
    for part in said:
        further |= bool(hours) and part.on_days
        if further and part.hours not in ((), hours):
            return True
        hours = hours or part.hours
    return False


def _first_of(recurrence: Recurrence, now: datetime) -> Recurrence:
    """The next time alone."""
    return Recurrence(upcoming(recurrence, now, 1)[0], length=recurrence.length)


def _once(asked: Asked, now: datetime, usual: time) -> Recurrence:
    """A single time; of a day without an hour the usual one, of a part of the day its own."""
    start, length = asked.interval.start, asked.interval.length
    if not asked.clock:
        hour = DAYTIMES.get(asked.part or "", usual)
        start = datetime.combine(start.date(), hour, start.tzinfo)
    if start <= now:
        raise BadRecurrence("recur.past")
    whole = asked.clock and length > MINUTE
    return Recurrence(start, length=length if whole else timedelta())


def _covered(spans: Sequence[Span], by: Sequence[Span]) -> bool:
    return all(
        any(start < end_by and start_by < end for start_by, end_by in by) for start, end in spans
    )


def _unclear(words: str) -> BadRecurrence:
    return BadRecurrence("recur.unclear", words=words.replace("`", "'").strip()[:100])
