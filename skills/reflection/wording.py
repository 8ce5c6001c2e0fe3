"""Reading a round from one line, as people write it, in Swedish or English. Pure.

Nattbemanning varannan tisdag 13:00 för @anna @lars, svar inom 2 dagar, anonymt
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.people import named
from bot.skill import UserError
from knowledge import recur
from knowledge.fold import fold
from knowledge.recur import Recurrence, RedDays
from skills.reflection.plan import LONGEST, MOST_REMINDERS, SHORTEST, Anonymity, Plan
from skills.reflection.template import DEFAULT, Templates

LONGEST_TITLE = 80
FULL_ID = re.compile(r"@[\w.=/+-]+:[\w.-]*\w(?::\d+)?")

_COUNTS = {
    "en": 1, "ett": 1, "one": 1, "a": 1, "an": 1, "två": 2, "two": 2, "tre": 3, "three": 3,
    "fyra": 4, "four": 4, "fem": 5, "five": 5, "sex": 6, "six": 6, "sju": 7, "seven": 7,
    "ingen": 0, "inga": 0, "no": 0, "utan": 0, "without": 0,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})"
_UNITS = (
    (r"tim(?:me|mar)?|h|hours?", timedelta(hours=1)),
    (r"dag(?:ar)?|dygn|days?", timedelta(days=1)),
    (r"veck(?:a|or)|weeks?", timedelta(days=7)),
)
_QUOTED = re.compile(r"[\"”“«»](?P<title>[^\"”“«»]+)[\"”“«»]")
_WITHIN = re.compile(
    rf"\b(?:svar(?:a|en)?|answers?)\s+(?:inom|within|in)\s+{_COUNT}\s*"
    rf"(?P<unit>{'|'.join(unit for unit, _ in _UNITS)})\b",
    re.IGNORECASE,
)
_REMINDERS = re.compile(
    rf"\b(?:högst|max|at most|upp till|up to)?\s*{_COUNT}\s+(?:påminnelser?|reminders?)\b",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"\b(?:mall(?:en)?|template)\s+(?P<name>[^,@\"]+?)(?=\s*(?:,|$|\bför\b|\bfor\b))", re.IGNORECASE
)
_ANONYMITY = (
    (re.compile(r"\b(?:anonymt?|anonyma|anonymous(?:ly)?)\b", re.IGNORECASE), Anonymity.ANONYMOUS),
    (re.compile(r"\b(?:(?:per|med|efter|by|with)\s+roll?e?|rollvis)\b", re.IGNORECASE),
     Anonymity.ROLE),
    (re.compile(r"\b(?:med|with)\s+(?:namn|names?)\b|\b(?:öppet|named)\b", re.IGNORECASE),
     Anonymity.NAMED),
)  # fmt: skip
_TOGETHER = re.compile(
    r"\b(?:alla|all)\s+(?:frågor|questions)?\s*(?:på en gång|samtidigt|at once|together)\b",
    re.IGNORECASE,
)
_ONE_BY_ONE = re.compile(r"\b(?:en fråga i taget|one (?:question )?at a time)\b", re.IGNORECASE)
_NO_PULSE = re.compile(r"\b(?:utan|without|no)\s+(?:puls|pulse)\b", re.IGNORECASE)
_EVERYONE = re.compile(
    r"\b(?:för|for)\s+(?:alla|hela (?:rummet|gruppen|teamet)|everyone|everybody|all|the (?:whole )?"
    r"(?:room|team))\b",
    re.IGNORECASE,
)
_RED = re.compile(
    r"\b(?:(?:även|också|also)\s+(?:på\s+|on\s+)?)?"
    r"(?:(?:på\s+|on\s+)?röda? dag(?:ar)?|helgdag(?:ar)?|red days?|(?:public )?holidays?)\s*"
    r"(?P<how>[^,@\"]*)",
    re.IGNORECASE,
)
_HOW = (
    (re.compile(r"hoppas? över|utgår|ställs in|inte|ej|skip|cancel|left out", re.I), RedDays.SKIP),
    (re.compile(r"före|innan|before|previous", re.I), RedDays.PREVIOUS),
    (re.compile(r"flytta|efter|nästa|mov|after|next", re.I), RedDays.NEXT),
)
_EDGES = " \t\n,.;:–-"
_LOOSE = re.compile(r"(?:^|[\s,])(?:(?:för|for|med|with|och|and|kl|at)\s*)+(?=,|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What has been said about a round; None for what has not."""

    title: str | None = None
    recurrence: Recurrence | None = None
    people: tuple[str, ...] | None = None
    """Matrix ids; empty: everyone in the room."""
    template: str | None = None
    answer_within: timedelta | None = None
    reminders: int | None = None
    anonymity: Anonymity | None = None
    together: bool | None = None
    pulse: bool | None = None

    def plan(self, templates: Templates, language: str) -> Plan:
        """The round, the usual filled in. Raises UserError where there is no time."""
        if self.recurrence is None:
            raise UserError("round.no-time")
        template = self.template or DEFAULT
        title = self.title or templates.by_key[template].opening(language).title
        start = Plan(title=title, recurrence=self.recurrence, template=template)
        return self.changed(start)

    def changed(self, plan: Plan) -> Plan:
        """Another round with what has been said put in."""
        said = {name: value for name, value in self.__dict__.items() if value is not None}
        return replace(plan, **said)


