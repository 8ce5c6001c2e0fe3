"""Growing pauses between tries, each a little different so that clients do not march in step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import SystemRandom

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 20.0

_chance = SystemRandom()


class Backoff:
    """The pauses of one thing that keeps failing."""

    def __init__(
        self,
        spread: Callable[[float, float], float] = _chance.uniform,
        *,
        first: float = FIRST_SECONDS,
        longest: float = LONGEST_SECONDS,
    ) -> None:
        """`spread` picks between half of a pause and the whole; `first` and `longest` are in
        seconds."""
        self._spread = spread
        self._first = first
        self._longest = longest
        self._failures = 0

    def seconds(self, asked: timedelta | None = None) -> float:
        """The next pause; never shorter than what the server `asked` for."""
        whole = min(self._first * 2 ** min(self._failures, 10), self._longest)
        self._failures += 1
        pause = self._spread(whole / 2, whole)
        return max(pause, asked.total_seconds()) if asked else pause

    @property
    def failing(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    def reset(self) -> None:
        """It worked."""
        self._failures = 0
