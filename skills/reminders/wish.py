"""What somebody wants to be reminded of, as they write it:
"mig imorgon kl 8 att ringa sjukstugan", "@anna varje fredag 14: rapporten, måste kvitteras"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.people import named
from bot.skill import UserError
from knowledge.calendar import Calendar
from knowledge.recur import Recurrence, find

MOST_TEXT = 1000
MOST_PEOPLE = 10
ACK_MINUTES = 30
"""Within how long a reminder must be acknowledged where nothing else is said."""
LONGEST_ACK = timedelta(days=1)

_ME = re.compile(r"(?:mig|me|mej)\b", re.IGNORECASE)
_ROOM = re.compile(
    r"(?:rummet|alla\s+(?:här|i\s+rummet)|oss|teamet|us|everyone|(?:the|this)\s+room|room)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"@\S+(?:(?:\s*,\s*|\s+(?:och|and|&)\s+|\s+)@\S+)*", re.IGNORECASE)
_ACK = re.compile(
    r"""[\s,;.(–-]*\b(?:måste|ska|skall|behöver|must|needs?\s+to)\s+(?:kvitteras|be\s+acknowledged)
    (?:[\s,;]*(?:annars|otherwise|else|or)\s+(?:till\s+|säg\s+till\s+|to\s+|tell\s+)?(?P<who>@[^\s,;]+))?
    (?:[\s,;]*(?:efter|inom|after|within|in)\s+(?P<within>[^,;.)]+))?[\s.)]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_LINK = re.compile(r"^(?:[\s:,;.–-]|(?:om\s+att|om|att|to|that|about|of)\b\s*)+", re.IGNORECASE)
_END = re.compile(r"[\s,;:–-]+$")


@dataclass(frozen=True)
class Acknowledgement:
    """That a reminder must be acknowledged."""

    minutes: int
    who: str
    """Who is told otherwise; empty: it rings again."""


@dataclass(frozen=True)
class Wish:
    """What is wanted."""

    to: tuple[str, ...]
    """People's Matrix ids, or one room."""
    recurrence: Recurrence
    text: str
    ack: Acknowledgement | None


def read(
    words: str, me: str, room: str, members: Sequence[str], now: datetime, calendar: Calendar
) -> Wish:
    """Take words apart; people named must be among `members`.

    Raises UserError with the mend, and BadRecurrence for a time that cannot be followed.
    """
    words, ack = _acknowledgement(words, members, now)
    to, rest = _whom(words.strip(), me, room, members)
    timed = find(rest, now, calendar)
    if timed is None:
        raise UserError("remind.no-time")
    text = about(*timed.rest(rest))
    if not text:
        raise UserError("remind.empty")
    return Wish(to, timed.recurrence, text, ack)


def about(*parts: str) -> str:
    """What it is to be reminded of: what is left without the time and the words that link."""
    joined = " ".join(trimmed for part in parts if (trimmed := _trimmed(part)))
    if len(joined) > MOST_TEXT:
        raise UserError("remind.too-long", limit=MOST_TEXT)
    return joined


def _trimmed(text: str) -> str:
    return " ".join(_END.sub("", _LINK.sub("", text)).split())


def _whom(words: str, me: str, room: str, members: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Whom to remind, and the rest of the words; whoever writes if nobody is named first."""
    for pattern, to in ((_ME, me), (_ROOM, room)):
        if found := pattern.match(words):
            return (to,), words[found.end() :]
    found = _PEOPLE.match(words)
    if found is None:
        return (me,), words
    people = named(found[0], members).people
    if len(people) > MOST_PEOPLE:
        raise UserError("remind.too-many", limit=MOST_PEOPLE)
    return people, words[found.end() :]


def _acknowledgement(
    words: str, members: Sequence[str], now: datetime
) -> tuple[str, Acknowledgement | None]:
    """The words without what they say of acknowledging, and that."""
    found = _ACK.search(words)
    if found is None:
        return words, None
    who = named(found["who"], members).people[0] if found["who"] else ""
    minutes = _minutes(found["within"], now) if found["within"] else ACK_MINUTES
    return words[: found.start()], Acknowledgement(minutes, who)


def _minutes(within: str, now: datetime) -> int:
    """ "30 min", "en timme"."""
    timed = find(f"om {within}", now) or find(f"in {within}", now)
    span = timed.recurrence.start - now if timed and timed.recurrence.rule is None else None
    if span is None or not timedelta(minutes=1) <= span <= LONGEST_ACK:
        raise UserError("remind.ack-time")
    return round(span / timedelta(minutes=1))
