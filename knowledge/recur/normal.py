"""One form for rules that mean the same, so that each can be told in words.

Calendar programs write "every weekday" as DAILY;BYDAY=MO,TU,WE,TH,FR or as WEEKLY, leave the
weekday to the start, or write the last day of the month as the last of seven weekdays.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import datetime

from knowledge.model import BadRecurrence
from knowledge.recur.rule import WORKDAYS, Frequency, Rule

MOST_WORKDAYS = 20
"""Every month has so many."""
_LEAP_YEAR = 2024
_ALL_DAYS = tuple(range(7))


def normal(rule: Rule, start: datetime) -> Rule:
    """The same rule, with what it takes from its start written out.

    Raises BadRecurrence("recur.unsupported") for what nobody says in words, as the Fridays
    that are the 13th.
    """
    makers = {
        Frequency.DAILY: _daily,
        Frequency.WEEKLY: _weekly,
        Frequency.MONTHLY: _monthly,
        Frequency.YEARLY: _yearly,
    }
    return makers[rule.frequency](_last_day(rule), start)


def _last_day(rule: Rule) -> Rule:
    if rule.weekdays == _ALL_DAYS and rule.positions and not rule.monthdays:
        return replace(rule, weekdays=(), positions=(), monthdays=rule.positions)
    return rule


def _daily(rule: Rule, start: datetime) -> Rule:
    _require(not (rule.positions or rule.monthdays or rule.weeks))
    if not rule.weekdays:
        return rule
    _require(rule.interval == 1)
    return replace(rule, frequency=Frequency.WEEKLY)


def _weekly(rule: Rule, start: datetime) -> Rule:
    _require(not (rule.positions or rule.monthdays or rule.weeks))
    return replace(rule, weekdays=rule.weekdays or (start.weekday(),))


def _monthly(rule: Rule, start: datetime) -> Rule:
    _require(not (rule.weeks or (rule.weekdays and rule.monthdays)))
    if rule.weekdays and not rule.positions:
        _require(rule.interval == 1)
        return replace(rule, frequency=Frequency.WEEKLY)
    if rule.weekdays:
        return _on_nth(rule)
    days = rule.monthdays or (start.day,)
    _require(min(days) >= -2)
    _require_some_day(days, rule.months)
    if len(days) == 1 and rule.positions:
        _require(rule.positions in ((1,), (-1,)))
        return replace(rule, monthdays=days, positions=())
    _require(not rule.positions or _is_clipped(rule))
    once_a_year = rule.interval == 1 and len(rule.months) == 1 and not rule.positions
    if once_a_year and min(days) > 0:
        return replace(rule, frequency=Frequency.YEARLY, monthdays=days)
    return replace(rule, monthdays=days)


def _yearly(rule: Rule, start: datetime) -> Rule:
    if rule.weeks:
        _require(not (rule.positions or rule.monthdays or rule.months) and min(rule.weeks) > 0)
        return replace(rule, weekdays=rule.weekdays or (start.weekday(),))
    if rule.weekdays:
        _require(bool(rule.positions) and not rule.monthdays and len(rule.months) <= 1)
        if rule.months and rule.interval == 1:
            return _on_nth(replace(rule, frequency=Frequency.MONTHLY))
        return _on_nth(rule)
    leap_day = rule.months == (2,) and rule.monthdays == (28, 29) and rule.positions == (-1,)
    _require(leap_day or not rule.positions)
    _require(bool(rule.months) or not rule.monthdays)
    days, months = rule.monthdays or (start.day,), rule.months or (start.month,)
    _require(min(days) > 0)
    _require_some_day(days, months)
    return replace(rule, monthdays=days, months=months)


def _on_nth(rule: Rule) -> Rule:
    """The first Tuesday, the last working day."""
    _require(len(rule.weekdays) == 1 or rule.weekdays == WORKDAYS)
    highest = 5 if len(rule.weekdays) == 1 else MOST_WORKDAYS
    _require(not rule.hours or len(rule.weekdays) == 1)
    _require(all(-2 <= position <= highest for position in rule.positions))
    return rule


def _is_clipped(rule: Rule) -> bool:
    """Whether it is the 29th or 30th, or the last day of a shorter month."""
    first, last = rule.monthdays[0], rule.monthdays[-1]
    run = rule.monthdays == tuple(range(28, last + 1)) and first == 28
    return run and rule.positions == (-1,) and not rule.hours


def _require_some_day(days: tuple[int, ...], months: tuple[int, ...]) -> None:
    """Raises BadRecurrence("recur.never") for 30 February."""
    longest = max(monthrange(_LEAP_YEAR, month)[1] for month in months or (1,))
    if min(days) > longest:
        raise BadRecurrence("recur.never")


def _require(holds: bool) -> None:
    if not holds:
        raise BadRecurrence("recur.unsupported")
