"""A clock that goes when it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
"""Half past two on a Wednesday night in Stockholm."""


class FakeClock:
    """A Clock under the test's thumb."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def forward(self, **span: float) -> None:
        self._now += timedelta(**span)
