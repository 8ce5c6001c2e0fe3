"""What one time phrase tells, and how the phrases of a question are put together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

from knowledge.when.spans import Days


@dataclass(frozen=True)
class Clock:
    """A time of day as said. `spoken` is on a 12-hour clock."""

    hour: int
    minute: int = 0
    spoken: bool = False
    part: str | None = None
    """The part of the day it is in ("tre på natten")."""
    padded: bool = False
    """Whether the hour was written with two digits."""


@dataclass(frozen=True)
class Clue:
    """What a phrase says of the time asked about; None where it says nothing."""

    now: bool | None = None
    after: timedelta | None = None
    """So long from now; negative for what has been."""
    days: Days | None = None
    weekday: int | None = None
    """0 for Monday: kept apart from `days`, to be joined with a week."""
    weeks: Days | None = None
    eve: bool | None = None
    """The night before the day ("natten till lördag")."""
    part: str | None = None
    clock: Clock | None = None
    until: Clock | None = None
    kind: str | None = None
    """A kind of day: "vardag", "helg", "storhelg", a folded weekday, "office" …"""
    which: int | None = None
    """Of the kind: 0 the one now or next, 1 the one after, -1 the one before."""
    always: bool | None = None
    fresh: bool | None = None
    """Only what has not begun ("imorgon bitti", also when it is said after midnight)."""
    relation: str | None = None
    """"after" or "before" all the rest."""
    explicit: bool = True
    """Whether a certain time is meant, not nights or weekends in general."""

    def join(self, other: Clue) -> Clue | None:
        """Both together; None where they contradict each other."""
        told = other.told()
        if self.told().keys() & told.keys():
            return None
        # "På natten" in general becomes a certain night by the day or the hour beside it.
        return replace(self, explicit=self.explicit or other.explicit, **told)

    def told(self) -> dict[str, Any]:
        """What this phrase says something about."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "explicit"}
        return {name: value for name, value in values.items() if value is not None}
