"""The bot does not grow with what is said; `make bench` looks at ten times as much."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from tests.bench import endurance

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

PERCENT = 5.0


async def test_memory_over_many_messages(homeserver: Homeserver, tmp_path: Path) -> None:
    found = await endurance.measure(homeserver, tmp_path, warm=1_000, messages=2_000)
    assert found.growth < PERCENT, found
