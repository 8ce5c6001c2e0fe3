"""Turns come in the order in which they were asked for."""

from __future__ import annotations

import threading
import time

from bot.fair import FairLock

LONG = 30.0


def wait_in_line(lock: FairLock, name: str, order: list[str]) -> threading.Thread:
    """A thread that stands in line, and notes when its turn came."""

    def go() -> None:
        assert lock.acquire(LONG)
        order.append(name)
        lock.release()

    before = lock.waiting
    thread = threading.Thread(target=go)
    thread.start()
    while lock.waiting == before:
        time.sleep(0.001)
    return thread


def test_who_takes_it_back_at_once_stands_last() -> None:
    lock, order = FairLock(), list[str]()
    assert lock.acquire(LONG)
    threads = [wait_in_line(lock, name, order) for name in ("anna", "bo", "eva")]
    lock.release()
    assert lock.acquire(LONG)
    order.append("me")
    lock.release()
    for thread in threads:
        thread.join()
    assert order == ["anna", "bo", "eva", "me"]


def test_who_gives_up_waiting_is_passed_over() -> None:
    lock, order = FairLock(), list[str]()
    assert lock.acquire(LONG)
    assert not lock.acquire(0.001)
    thread = wait_in_line(lock, "anna", order)
    lock.release()
    thread.join()
    assert lock.acquire(0.0)
    assert order == ["anna"]
