"""Folders are watched while the bot runs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bot.watch import Watch, watching
from knowledge.library import IngestReport
from tests.clock import FakeClock


class Library:
    """Notes what it is asked to take in."""

    def __init__(self) -> None:
        self.taken: list[list[Path]] = []

    def ingest(self, paths: Sequence[Path], *, now: datetime) -> IngestReport:
        self.taken.append(list(paths))
        return IngestReport(())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("# A")
    return tmp_path


def test_the_first_look_takes_everything_in(folder: Path) -> None:
    library = Library()
    watch = Watch(library, [folder, folder / "saknas"], FakeClock())  # type: ignore[arg-type]
    watch.look()
    watch.look()
    assert library.taken == [[folder]]


def test_a_change_is_taken_in_when_it_stands_still(folder: Path) -> None:
    library = Library()
    watch = Watch(library, [folder], FakeClock())  # type: ignore[arg-type]
    watch.look()
    (folder / "b.md").write_text("# Halv")
    watch.look()
    (folder / "b.md").write_text("# Hel fil")
    watch.look()
    assert len(library.taken) == 1
    watch.look()
    watch.look()
    assert len(library.taken) == 2
    (folder / "a.md").unlink()
    watch.look()
    watch.look()
    assert len(library.taken) == 3


def test_a_look_that_takes_long_is_not_doubled(folder: Path) -> None:
    class Slow(Library):
        def ingest(self, paths: Sequence[Path], *, now: datetime) -> IngestReport:
            watch.look()
            return super().ingest(paths, now=now)

    library = Slow()
    watch = Watch(library, [folder], FakeClock())  # type: ignore[arg-type]
    watch.look()
    watch.look()
    assert len(library.taken) == 1


def test_a_failing_look_is_tried_again(folder: Path) -> None:
    class Failing(Library):
        def ingest(self, paths: Sequence[Path], *, now: datetime) -> IngestReport:
            super().ingest(paths, now=now)
            raise OSError("disk")

    library = Failing()
    with watching(Watch(library, [folder], FakeClock())):  # type: ignore[arg-type]
        deadline = time.monotonic() + 30
        while not library.taken and time.monotonic() < deadline:
            time.sleep(0.01)
    assert library.taken


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_stopping_at_any_moment_leaves_no_error_in_its_threads(folder: Path) -> None:
    for _ in range(200):
        library = Library()
        with watching(Watch(library, [folder], FakeClock())):  # type: ignore[arg-type]
            pass
