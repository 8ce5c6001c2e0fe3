"""The named days of the Swedish year: red days, eves and weekdays.

The red days come from the `holidays` package, where midsommarafton, julafton and
nyårsafton are "de facto" and Sundays are no holidays. The eves that are no red days but
that people ask about (skärtorsdagen, påskafton, valborg …) are counted from those.
Every name is folded (`knowledge.fold`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from holidays import DE_FACTO, PUBLIC, country_holidays

from knowledge.fold import fold

WEEKDAYS = ("mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag")
RED_DAY = "roda dagar"

_EVES = {
    "skartorsdagen": ("langfredagen", -1),
    "paskafton": ("paskdagen", -1),
    "pingstafton": ("pingstdagen", -1),
    "annandag pingst": ("pingstdagen", 1),
    "trettondagsafton": ("trettondedag jul", -1),
    "alla helgons afton": ("alla helgons dag", -1),
    "valborgsmassoafton": ("forsta maj", -1),
    "lucia": ("julafton", -11),
    "tjugondag knut": ("nyarsdagen", 12),
}
_ADVENT = ("fjarde advent", "tredje advent", "andra advent", "forsta advent")


@lru_cache(maxsize=64)
def named(year: int) -> Mapping[str, date]:
    """The named days of a year: folded name -> date; empty for years the package knows not."""
    days = {
        fold(name): day
        for day, joined in _calendar(year, PUBLIC, DE_FACTO).items()
        for name in joined.split(";")
    }
    for name, (anchor, offset) in _EVES.items():
        if anchor in days:
            days[name] = days[anchor] + timedelta(days=offset)
    if christmas := days.get("juldagen"):
        last = christmas - timedelta(days=christmas.weekday() + 1)
        days |= {name: last - timedelta(weeks=weeks) for weeks, name in enumerate(_ADVENT)}
    return MappingProxyType(days)


def is_red(day: date) -> bool:
    """Whether the almanac prints the day in red for something else than being a Sunday."""
    return day in _calendar(day.year, PUBLIC)


@lru_cache(maxsize=4096)
def names(day: date) -> frozenset[str]:
    """What a day is called: its weekday, its own names, "roda dagar" and its ISO date."""
    found = {WEEKDAYS[day.weekday()], day.isoformat()}
    found.update(name for name, other in named(day.year).items() if other == day)
    if is_red(day):
        found.add(RED_DAY)
    return frozenset(found)


def is_name(name: str) -> bool:
    """Whether a folded name is one that `names` may give to a day."""
    return name in WEEKDAYS or name == RED_DAY or name in named(2024) or _is_date(name)


@lru_cache(maxsize=128)
def _calendar(year: int, *categories: str) -> Mapping[date, str]:
    # The language is named because the package else follows the machine's locale.
    days = country_holidays("SE", years=year, expand=False, categories=categories, language="sv")
    return MappingProxyType(dict(days.items()))


def _is_date(name: str) -> bool:
    try:
        date.fromisoformat(name)
    except ValueError:
        return False
    return True
