"""`lotsen screen -`: what the patient-data gate says of each line of standard input.

The line itself is never shown again, nor which part of it was found.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.cli.failure import WrongCall
from knowledge.gate import screen as find


class Line(BaseModel):
    """One line of `screen - --json`."""

    model_config = ConfigDict(extra="ignore")

    text: str


def screen(arguments: argparse.Namespace) -> int:
    """Say of each line whether it would be stopped, and why."""
    for text in _texts(arguments.json):
        finding = find(text)
        if arguments.json:
            said = {"stop": finding is not None, "kind": finding and finding.kind}
            print(json.dumps(said, ensure_ascii=False), flush=True)
        else:
            print(f"stopp: {finding.kind}" if finding else "går igenom", flush=True)
    return 0


def _texts(as_json: bool) -> Iterator[str]:
    try:
        for number, line in enumerate(sys.stdin, start=1):
            if not as_json:
                yield line.rstrip("\n")
            elif line.strip():
                yield _text(number, line)
    except UnicodeDecodeError:
        raise WrongCall("standard input: write it in UTF-8") from None


def _text(number: int, line: str) -> str:
    try:
        return Line.model_validate_json(line).text
    except ValidationError:
        raise WrongCall(f'line {number}: write {{"text": "…"}}') from None
