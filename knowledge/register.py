"""The register of responsibilities: TOML, CSV or XLSX in, one frozen Register out.

What is wrong in the file is told as one BadRegister with the row, the column and the
value, so that whoever keeps the file can mend it. Rows are numbered as that person sees
them: by line in TOML and CSV, by row in a spreadsheet.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from knowledge.calendar import Calendar, Shift
from knowledge.fold import fold
from knowledge.model import BadRegister, Choice, Responsibility
from knowledge.register_form import HEADINGS, RowForm, TablesForm
from knowledge.roster import Roster
from knowledge.roster import read as read_roster
from knowledge.screening import check_row
from knowledge.tabular import Row, rows_of_csv, rows_of_xlsx

MAX_BYTES = 10_000_000
_CODES = {
    "missing": "missing",
    "too_short": "missing",
    "too_long": "too-long",
    "extra_forbidden": "unknown-column",
}


@dataclass(frozen=True, eq=False)
class Register:
    """Who is responsible for what, and the team's own words and hours.

    Compared by identity: what is made of a register can be kept as long as it is the same.
    """

    responsibilities: tuple[Responsibility, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    abbreviations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    roster: Roster = field(default_factory=Roster)
    digest: str = ""
    """SHA-256 of the file's bytes, hexadecimal; empty for no file."""
    files: tuple[Path, ...] = ()
    """All files that were read: when one changes, so may the register."""

    @property
    def shifts(self) -> Mapping[str, Shift]:
        """The team's shifts by name."""
        return self.calendar.shifts


def load(path: Path) -> Register:
    """Read a register; the suffix says which kind of file it is.

    CSV and XLSX hold only the rows; abbreviations, shifts and days off are read from a TOML
    file of the same name beside it, where there is one.

    Duty rosters that the register names are read with it.

    Raises BadRegister, whose details name the row, the column and the value.
    """
    data = _bytes(path)
    files = [path]
    suffix = path.suffix.lower()
    if suffix == ".toml":
        tables, rows = _toml(data)
    elif suffix in (".csv", ".xlsx"):
        beside = path.with_suffix(".toml")
        tables = TablesForm()
        if beside.exists():
            files.append(beside)
            tables, _ = _toml(_bytes(beside))
        rows = (rows_of_csv if suffix == ".csv" else rows_of_xlsx)(data, HEADINGS)
    else:
        raise BadRegister("register.unknown-format", value=path.name)
    calendar = tables.calendar()
    rosters = [(path.parent / form.file, form.role) for form in tables.roster]
    return Register(
        responsibilities=tuple(_responsibilities(rows, calendar)),
        calendar=calendar,
        abbreviations=MappingProxyType(dict(tables.abbreviations)),
        roster=Roster(
            tuple(
                entry
                for file, role in rosters
                for entry in read_roster(file.name, _bytes(file), role, calendar.zone)
            )
        ),
        digest=hashlib.sha256(data).hexdigest(),
        files=(*files, *(file for file, _ in rosters)),
    )


def slots(register: Register) -> tuple[Choice, ...]:
    """The functions of a register, each area by itself, in the order of the file."""
    return tuple(dict.fromkeys(Choice(row.function, row.area) for row in register.responsibilities))


def rows_of(register: Register, choice: Choice) -> tuple[Responsibility, ...]:
    """The rows of a function in an area, in the order of the file."""
    return tuple(
        row
        for row in register.responsibilities
        if (row.function, row.area) == (choice.function, choice.area)
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadRegister("register.too-large", value=path.name, limit=MAX_BYTES // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        raise BadRegister("register.missing-file", value=str(path)) from error


def _toml(data: bytes) -> tuple[TablesForm, list[Row]]:
    try:
        text = data.decode("utf-8-sig")
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadRegister("register.broken", value=_place(error)) from error
    rows = content.pop("responsibility", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadRegister("register.broken", value="[[responsibility]]")
    try:
        tables = TablesForm.model_validate(content)
    except ValidationError as error:
        details = error.errors()[0]
        raise _bad(_line(text, str(details["loc"][0])), details) from error
    return tables, list(zip(_row_lines(text, len(rows)), rows, strict=True))


def _place(error: Exception) -> str:
    """Where the parser stopped, "3:14" for line and column, without its English."""
    match = re.search(r"line (\d+), column (\d+)", str(error))
    return f"{match[1]}:{match[2]}" if match else "UTF-8"


def _line(text: str, table: str) -> int:
    lines = (line.lstrip() for line in text.splitlines())
    found = (n for n, line in enumerate(lines, 1) if line.lstrip("[ ").startswith(table))
    return next(found, 1)


def _row_lines(text: str, count: int) -> list[int]:
    header = re.compile(r"\s*\[\[\s*responsibility\s*\]\]")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if header.match(line)]
    return lines if len(lines) == count else list(range(1, count + 1))


def _responsibilities(rows: Iterable[Row], calendar: Calendar) -> Iterable[Responsibility]:
    seen: dict[tuple[object, ...], int] = {}
    for number, cells in rows:
        row = _responsibility(number, cells, calendar)
        names = (row.function, row.area, row.role, row.when)
        key = (*map(fold, names), row.principal, row.valid_from, row.valid_to)
        if key in seen:
            raise BadRegister(
                "register.duplicate",
                row=number, column="function", value=row.function, other=seen[key],
            )  # fmt: skip
        seen[key] = number
        yield row


def _responsibility(number: int, cells: Mapping[str, Any], calendar: Calendar) -> Responsibility:
    try:
        row = RowForm.model_validate(cells).responsibility()
    except ValidationError as error:
        raise _bad(number, error.errors()[0]) from error
    check_row(number, row)
    try:
        calendar.patterns(row.when)
    except BadRegister as error:
        details = {**error.details, "row": number, "column": "when"}
        raise BadRegister(error.code, **details) from error
    return row


def _bad(row: int, details: Mapping[str, Any]) -> BadRegister:
    """The first fault of a form as one of ours; the forms' own faults are named with a dash."""
    kind = str(details["type"])
    known = details["ctx"] if "-" in kind and "ctx" in details else {}
    code = kind if "-" in kind else _CODES.get(kind, "bad-value")
    column = ".".join(str(part) for part in details["loc"])
    value = "" if kind == "missing" else str(details["input"])[:60]
    return BadRegister(f"register.{code}", row=row, column=column, value=value, **known)
