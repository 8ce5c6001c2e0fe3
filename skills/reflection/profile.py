"""`!mina-tider` and `!min-roll`: when a person may be asked, and the role they answer in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.render import escape
from bot.skill import Context, Message, UserError
from bot.texts import Catalogue
from knowledge import days as almanac
from knowledge.fold import fold
from skills.reflection import people
from skills.reflection.absence import Absence
from skills.reflection.people import ANY_TIME, Person

LONGEST_ROLE = 40

_SPAN = re.compile(r"(\d\d?)(?:[:.](\d\d))?\s*(?:-|–|till|to)\s*(\d\d?)(?:[:.](\d\d))?")
_ZONE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?\b")
_SHIFTS = {
    "natt": "21:00-07:00", "natter": "21:00-07:00", "night": "21:00-07:00", "nights": "21:00-07:00",
    "dag": "07:00-16:00", "dagtid": "07:00-16:00", "day": "07:00-16:00",
    "kvall": "16:00-21:00", "kvallar": "16:00-21:00", "evening": "16:00-21:00",
    "alltid": ANY_TIME, "dygnet runt": ANY_TIME, "always": ANY_TIME, "any time": ANY_TIME,
}  # fmt: skip
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {
    **{f"{day}{end}": str(n) for n, day in enumerate(almanac.WEEKDAYS) for end in ("", "ar")},
    **{f"{day}{end}": str(n) for n, day in enumerate(_ENGLISH) for end in ("", "s")},
    "vardagar": "01234", "vardag": "01234", "weekdays": "01234", "helger": "56", "helg": "56",
    "weekends": "56", "alla dagar": "0123456", "every day": "0123456",
}  # fmt: skip
_RED = re.compile(r"\b(inte|ej|utan|not|no|aven|also)\s+(?:on\s+|pa\s+)?(?:roda dagar|red days)\b")
_USUAL = frozenset({"vanliga", "standard", "usual", "default"})


class Profile:
    """What people say of themselves."""

    def __init__(self, say: Catalogue, zone: ZoneInfo, absence: Absence) -> None:
        self._say = say
        self._zone = zone
        self._absence = absence

    def hours(self, context: Context, args: str) -> Sequence[Message]:
        """`!mina-tider natt`, `!mina-tider 07–16 vardagar`, `!mina-tider` to see them."""
        said = people.get(context.tx, context.member)
        if args:
            said = changed(said, args)
            people.put(context.tx, context.member, said)
            self._absence.replan(context)
        return [context.reply(self.told(context.language, said))]

    def role(self, context: Context, args: str) -> Sequence[Message]:
        """`!min-roll undersköterska`; alone it takes the role away."""
        role = " ".join(args.split())[:LONGEST_ROLE].lstrip("@") or None
        said = replace(people.get(context.tx, context.member), role=role)
        people.put(context.tx, context.member, said)
        key = "profile.role" if role else "profile.no-role"
        return [context.reply(self._say(context.language, key, role=escape(role or "")))]

    def told(self, language: str, said: Person) -> str:
        """When a person may be asked, in words."""
        hours = said.hours
        parts = [
            self._say(language, "profile.usual-hours") if hours is None
            else hours.replace("-", "–") if hours else self._say(language, "profile.any-time"),
            self._weekdays(language, said.days),
            self._say(language, "profile.no-red-days") if said.red_days is False else "",
            said.zone or "",
        ]  # fmt: skip
        return self._say(language, "profile.hours", hours=", ".join(filter(None, parts)))

    def _weekdays(self, language: str, days: str | None) -> str:
        if not days or days == "0123456":
            return ""
        names = self._say(language, "profile.weekdays").split()
        return " ".join(names[int(day)] for day in days)


def changed(person: Person, text: str) -> Person:
    """The person with what a text says put in. Raises UserError where it says nothing."""
    plain, said = fold(text), person
    if plain.strip() in _USUAL:
        return replace(person, zone=None, hours=None, days=None, red_days=None)
    if zone := _ZONE.search(text):
        said = replace(said, zone=_zone(zone[0]))
    if red := _RED.search(plain):
        said = replace(said, red_days=red[1] in ("aven", "also"))
        plain = plain.replace(red[0], " ")
    if (hours := _hours(plain)) is not None:
        said = replace(said, hours=hours)
    if days := {day for name, which in _DAYS.items() if _says(plain, name) for day in which}:
        said = replace(said, days="".join(sorted(days)))
    if not (zone or red or days or hours is not None):
        raise UserError("profile.unclear")
    return said


def _hours(plain: str) -> str | None:
    if span := _SPAN.search(plain):
        first, minute, last, until = (int(part or 0) for part in span.groups())
        if first > 24 or last > 24 or minute > 59 or until > 59 or (first, minute) == (last, until):
            raise UserError("profile.unclear")
        return f"{first % 24:02}:{minute:02}-{last % 24:02}:{until:02}"
    return next((hours for name, hours in _SHIFTS.items() if _says(plain, name)), None)


def _zone(name: str) -> str:
    try:
        return str(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError):
        raise UserError("profile.no-zone", name=name) from None


def _says(plain: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", plain) is not None
