"""Times that come round: what people write of them, RFC 5545 rules, calendar files.

The public interface:

- `parse(text, now)` -> Recurrence: "varannan tisdag kl 13", "every weekday at 8", and single
  times ("imorgon kl 8"); `find(text, now)` finds such a time within a longer text
- `describe(recurrence, language)`: back to words; `moment(at, now, language)`: one time in words,
  `day(date, today, language)`: one day
- `upcoming(recurrence, after, count)`, `between(recurrence, after, until)`: the times it gives
- `to_ics(entries, now)`, `from_ics(data, zone)`: calendar files
- `to_text`, `from_text`: a recurrence as a column of a table
- `right_moment(slot, availability)`: when a person may be prompted

Bad input raises BadRecurrence, whose sentence tells how to write instead.
"""

from __future__ import annotations

from knowledge.recur.describe import describe
from knowledge.recur.ics import Entry, from_ics, to_ics
from knowledge.recur.moment import AWAKE, EVERY_DAY, Availability, is_free, right_moment
from knowledge.recur.read import Found, find, parse
from knowledge.recur.recurrence import (
    Recurrence,
    RedDays,
    between,
    is_day_off,
    is_workday,
    upcoming,
)
from knowledge.recur.rfc import read_rule
from knowledge.recur.rule import Frequency, Rule
from knowledge.recur.say import day, moment
from knowledge.recur.stored import from_text, to_text

__all__ = [
    "AWAKE",
    "EVERY_DAY",
    "Availability",
    "Entry",
    "Found",
    "Frequency",
    "Recurrence",
    "RedDays",
    "Rule",
    "between",
    "day",
    "describe",
    "find",
    "from_ics",
    "from_text",
    "is_day_off",
    "is_free",
    "is_workday",
    "moment",
    "parse",
    "read_rule",
    "right_moment",
    "to_ics",
    "to_text",
    "upcoming",
]
