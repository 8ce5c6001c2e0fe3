"""`lotsen audit`: is the log of changes whole, and what does it say?"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import anchor, audit
from bot.audit import Entry, Head
from bot.cli.ask import moment
from bot.cli.failure import WrongCall
from bot.cli.noting import note
from bot.clock import SystemClock
from bot.config import Settings, load
from bot.texts import texts
from bot.wiring import database

EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def verify(arguments: argparse.Namespace) -> int:
    """Say whether the log is as it was written; 1 if not, with the first broken row."""
    settings = load(arguments.config)
    noted = _noted(arguments.anchor)
    engine = database(settings)
    with engine.execution_options(reading=True).connect() as tx:
        broken, head = _broken(tx, settings, noted), audit.head(tx)
    engine.dispose()
    if arguments.json:
        found = {"whole": broken is None, "broken_at": broken, "rows": head.count}
        print(json.dumps(found | {"anchor": anchor.written(head)}))
    elif broken is None:
        print(_say(settings, "audit.whole", count=head.count, anchor=anchor.written(head)))
    else:
        print(_say(settings, "audit.broken", row=broken), file=sys.stderr)
    return 0 if broken is None else 1


def export(arguments: argparse.Namespace) -> int:
    """Print what was done in a time, for an incident report; that it was is itself noted."""
    settings = load(arguments.config)
    start = moment(arguments.start, settings.zone, "--from") if arguments.start else EVER[0]
    end = moment(arguments.end, settings.zone, "--to") if arguments.end else EVER[1]
    engine = database(settings)
    with engine.execution_options(reading=True).connect() as tx:
        broken = _broken(tx, settings, None)
        found = audit.entries(tx, start, end)
        names = audit.people(tx) if arguments.names else {}
    engine.dispose()
    note(settings, SystemClock().now(), "audit.exported", "audit")
    rows = [_row(one, names, settings.zone) for one in found]
    if arguments.json:
        print(json.dumps({"whole": broken is None, "broken_at": broken, "entries": rows}))
    else:
        for row in rows:
            print("\t".join(str(value) for value in row.values()))
    if broken is not None:
        print(_say(settings, "audit.broken", row=broken), file=sys.stderr)
    return 0 if broken is None else 1


def _broken(tx: Connection, settings: Settings, noted: Head | None) -> int | None:
    held = anchor.read(settings.data_dir / anchor.FILE)
    rows = [audit.broken_at(tx, one) for one in (held, noted) if one]
    return min((row for row in rows if row), default=None)


def _row(entry: Entry, names: dict[str, str], zone: ZoneInfo) -> dict[str, object]:
    return {
        "row": entry.seq,
        "at": entry.at.astimezone(zone).isoformat(timespec="seconds"),
        "who": names.get(entry.who, entry.who),
        "action": entry.action,
        "what": entry.what,
        "hash": entry.hash,
    }


def _noted(text: str | None) -> Head | None:
    try:
        return anchor.parse(text) if text else None
    except ValueError:
        raise WrongCall("--anchor: write it as it was logged, as 12:5f70…") from None


def _say(settings: Settings, key: str, **values: object) -> str:
    return texts(settings.language, key, **values)
