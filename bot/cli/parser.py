"""What can be written after `lotsen`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

Arguments = argparse.Namespace
Run = Callable[[Arguments], int]


class _Later:
    """A module of commands, imported when one of them is run: the others start faster."""

    def __init__(self, module: str) -> None:
        self._module = f"bot.cli.{module}"

    def __getattr__(self, command: str) -> Run:
        def run(arguments: Arguments) -> int:
            return int(getattr(import_module(self._module), command)(arguments))

        return run


ask_, audit, copying, demo, doctor_ = map(_Later, ("ask", "audit", "backup", "demo", "doctor"))
evaluate, lessons_, library = map(_Later, ("evaluate", "lessons", "library"))
responsibilities, retention, screening, serve, trust = map(
    _Later, ("responsibilities", "retention", "screen", "serve", "trust")
)


def parse(argv: Sequence[str]) -> Arguments:
    """Read the command line; a wrong one ends the program with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="lotsen", description="The chat assistant of a joint care team."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    _command(commands, "run", serve.run, "run the bot")
    _command(commands, "demo", demo.demo, "try everything on this machine")

    console = _command(commands, "console", serve.console, "talk to the bot on a terminal")
    console.add_argument("--as", dest="person", required=True, metavar="MXID")
    _json(console)

    ingest = _command(commands, "ingest", library.ingest, "read files into the library")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    _json(ingest)

    _json(_command(commands, "documents", library.documents, "list what is in the library"))

    ask = _command(commands, "ask", ask_.ask, "answer a question, or lines of them with -")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--at", metavar="TIME", help="ISO 8601; local when it has no offset")
    ask.add_argument("--as", dest="person", metavar="MXID")
    _json(ask)

    questions = _command(commands, "eval", evaluate.evaluate, "measure how good the search is")
    questions.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS.jsonl")
    questions.add_argument("--documents", type=Path, metavar="DIR")
    questions.add_argument("--beir", type=Path, metavar="DIR")
    _json(questions)

    rows = _command(
        commands,
        "responsibilities",
        responsibilities.responsibilities,
        "list and check the register",
    )
    rows.add_argument("--check", action="store_true", help="look for gaps, overlaps, expired rows")
    rows.add_argument("--weeks", type=int, default=52, metavar="N", help="how far ahead (52)")
    _json(rows)

    screen = _command(commands, "screen", screening.screen, "what the patient-data gate says")
    screen.add_argument("lines", choices=["-"], help="- reads lines of standard input")
    _json(screen)

    _command(commands, "reindex", library.reindex, "rebuild vectors and keywords from SQL")

    _lessons(commands)
    _looking_after(commands)
    return parser.parse_args(argv)


def _lessons(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The log of lessons."""
    learning = commands.add_parser("lessons", help="the log of lessons")
    actions = learning.add_subparsers(required=True, metavar="ACTION")
    _json(_command(actions, "list", lessons_.list_, "all lessons, one a line"))
    export = _command(actions, "export", lessons_.export, "write everything to a file")
    export.add_argument("--format", choices=["xlsx", "csv", "md", "json"], required=True)
    export.add_argument("file", type=Path, metavar="FILE")
    taking = _command(actions, "import", lessons_.import_, "take in a .json, .csv or .xlsx file")
    taking.add_argument("file", type=Path, metavar="FILE")
    report = _command(actions, "report", lessons_.report, "write the report of a month (HTML)")
    report.add_argument("--month", metavar="YYYY-MM", help="else the last whole month")
    report.add_argument("--closing", action="store_true", help="the report of the whole time")
    report.add_argument("file", type=Path, metavar="FILE")
    _command(actions, "seed", lessons_.sow, "take in the lessons of the pilot")
    _command(actions, "schema", lessons_.schema, "print the JSON schema of the files")
    _json(_command(actions, "verify", lessons_.verify, "is the history as it was written"))


def _looking_after(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What the one needs who looks after the bot."""
    _json(_command(commands, "doctor", doctor_.doctor, "is everything as it should be"))

    backup = _command(commands, "backup", copying.backup, "copy all that cannot be made again")
    backup.add_argument("file", type=Path, metavar="FILE")
    _json(backup)
    restore = _command(commands, "restore", copying.restore, "put a backup back")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--force", action="store_true", help="move what is there aside")

    auditing = commands.add_parser("audit", help="the log of what changed what")
    actions = auditing.add_subparsers(required=True, metavar="ACTION")
    verify = _command(actions, "verify", audit.verify, "is the log as it was written")
    verify.add_argument("--anchor", metavar="N:HASH", help="an anchor that was noted elsewhere")
    _json(verify)
    export = _command(actions, "export", audit.export, "print what was done in a time")
    export.add_argument("--from", dest="start", metavar="TIME", help="ISO 8601; else the beginning")
    export.add_argument("--to", dest="end", metavar="TIME", help="ISO 8601; else the end")
    export.add_argument("--names", action="store_true", help="ids in place of pseudonyms")
    _json(export)

    _json(_command(commands, "retention", retention.retention, "what is kept, and how long"))

    trusting = commands.add_parser("trust", help="the bot's cross-signing identity")
    actions = trusting.add_subparsers(required=True, metavar="ACTION")
    _json(_command(actions, "show", trust.show, "show how others see the bot's device"))
    reset = _command(actions, "reset", trust.reset, "replace the identity by a new one")
    reset.add_argument("--yes", action="store_true", help="do not ask first")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Run,
    help: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help, description=help.capitalize() + ".")
    parser.add_argument("--config", type=Path, metavar="F", help="settings file")
    parser.set_defaults(run=run)
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
