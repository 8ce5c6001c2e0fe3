"""The words in which times are told (`knowledge/data/recur_say.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    table: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """The phrase `key`, filled in."""
        return str(self.table[key]).format(**values)

    def pick(self, key: str, index: int) -> str:
        """One of a list."""
        return str(self.table[key][index])

    def every(self, key: str, interval: int, **values: object) -> str:
        """ "Varje", "varannan", "var tredje"."""
        form = self.pick(key, min(interval, 3) - 1)
        return form.format(nth=self.nth(interval), **values)

    def nth(self, number: int) -> str:
        """ "Första", "sista"."""
        if number < 0:
            return self("last" if number == -1 else "second_last")
        ordinals = self.table["nth"]
        return str(ordinals[number - 1]) if number <= len(ordinals) else self("many", n=number)

    def dated(self, number: int) -> str:
        """ "15:e", "21st"."""
        ending = number % 10 if number not in (11, 12, 13) else 0
        forms = self.table["dated"]
        return str(forms[ending if ending < len(forms) else 0]).format(n=number)

    def date(self, day: date) -> str:
        """ "30 juni 2027"."""
        month = self.pick("month", day.month - 1)
        return self("whole_date", day=day.day, month=month, year=day.year)

    def joined(self, parts: Sequence[str]) -> str:
        """ "A, b och c"."""
        *first, last = parts
        return f"{', '.join(first)} {self('and')} {last}" if first else last


@lru_cache(maxsize=2)
def words(language: str) -> Words:
    """The words of "sv" or "en"."""
    file = resources.files("knowledge") / "data" / "recur_say.toml"
    return Words(tomllib.loads(file.read_text("utf-8"))[language])


def moment(at: datetime, now: datetime, language: str) -> str:
    """One time, on the wall clock that `at` (aware) shows: "imorgon kl 08:00"."""
    today = now.astimezone(at.tzinfo).date()
    return f"{day(at.date(), today, language)} {hours(words(language), at)}"


def day(date: date, today: date, language: str) -> str:
    """One day, with its year only where that is another: "imorgon", "tisdag 3 mars"."""
    say, away = words(language), (date - today).days
    if away in (0, 1):
        return say("tomorrow" if away else "today")
    weekday, month = say.pick("day", date.weekday()), say.pick("month", date.month - 1)
    if date.year != today.year:
        return f"{weekday} {say.date(date)}"
    return say("on_day", weekday=weekday, day=date.day, month=month)


def occasion(say: Words, at: datetime, length: timedelta = timedelta()) -> str:
    """One time, as it can be told at any time: "tisdag 3 mars 2026 kl 09:00"."""
    weekday, date = say.pick("day", at.weekday()), say.date(at.date())
    return f"{weekday} {date} {hours(say, at, length)}"


def hours(say: Words, at: datetime, length: timedelta = timedelta()) -> str:
    """ "kl 09:00", "kl 13:00–14:30"."""
    if not length:
        return say("hours", times=f"{at:%H:%M}")
    end = at.replace(tzinfo=None) + length
    return say("span", first=f"{at:%H:%M}", last=f"{end:%H:%M}")
