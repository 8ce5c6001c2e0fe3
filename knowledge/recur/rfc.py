"""Rules as they are written in calendar files (RFC 5545, 3.3.10)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from knowledge.model import BadRecurrence
from knowledge.recur.normal import normal
from knowledge.recur.rule import DAYS, LISTS, Frequency, Rule

MOST = 1000
"""The highest COUNT and INTERVAL that anyone means."""

_BYDAY = re.compile(r"([+-]?\d\d?)?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)


def read_rule(text: str, start: datetime) -> Rule:
    """The rule of an RRULE value that begins at `start` (aware).

    Raises BadRecurrence("recur.unsupported") for what nobody agrees on in words, such as
    rules by the minute, and ("recur.bad-rule") for what is no rule.
    """
    fields = _fields(text)
    frequency, week_start = fields.pop("FREQ", ""), fields.pop("WKST", "MO")
    if frequency not in Frequency.__members__:
        raise BadRecurrence("recur.unsupported" if frequency else "recur.bad-rule")
    weekdays, numbers = _by_day(fields.pop("BYDAY", ""))
    lists = {name: _numbers(fields.pop(key, ""), a, b) for name, (key, a, b) in LISTS.items()}
    lists["positions"] = lists["positions"] or numbers
    for key, number in (("BYMINUTE", start.minute), ("BYSECOND", start.second)):
        if fields.get(key) == str(number):
            del fields[key]
    if lists["hours"] == (start.hour,):
        lists["hours"] = ()
    rule = Rule(
        frequency=Frequency(frequency),
        interval=_number(fields.pop("INTERVAL", "1")),
        weekdays=weekdays,
        until=_until(fields.pop("UNTIL", ""), start),
        count=_number(fields.pop("COUNT")) if "COUNT" in fields else None,
        **lists,
    )
    if fields or len(rule.hours) == 1 or _hangs_on(week_start, rule):
        raise BadRecurrence("recur.unsupported")
    return normal(rule, start)


def _hangs_on(week_start: str, rule: Rule) -> bool:
    """Whether it means something else where weeks do not begin on Monday."""
    return week_start != "MO" and (
        bool(rule.weeks) or (rule.interval > 1 and len(rule.weekdays) > 1)
    )


def _fields(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().upper().split(";") if part]
    if len({key for key, _, _ in pairs}) < len(pairs):
        raise BadRecurrence("recur.bad-rule")
    return {key: value for key, _, value in pairs}


def _by_day(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Weekdays, and the numbers before them ("1TU,3TU")."""
    found = [_BYDAY.fullmatch(part) for part in text.split(",")] if text else []
    days = {DAYS.index(match[2]) for match in found if match}
    numbers = {int(match[1]) for match in found if match and match[1]}
    plain = [match for match in found if match and not match[1]]
    if not all(found) or (numbers and plain) or 0 in numbers:
        raise BadRecurrence("recur.bad-rule")
    return tuple(sorted(days)), tuple(sorted(numbers))


def _numbers(text: str, least: int, most: int) -> tuple[int, ...]:
    try:
        values = {int(part) for part in text.split(",")} if text else set()
    except ValueError as error:
        raise BadRecurrence("recur.bad-rule") from error
    if any(not least <= value <= most or (not value and least) for value in values):
        raise BadRecurrence("recur.bad-rule")
    return tuple(sorted(values))


def _number(text: str) -> int:
    (value,) = _numbers(text, 1, MOST) or (0,)
    if not value:
        raise BadRecurrence("recur.bad-rule")
    return value


def _until(text: str, start: datetime) -> date | None:
    """The last day; an end earlier in the day than the start leaves that day out."""
    if not text:
        return None
    match = _UNTIL.fullmatch(text)
    if not match:
        raise BadRecurrence("recur.bad-rule")
    try:
        end = datetime.fromisoformat(match[1] + (f"T{match[2]}" if match[2] else "T235959"))
        if match[3]:
            end = end.replace(tzinfo=UTC).astimezone(start.tzinfo).replace(tzinfo=None)
        return end.date() if end.time() >= start.time() else end.date() - timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise BadRecurrence("recur.bad-rule") from error
