"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from bot import state
from bot.db import connect
from knowledge import embed
from knowledge.model import Embedder

MODELS = Path(__file__).parents[1] / ".cache" / "models"
"""Where the bundled model is unpacked once for all test runs."""

# The same examples in each run, and none fails because a machine is slow. What nobody has
# tried yet: `pytest --hypothesis-profile=explore`.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", _PATIENT)
settings.register_profile("lotsen", _PATIENT, derandomize=True)
settings.load_profile("lotsen")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A fresh database with the bot's own tables."""
    engine = connect("", tmp_path)
    state.metadata.create_all(engine)
    return engine


@pytest.fixture(scope="session")
def bundled() -> Embedder:
    """The bundled model."""
    return embed.load("bundled", MODELS)
