"""`lotsen demo`: everything on this machine, shown as a conversation."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.demo.tour import guide

FOLDER = Path(".demo")
"""Where the demo keeps its homeserver and library, so that a second start is quick."""


def demo(_arguments: argparse.Namespace) -> int:
    """Start a homeserver, three people and the bot; show the tour, then talk."""
    asyncio.run(guide(FOLDER.resolve()))
    return 0
