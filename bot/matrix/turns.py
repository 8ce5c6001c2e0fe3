"""Whose turn it is in a room: in the order of arrival, unless one person floods it."""

from __future__ import annotations

from collections import deque

from bot.journal import Incoming

FLOOD = 20
"""How many events of one person may wait in a room before the others go between them."""


class Turns:
    """What waits in one room. Each person's own order always holds."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[tuple[int, Incoming]]] = {}
        self._served: dict[str, int] = {}
        self._arrived = 0
        self._taken = 0

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._waiting.values())

    def put(self, incoming: Incoming) -> None:
        """One more waits."""
        self._arrived += 1
        self._waiting.setdefault(incoming.sender, deque()).append((self._arrived, incoming))

    def take(self) -> Incoming:
        """The next; raises ValueError where nothing waits."""
        first = min(self._waiting, key=lambda who: self._waiting[who][0][0])
        if len(self._waiting[first]) > FLOOD:
            first = min(self._waiting, key=lambda who: self._served.get(who, 0))
        self._taken += 1
        self._served[first] = self._taken
        queue = self._waiting[first]
        _, incoming = queue.popleft()
        if not queue:
            del self._waiting[first]
        return incoming
