"""The shape of a register file, checked by pydantic before anything else sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, LiteralString, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge import days as almanac
from knowledge.calendar import HELG, SHIFTS, STORHELG, Calendar, DaysOff, Shift
from knowledge.fold import fold
from knowledge.model import Principal, Responsibility, Status

HEADINGS = {
    **dict.fromkeys(("function", "funktion", "uppgift", "ansvar"), "function"),
    **dict.fromkeys(("aliases", "alias"), "aliases"),
    **dict.fromkeys(("area", "omrade"), "area"),
    **dict.fromkeys(("principal", "huvudman"), "principal"),
    **dict.fromkeys(("role", "roll", "ansvarig"), "role"),
    **dict.fromkeys(("contact", "kontakt", "telefon"), "contact"),
    **dict.fromkeys(("backup", "reserv"), "backup"),
    **dict.fromkeys(("when", "nar", "pass"), "when"),
    "status": "status",
    **dict.fromkeys(("source", "kalla"), "source"),
    **dict.fromkeys(("valid from", "galler fran"), "valid_from"),
    **dict.fromkeys(("valid to", "galler till"), "valid_to"),
}
"""Folded headings of a table file, Swedish and English -> columns."""

_PRINCIPALS = {
    **dict.fromkeys(("kommunen", "municipality"), Principal.MUNICIPALITY),
    **dict.fromkeys(("regionen",), Principal.REGION),
    **dict.fromkeys(("gemensamt", "bada", "joint"), Principal.JOINT),
}
_STATUSES = {
    **dict.fromkeys(("beslut", "beslutat", "faststalld", "decided"), Status.DECIDED),
    **dict.fromkeys(("proposal",), Status.PROPOSAL),
    **dict.fromkeys(("rekommenderad", "recommendation"), Status.RECOMMENDATION),
    **dict.fromkeys(("snapshot",), Status.SNAPSHOT),
    **dict.fromkeys(("superseded",), Status.SUPERSEDED),
    **dict.fromkeys(("upphord", "repealed"), Status.REPEALED),
    **dict.fromkeys(("unknown",), Status.UNKNOWN),
}
_TIME = re.compile(r"(\d\d?)(?:[:.](\d\d))?(?::00)?", re.ASCII)

Word = TypeVar("Word", bound=StrEnum)


def _word(value: object, kind: type[Word], also: Mapping[str, Word], code: LiteralString) -> Word:
    known = {**{fold(member): member for member in kind}, **also}
    found = known.get(fold(str(value)))
    if found is None:
        raise PydanticCustomError(code, code, {"known": ", ".join(kind)})
    return found


def _principal(value: object) -> Principal | None:
    return _word(value, Principal, _PRINCIPALS, "bad-principal") if value else None


def _status(value: object) -> Status:
    return _word(value, Status, _STATUSES, "bad-status") if value else Status.UNKNOWN


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return None if value in (None, "") else date.fromisoformat(str(value).strip())
    except ValueError:
        raise PydanticCustomError("bad-date", "bad-date") from None


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    match = _TIME.fullmatch(str(value).strip())
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
        if (hour, minute) == (24, 0):
            return time()
    raise PydanticCustomError("bad-time", "bad-time")


def _end(value: object) -> tuple[bool, time]:
    """ "07:00", or "vardag 07:00" for the next weekday; whether it is that, and the time."""
    text = str(value).strip()
    return text.startswith("vardag"), _time(text.removeprefix("vardag"))


def _aliases(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(alias for part in re.split(r"[;|]", value) if (alias := part.strip()))


def _day(value: object) -> str:
    name = fold(str(value))
    name = {"roda dagar": almanac.RED_DAY, "rod dag": almanac.RED_DAY}.get(name, name)
    if not almanac.is_name(name):
        raise PydanticCustomError("bad-day", "bad-day")
    return name


def _line_of_text(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_line_of_text), Field(max_length=500)]
Time = Annotated[time, BeforeValidator(_time)]
Date = Annotated[date | None, BeforeValidator(_date)]


class Form(BaseModel):
    """Unknown names are slips of the pen, so they are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RowForm(Form):
    """One responsibility, as written."""

    function: Annotated[Text, Field(min_length=1)]
    role: Text = ""
    when: Text = "dygnet runt"
    aliases: Annotated[tuple[Text, ...], BeforeValidator(_aliases)] = ()
    area: Text = ""
    principal: Annotated[Principal | None, BeforeValidator(_principal)] = None
    contact: Text = ""
    backup: Text = ""
    status: Annotated[Status, BeforeValidator(_status)] = Status.UNKNOWN
    source: Text = ""
    valid_from: Date = None
    valid_to: Date = None

    @model_validator(mode="after")
    def _whole(self) -> RowForm:
        if not self.role and not self.backup:
            raise PydanticCustomError("no-role", "no-role")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("dates-swapped", "dates-swapped")
        return self

    def responsibility(self) -> Responsibility:
        """The value that the rest of the house knows."""
        return Responsibility(**dict(self))


class ShiftForm(Form):
    """`natt = { from = "21:00", to = "07:00" }`."""

    start: Time = Field(alias="from")
    end: Time = Field(alias="to")

    @model_validator(mode="after")
    def _some_time(self) -> ShiftForm:
        if self.start == self.end:
            raise PydanticCustomError("empty-shift", "empty-shift")
        return self


class DaysOffForm(Form):
    """`[helg]` and `[storhelg]`: which days, and how far they reach out of their midnights."""

    days: tuple[Annotated[str, BeforeValidator(_day)], ...] | None = None
    start: Time | None = Field(default=None, alias="from")
    end: Annotated[tuple[bool, time] | None, BeforeValidator(_end)] = Field(
        default=None, alias="to"
    )

    def days_off(self, default: DaysOff) -> DaysOff:
        """The table; what it does not say is as in `default`."""
        until_weekday, end = self.end or (default.until_weekday, default.end)
        return DaysOff(
            days=default.days if self.days is None else frozenset(self.days),
            start=self.start or default.start,
            end=end,
            until_weekday=until_weekday,
        )


class RosterForm(Form):
    """`[[roster]]`: a file beside the register; its role, where the file itself does not say."""

    file: Annotated[Text, Field(min_length=1)]
    role: Text = ""


class TablesForm(Form):
    """Everything in a register but its rows."""

    abbreviations: dict[str, Text] = Field(default_factory=dict)
    shifts: dict[str, ShiftForm] = Field(default_factory=dict)
    helg: DaysOffForm = DaysOffForm()
    storhelg: DaysOffForm = DaysOffForm()
    roster: tuple[RosterForm, ...] = ()

    def calendar(self) -> Calendar:
        """The team's calendar, the defaults where the file says nothing."""
        own = {name: Shift(form.start, form.end) for name, form in self.shifts.items()}
        return Calendar(
            shifts={**SHIFTS, **own},
            helg=self.helg.days_off(HELG),
            storhelg=self.storhelg.days_off(STORHELG),
        )
