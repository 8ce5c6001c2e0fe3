"""Duty rosters: who has a role, from ICS and CSV, and what is told when they are broken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.calendar import STOCKHOLM
from knowledge.duty import on
from knowledge.model import BadRegister, Choice, Interval
from knowledge.register import Register, load
from knowledge.roster import Roster, read
from knowledge.when import understand

CARE = Choice("läkarkontakt", "")
EVENT = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:{title}
DTSTART;TZID=Europe/Stockholm:20260307T200000
DTEND;TZID=Europe/Stockholm:20260308T080000
{more}
END:VEVENT
END:VCALENDAR
"""
REGISTER = """
[[roster]]
role = "bakjouren"
file = "{file}"
[[responsibility]]
function = "läkarkontakt"
role = "Bakjouren"
backup = "växeln"
when = "natt"
"""


def ics(title: str = "Anna Ek\\, 0980-31 92 12", more: str = "") -> bytes:
    return EVENT.format(title=title, more=more).replace("\n", "\r\n").encode()


def roster(data: bytes) -> Roster:
    return Roster(read("jour.ics", data, "bakjouren", STOCKHOLM))


def around(day: str) -> Interval:
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    return Interval(noon, noon + timedelta(days=1))


def told(found: Roster, day: str) -> list[str]:
    """The turns from noon to noon, in local time."""
    turns = found.turns("bakjouren", around(day))
    local = [
        (turn, *(end.astimezone(STOCKHOLM) for end in (turn.interval.start, turn.interval.end)))
        for turn in turns
    ]
    return [f"{turn.name} {start:%d %H}–{end:%d %H}" for turn, start, end in local]


def register(folder: Path, name: str, data: bytes) -> Register:
    (folder / name).write_bytes(data)
    (folder / "r.toml").write_text(REGISTER.format(file=name), "utf-8")
    return load(folder / "r.toml")


def test_a_name_and_a_phone_in_the_title_of_an_event() -> None:
    (turn,) = roster(ics()).turns("Bakjouren", around("2026-03-07"))
    assert (turn.name, turn.phone) == ("Anna Ek", "0980-31 92 12")


def test_a_weekly_turn_keeps_its_hours_when_the_clock_is_changed() -> None:
    weekly = roster(ics("Anna", "RRULE:FREQ=WEEKLY;UNTIL=20260405"))
    assert told(weekly, "2026-03-21") == ["Anna 21 20–22 08"]
    assert told(weekly, "2026-03-28") == ["Anna 28 20–29 08"]
    (night,) = weekly.turns("bakjouren", around("2026-03-28"))
    assert night.interval.length == timedelta(hours=11)
    assert told(weekly, "2026-04-04") == ["Anna 04 20–05 08"]
    assert told(weekly, "2026-04-11") == []


def test_a_turn_taken_out_does_not_come_round() -> None:
    more = "RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Stockholm:20260314T200000"
    assert told(roster(ics("Anna", more)), "2026-03-14") == []


def test_csv_names_the_role_itself() -> None:
    data = "roll;namn;telefon;från;till\nbakjouren;Bo;0980;2026-03-07 20:00;2026-03-08 08:00\n"
    assert told(Roster(read("jour.csv", data.encode(), "", STOCKHOLM)), "2026-03-07") == [
        "Bo 07 20–08 08"
    ]


def test_the_person_is_told_with_the_duty(tmp_path: Path) -> None:
    known = register(tmp_path, "jour.ics", ics(more="RRULE:FREQ=DAILY"))
    now = datetime(2026, 11, 25, 14, 30, tzinfo=STOCKHOLM)
    asked = understand("i natt", now)
    assert asked is not None
    (duty,) = on(known, [CARE], asked.interval, now)
    assert not duty.vacant
    assert [(turn.name, turn.phone) for turn in duty.people] == [("Anna Ek", "0980-31 92 12")]
    assert {path.name for path in known.files} == {"r.toml", "jour.ics"}


def test_nobody_on_the_roster_leaves_the_slot_to_the_backup(tmp_path: Path) -> None:
    known = register(tmp_path, "jour.ics", ics())
    now = datetime(2026, 11, 25, 23, 0, tzinfo=STOCKHOLM)
    (duty,) = on(known, [CARE], None, now)
    assert (duty.vacant, duty.responsibility.role, duty.people) == (True, "växeln", ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        ics(title=""),
        ics(more="RRULE:FREQ=SECONDLY"),
        ics(more="RRULE:FREQ=DAILY;BYSECOND=1"),
        ics().replace(b"20260308T08", b"20260307T08"),
        ics().replace(b"DTSTART", b"X-START"),
    ],
)
def test_a_broken_calendar_is_told(data: bytes) -> None:
    with pytest.raises(BadRegister) as error:
        roster(data)
    assert error.value.code == "register.bad-roster"
    assert error.value.details["value"] == "jour.ics"


@pytest.mark.parametrize(
    "line", ["bakjouren;Bo;i dag;i morgon", "bakjouren;;2026-03-07;2026-03-08"]
)
def test_a_broken_table_is_told_with_its_row(line: str) -> None:
    data = f"roll;namn;från;till\n{line}\n".encode()
    with pytest.raises(BadRegister) as error:
        read("jour.csv", data, "", STOCKHOLM)
    assert error.value.details["row"] == 2
