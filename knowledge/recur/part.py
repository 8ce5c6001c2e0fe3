"""What one phrase tells of a recurrence, and how phrases are put together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from knowledge.recur.recurrence import RedDays
from knowledge.when import spans
from knowledge.when.clue import Clock
from knowledge.when.spans import Days


class Contradiction(Exception):
    """Two phrases that cannot both hold."""


@dataclass(frozen=True)
class DayMonth:
    """A date as written, its year if it was given."""

    day: int
    month: int
    year: int | None = None

    @property
    def days(self) -> Days | None:
        """The days it may mean; None for no date at all."""
        return spans.on_date(self.day, self.month, self.year)


@dataclass(frozen=True)
class Hours:
    """A time of day, or from one to another."""

    clock: Clock
    until: Clock | None = None


@dataclass(frozen=True)
class Part:
    """What a phrase says; empty where it says nothing."""

    every: tuple[int, str] | None = None
    """How many of which period lie from one time to the next."""
    of: str | None = None
    """The period that a position is counted in ("i månaden")."""
    weekdays: tuple[int, ...] = ()
    workdays: bool = False
    positions: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    dates: tuple[DayMonth, ...] = ()
    months: tuple[int, ...] = ()
    but_months: tuple[int, ...] = ()
    parity: int | None = None
    """0 for even weeks, 1 for odd ones."""
    weeks: tuple[int, ...] = ()
    hours: tuple[Hours, ...] = ()
    daytime: str | None = None
    """The part of the day."""
    start: Days | None = None
    until: Days | None = None
    lasts: tuple[int, str] | None = None
    count: int | None = None
    red_days: RedDays | None = None
    repeats: bool = False
    """Whether this alone says that it comes round ("måndagar", not "måndag")."""
    once: bool = False
    """Whether it is a certain day ("imorgon")."""
    wrong: str | None = None
    """The error where it cannot be followed ("tre gånger om dagen")."""

    @property
    def on_days(self) -> bool:
        """Whether it says on which days."""
        return bool(
            self.weekdays or self.workdays or self.positions or self.monthdays or self.dates
        )

    def join(self, other: Part) -> Part:
        """Both together. Raises Contradiction."""
        return Part(**{f.name: self._joined(other, f.name) for f in fields(Part)})

    def _joined(self, other: Part, name: str) -> Any:
        mine, theirs = getattr(self, name), getattr(other, name)
        if isinstance(mine, bool):
            return mine or theirs
        told = [value for value in (mine, theirs) if value not in (None, ())]
        if len(told) == 2 and told[0] != told[1]:
            if isinstance(mine, tuple) and name not in ("every", "lasts"):
                return (*mine, *theirs)
            raise Contradiction(name)
        return told[0] if told else mine
