"""The whole house over the sample library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import KnowledgeSettings, Settings
from bot.wiring import App, build
from knowledge.model import Embedder
from tests.clock import FakeClock

SAMPLE = Path(__file__).parents[2] / "bot" / "demo"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder) -> Iterator[App]:
    """Everything put together over the sample library, with a clock that stands still."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        knowledge=KnowledgeSettings(responsibilities=SAMPLE / "responsibilities.toml"),
    )
    with build(settings, clock=FakeClock(), embedder=bundled) as app:
        app.library.ingest([SAMPLE / "library"], now=app.now())
        yield app
