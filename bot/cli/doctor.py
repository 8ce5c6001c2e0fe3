"""`lotsen doctor`: what is not as it should be, and how to mend it."""

from __future__ import annotations

import argparse
import json
import logging

from bot.clock import SystemClock
from bot.config import load
from bot.db import connect
from bot.doctor import Doctor, State
from bot.skill import UserError
from bot.texts import texts

_SIGNS = {State.GOOD: "✓", State.DOUBTFUL: "?", State.BAD: "✗"}


def doctor(arguments: argparse.Namespace) -> int:
    """Make every check; 1 if anything is wrong."""
    settings = load(arguments.config)
    if not settings.data_dir.is_dir():
        raise UserError("doctor.nothing", path=str(settings.data_dir))
    logging.disable(logging.WARNING)
    language = settings.language
    engine = connect(settings.database.url.get_secret_value(), settings.data_dir)
    found = []
    for finding in Doctor(settings, engine, SystemClock().now()).examine():
        found.append(finding)
        said = texts(language, finding.code, **finding.details)
        if not arguments.json:
            print(f"{_SIGNS[finding.state]} {said}", flush=True)
    engine.dispose()
    sound = all(finding.state is not State.BAD for finding in found)
    if arguments.json:
        lines = {
            one.check: {"state": one.state, "says": texts(language, one.code, **one.details)}
            for one in found
        }
        print(json.dumps({"sound": sound, "checks": lines}, ensure_ascii=False))
    return 0 if sound else 1