def read(
    text: str,
    members: Collection[str],
    now: datetime,
    templates: Templates,
    may_ask: Callable[[str], bool],
) -> Wanted:
    """What a line says. Only `members`, and full ids of people who may be asked, can be meant.

    Raises UserError and BadRecurrence, with the mend in their sentences.
    """
    title, rest = _cut(_QUOTED, text)
    within, rest = _cut(_WITHIN, rest)
    reminders, rest = _cut(_REMINDERS, rest)
    template, rest = _cut(_TEMPLATE, rest)
    together, rest = _cut(_TOGETHER, rest)
    one_by_one, rest = _cut(_ONE_BY_ONE, rest)
    no_pulse, rest = _cut(_NO_PULSE, rest)
    everyone, rest = _cut(_EVERYONE, rest)
    anonymity, rest = _anonymity(rest)
    known = {*members, *(id for id in FULL_ID.findall(rest) if may_ask(id))}
    found = named(rest, known)
    red, rest = _cut(_RED, found.rest)
    recurrence, rest = _time(rest, now, _red_days(red["how"]) if red else RedDays.NEXT)
    said = title["title"] if title else _title(rest)
    key = templates.named(template["name"]) if template else templates.called(said)
    return Wanted(
        title=said.strip()[:LONGEST_TITLE] or None,
        recurrence=recurrence,
        people=() if everyone else found.people or None,
        template=key,
        answer_within=_duration(within) if within else None,
        reminders=_reminders(reminders) if reminders else None,
        anonymity=anonymity,
        together=True if together else False if one_by_one else None,
        pulse=False if no_pulse else None,
    )


def duration(text: str) -> timedelta | None:
    """How long a text gives: "2 dagar"; None if it gives no time. Raises UserError."""
    match = _WITHIN.fullmatch(f"svar inom {text.strip(_EDGES)}")
    return _duration(match) if match else None


def _time(text: str, now: datetime, red_days: RedDays) -> tuple[Recurrence | None, str]:
    """When it comes, and the text without that. What comes round minds red days."""
    found = recur.find(text, now)
    if found is None:
        return None, text
    recurrence = found.recurrence
    if recurrence.rule and recurrence.red_days is RedDays.KEEP:
        recurrence = replace(recurrence, red_days=red_days)
    return recurrence, " , ".join(found.rest(text))


def _red_days(how: str) -> RedDays:
    """What becomes of a time on a red day; "även röda dagar": nothing."""
    return next((value for pattern, value in _HOW if pattern.search(how)), RedDays.KEEP)


def _title(text: str) -> str:
    """All that is left, without the words that held the rest together: what was not understood
    is seen there before it is confirmed."""
    parts = (_LOOSE.sub(" ", part).strip(_EDGES) for part in text.split(","))
    return ", ".join(" ".join(part.split()) for part in parts if part)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    match = pattern.search(text)
    return (match, f"{text[: match.start()]} , {text[match.end() :]}") if match else (None, text)


def _anonymity(text: str) -> tuple[Anonymity | None, str]:
    for pattern, kind in _ANONYMITY:
        match, rest = _cut(pattern, text)
        if match:
            return kind, rest
    return None, text


def _number(match: Mapping[str, str] | re.Match[str]) -> int:
    word = fold(match["count"])
    return int(word) if word.isdecimal() else {fold(k): v for k, v in _COUNTS.items()}[word]


def _duration(match: re.Match[str]) -> timedelta:
    unit = next(length for unit, length in _UNITS if re.fullmatch(unit, match["unit"], re.I))
    length = _number(match) * unit
    if not SHORTEST <= length <= LONGEST:
        raise UserError("round.answer-time", days=LONGEST.days)
    return length


def _reminders(match: re.Match[str]) -> int:
    count = _number(match)
    if count > MOST_REMINDERS:
        raise UserError("round.reminders", most=MOST_REMINDERS)
    return count
