"""A lock that is given in the order in which it was asked for."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """Whoever waits longest is next.

    Python's own lock may go again and again to a thread that takes it back at once.
    """

    def __init__(self) -> None:
        # Reentrant: a connection that is thrown away may give back its turn in any thread,
        # at any moment.
        self._guard = threading.RLock()
        self._queue: deque[threading.Event] = deque()
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait for it."""
        return len(self._queue)

    def acquire(self, timeout: float) -> bool:
        """Take it, waiting for at most `timeout` seconds; False if it did not come."""
        mine = threading.Event()
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            self._queue.append(mine)
        try:
            mine.wait(timeout)
        finally:
            with self._guard:  # it may have come just after the wait was over
                came = mine.is_set()
                if not came:
                    self._queue.remove(mine)
        return came

    def release(self) -> None:
        """Hand it to the next; it need not be the thread that took it."""
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._taken = False
