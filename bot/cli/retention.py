"""`lotsen retention`: what is kept, for how long, on what ground, and how much would go now."""

from __future__ import annotations

import argparse
import json

from bot.config import load
from bot.texts import texts
from bot.wiring import build


def retention(arguments: argparse.Namespace) -> int:
    """Report every class; nothing is removed."""
    settings = load(arguments.config)
    language = settings.language
    with build(settings) as app:
        now = app.now()
        with app.engine.execution_options(reading=True).connect() as tx:
            rows = [
                {
                    "name": one.name,
                    "days": one.days,
                    "basis": one.says(language, one.basis),
                    "before": one.before(now).isoformat(timespec="seconds"),
                    "count": one.count(tx, one.before(now)),
                }
                for one in app.retention
            ]
    if arguments.json:
        print(json.dumps({"classes": rows}, ensure_ascii=False))
        return 0
    print(texts(language, "retention.head"))
    for row in rows:
        print(texts(language, "retention.line", **row))
    return 0
