"""Moments and spans in words, as one colleague would say them to another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.texts import Catalogue
from knowledge.model import Interval

NIGHT_STARTS = 20


def span(say: Catalogue, language: str, interval: Interval, now: datetime) -> str:
    """An interval in local time, its day said in the shortest way that cannot be mistaken."""
    start = interval.start.astimezone(now.tzinfo)
    end = interval.end.astimezone(now.tzinfo)
    day = start.date()
    if end - start > timedelta(hours=24):
        return _day(say, language, day, _long(say, language, start, end))
    hours = say(language, "when.same", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    if _is_tonight(start, end, now):
        return say(language, "when.tonight", span=hours)
    if day == now.date():
        return say(language, "when.today", span=hours)
    return _day(say, language, day, hours)


def _is_tonight(start: datetime, end: datetime, now: datetime) -> bool:
    night = start.hour >= NIGHT_STARTS and end.date() > start.date()
    return night and (start <= now < end or start.date() == now.date())


def _long(say: Catalogue, language: str, start: datetime, end: datetime) -> str:
    return say(
        language,
        "when.days",
        start=f"{start:%H:%M}",
        weekday=say(language, f"weekday.{end.weekday()}"),
        day=end.day,
        month=say(language, f"month.{end.month}"),
        end=f"{end:%H:%M}",
    )


def _day(say: Catalogue, language: str, day: date, hours: str) -> str:
    return say(
        language,
        "when.day",
        weekday=say(language, f"weekday.{day.weekday()}"),
        day=day.day,
        month=say(language, f"month.{day.month}"),
        span=hours,
    )
