"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot import state
from bot.db import connect


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A fresh database with the bot's own tables."""
    engine = connect("", tmp_path)
    state.metadata.create_all(engine)
    return engine
