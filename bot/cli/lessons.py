"""`lotsen lessons`: the log on the command line. A running bot shows in its room what is taken
in here."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import audit
from bot.audit import TERMINAL
from bot.cli.failure import WrongCall
from bot.clock import SystemClock
from bot.config import Settings, load
from bot.render import render
from bot.skill import UserError
from bot.wiring import build, database, team
from skills.lessons import exchange, history, seed, sheets, store
from skills.lessons.exchange import Taken
from skills.lessons.model import State
from skills.lessons.records import File
from skills.lessons.reporting import Reporter
from skills.lessons.wording import line, say

READERS: Mapping[str, Callable[[bytes, datetime], File]] = {
    ".json": lambda data, _now: exchange.read(data),
    ".csv": sheets.from_csv,
    ".xlsx": sheets.from_xlsx,
}


def list_(arguments: argparse.Namespace) -> int:
    """All lessons but drafts, one a line."""
    settings = load(arguments.config)
    with _transaction(settings) as tx:
        if arguments.json:
            file = exchange.export(tx, _now(settings), settings.lessons.team)
            found = [entry.lesson.model_dump(mode="json") for entry in file.lessons]
            print(json.dumps({"lessons": found}, ensure_ascii=False))
            return 0
        for one in store.every(tx):
            if one.state is not State.DRAFT:
                print(render(line(one, settings.language)).plain)
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Write everything to a file; that it was done is noted."""
    settings = load(arguments.config)
    now = _now(settings)
    with _transaction(settings) as tx:
        file = exchange.export(tx, now, settings.lessons.team)
        audit.record(tx, now, TERMINAL, "lessons.exported", f"lessons:{len(file.lessons)}")
    return _written(arguments.file, _WRITERS[arguments.format](file, settings.language))


def import_(arguments: argparse.Namespace) -> int:
    """Take in a file; what is known already is left as it is. 1 if anything was refused."""
    settings = load(arguments.config)
    reader = READERS.get(arguments.file.suffix.lower())
    if reader is None:
        raise WrongCall(f"{arguments.file}: give a .json, .csv or .xlsx file")
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise WrongCall(f"{arguments.file}: cannot be read ({error.strerror})") from None
    try:
        return _take_in(settings, reader(data, _now(settings)))
    except UserError as error:
        print(say(settings.language, error.code, **error.details), file=sys.stderr)
        return 1


def sow(arguments: argparse.Namespace) -> int:
    """Take in the lessons of the pilot that come with the program."""
    settings = load(arguments.config)
    return _take_in(settings, seed.load())


def report(arguments: argparse.Namespace) -> int:
    """Write the report of a month, or with --closing of the whole time."""
    settings = load(arguments.config)
    with build(settings) as app, app.engine.begin() as tx:
        known = team(settings, app.library)
        made = Reporter(known.gather, (), known.zone, known.language, known.name)
        if arguments.closing:
            file = made.closing(tx, app.now(), known.language)
        else:
            try:
                month = made.month(arguments.month or "", app.now())
            except UserError:
                raise WrongCall("--month: write it as 2026-11") from None
            file = made.monthly(tx, month, known.language)
    return _written(arguments.file, file.data)


def schema(_arguments: argparse.Namespace) -> int:
    """Print the JSON schema of the files."""
    print(json.dumps(File.model_json_schema(), ensure_ascii=False, indent=2))
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Is the history of every lesson as it was written? 1 if not, with the lessons."""
    settings = load(arguments.config)
    with _transaction(settings) as tx:
        broken = history.broken(tx)
    if arguments.json:
        print(json.dumps({"whole": not broken, "broken": broken}))
    elif broken:
        numbers = ", ".join(map(str, broken))
        print(say(settings.language, "cli.broken", numbers=numbers), file=sys.stderr)
    else:
        print(say(settings.language, "cli.whole"))
    return 1 if broken else 0


def _written(path: Path, data: bytes) -> int:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise WrongCall(f"{path}: cannot be written ({error.strerror})") from None
    return 0


def _take_in(settings: Settings, file: File) -> int:
    now = _now(settings)
    with _transaction(settings) as tx:
        taken = exchange.take_in(tx, file, now)
        audit.record(tx, now, TERMINAL, "lessons.imported", f"lessons:{taken.added}")
    _tell(settings, taken)
    return 1 if taken.refused else 0


def _tell(settings: Settings, taken: Taken) -> None:
    language = settings.language
    print(say(language, "cli.taken", added=taken.added, known=taken.known))
    for place, kind in taken.refused:
        print(say(language, "cli.refused", place=place, kind=kind), file=sys.stderr)


@contextmanager
def _transaction(settings: Settings) -> Iterator[Connection]:
    engine = database(settings)
    with engine.begin() as tx:
        yield tx
    engine.dispose()


def _now(settings: Settings) -> datetime:
    return SystemClock().now().astimezone(settings.zone)


_WRITERS: Mapping[str, Callable[[File, str], bytes]] = {
    "xlsx": sheets.to_xlsx,
    "csv": sheets.to_csv,
    "md": sheets.to_markdown,
    "json": lambda file, _language: file.model_dump_json(indent=2).encode(),
}
