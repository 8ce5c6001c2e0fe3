"""The rules of the grammar, in three tables that are read one after the other.

VALUES (in `values`) makes times of day and dates of numbers, PHRASES makes clues of words
and values, JOINS makes one clue of a clue and what stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from knowledge.days import WEEKDAYS
from knowledge.when import spans
from knowledge.when.clue import Clock, Clue
from knowledge.when.grammar import Rule, Rules
from knowledge.when.spans import Days
from knowledge.when.values import DAY_MINUTES, VALUES, clock_time
from knowledge.when.words import Number

__all__ = ["JOINS", "PHRASES", "VALUES"]

FARTHEST = timedelta(days=366)
FARTHEST_MONTHS = 24
"""What lies farther off than this is not a time anyone asks about."""


def _named(names: tuple[str, str]) -> Clue:
    return Clue(days=spans.named(*names))


def _which_weekday(which: int, number: int) -> Clue:
    """ "Nästa tisdag" is the Tuesday of next week, "på tisdag" the first to come."""
    if which < 0:
        return Clue(days=spans.weekday(number, -1))
    return Clue(weekday=number, weeks=spans.weeks_from_now(1) if which else None)


def _which_weekday_part(which: int, value: tuple[int, str]) -> Clue:
    return replace(_which_weekday(which, value[0]), part=value[1])


def _which_part(which: int, part: str) -> Clue:
    return Clue(part=part, days=spans.relative(which) if which else None)


def _night_before(part: str, days: Days) -> Clue | None:
    """ "Natten till den 3 december"."""
    return Clue(days=days, part=part, eve=True) if part == "natt" else None


def _night_of(part: str, days: Days, _: object = None) -> Clue | None:
    """ "Natten mellan lördag och söndag"."""
    return Clue(days=days, part=part) if part == "natt" else None


def _in(count: Number, unit: int) -> Clue | None:
    """ "Om två timmar", "om tre dagar"; negative units for what has been."""
    length = timedelta(minutes=min(count.value, 9999) * unit)
    if abs(length) > FARTHEST:
        return None
    if abs(unit) < DAY_MINUTES:
        return Clue(after=length)
    return Clue(days=spans.relative(length.days))


def _in_months(count: Number, unit: int) -> Clue | None:
    """ "Om tre månader", "om ett år"."""
    months = count.value * unit
    return Clue(days=spans.months_after(months)) if 0 < months <= FARTHEST_MONTHS else None


def _hour(hour: Clock | Number) -> Clue | None:
    clock = hour if isinstance(hour, Clock) else clock_time(hour)
    return Clue(clock=clock) if clock else None


def _hour_of_part(hour: Clock | Number, part: str) -> Clue | None:
    """ "Tre på natten", "kl 8 på kvällen"."""
    clue = _hour(hour)
    return Clue(clock=replace(clue.clock, part=part)) if clue and clue.clock else None


def _hours(first: Clock | Number, last: Clock | Number) -> Clue | None:
    """ "22–06", "mellan 22 och 06"."""
    start, end = _hour(first), _hour(last)
    if not start or not end or start.clock == end.clock:
        return None
    return Clue(clock=start.clock, until=end.clock)


def _related_hour(relation: str, hour: Clock | Number) -> Clue | None:
    clue = _hour(hour)
    return replace(clue, relation=relation) if clue else None


def _on(days: Days | None) -> Clue | None:
    return Clue(days=days) if days else None


def _month(number: int, year: Number | None = None) -> Clue | None:
    if year is None:
        return Clue(days=spans.months(number, number))
    return _on(spans.months(number, number, year.value)) if year.digits == 4 else None


def _hour_beside(clue: Clue, hour: Clock | Number) -> Clue | None:
    """ "Imorgon 14", "lördag 8.30": an hour without "kl" right after a day."""
    on_a_day = clue.told().keys() & {"days", "weekday", "part"}
    beside = _hour(hour)
    return clue.join(beside) if on_a_day and beside else None


def _hour_before(hour: Clock | Number, clue: Clue) -> Clue | None:
    """ "Vid sju i morgon bitti"; "vid två nätter" is no hour."""
    return _hour_beside(clue, hour) if clue.explicit else None


def _hours_beside(clue: Clue, first: Clock | Number, last: Clock | Number) -> Clue | None:
    """ "Lördag 22-06"."""
    hours = _hours(first, last)
    return clue.join(hours) if hours else None


def _beside(relation: str, clue: Clue, part: str | None = None) -> Clue | None:
    """ "Dagen före julafton", "kvällen efter den 3 december"."""
    days = spans.weekday(clue.weekday) if clue.weekday is not None else clue.days
    if days is None or len(clue.told()) > 1:
        return None
    # The night after a day begins on its evening.
    after = 0 if part == "natt" else 1
    return Clue(days=spans.beside(days, -1 if relation == "before" else after), part=part)


def _part_beside(part: Clue, relation: str, clue: Clue) -> Clue | None:
    return _beside(relation, clue, part.part) if part.told().keys() == {"part"} else None


def _phrase(pattern: str, build: Callable[..., Clue | None], *, alone: bool = False) -> Rule:
    return Rule(pattern, "clue", build, alone)


_TIME = "clock|dotted"
_HOUR = "clock|dotted|num"
_KL = "kl dot?"
_MAYBE_KL = "kl? dot?"
_TO = "dash|until|and"

PHRASES = Rules(
    _phrase("lead* now", lambda: Clue(now=True)),
    _phrase("lead* always", lambda: Clue(always=True, explicit=False)),
    # Parts of the day
    _phrase("lead* this_part", lambda part: Clue(part=part)),
    _phrase("lead* part", lambda part: Clue(part=part, explicit=False)),
    _phrase("lead* which part", _which_part),
    _phrase("until part", lambda part: Clue(part=part)),
    _phrase("lead* next_morning", lambda part: Clue(part=part, fresh=True)),
    # Days
    _phrase("lead* day", lambda offset: Clue(days=spans.relative(offset))),
    _phrase("lead* day_and_part", lambda pair: Clue(days=spans.relative(pair[0]), part=pair[1])),
    _phrase("lead* weekday", lambda number: Clue(weekday=number)),
    _phrase("lead* weekday day_shift", lambda number: Clue(weekday=number, part="dag")),
    _phrase("lead* which weekday", _which_weekday),
    _phrase("lead* past_weekday", lambda number: Clue(days=spans.weekday(number, -1))),
    _phrase("lead* weekday_and_part", lambda pair: Clue(weekday=pair[0], part=pair[1])),
    _phrase("lead* which weekday_and_part", _which_weekday_part),
    _phrase("lead* date", _on),
    _phrase("lead* weekday lead* date|slashed|nth_day", lambda _, days: Clue(days=days)),
    _phrase("lead lead* slashed|nth_day", _on),
    _phrase("slashed", _on, alone=True),
    _phrase("the_day num", lambda day: _on(spans.on_date(day.value)), alone=True),
    _phrase("lead* named", _named),
    _phrase("lead* which named", lambda _, names: _named(names)),
    _phrase("lead* named_night", lambda eve: replace(_named((eve, eve)), part="natt")),
    # Nights between days
    _phrase("lead* part until weekday", lambda part, n: _night_before(part, spans.weekday(n))),
    _phrase("lead* part until day", lambda part, n: _night_before(part, spans.relative(n))),
    _phrase("lead* part until named", lambda part, n: _night_before(part, spans.named(*n))),
    _phrase("lead* part until lead* date|slashed", _night_before),
    _phrase(
        f"lead* part between? weekday {_TO} weekday",
        lambda part, n, _: _night_of(part, spans.weekday(n)),
    ),
    _phrase("lead* weekday part until weekday", lambda n, p, _: _night_of(p, spans.weekday(n))),
    _phrase(f"lead* part between? lead* date {_TO} lead* date", _night_of),
    _phrase("lead* part between lead* num and lead* date", lambda p, _, d: _night_before(p, d)),
    # Kinds of days
    _phrase("into|until kind", lambda kind: Clue(kind=kind, which=0)),
    _phrase("lead* kind", lambda kind: Clue(kind=kind, which=0, explicit=False)),
    _phrase("lead* which kind", lambda which, kind: Clue(kind=kind, which=which)),
    _phrase("lead* weekly", lambda n: Clue(kind=WEEKDAYS[n], which=0, explicit=False)),
    _phrase(
        "lead* kind_and_part",
        lambda pair: Clue(kind=pair[0], which=0, part=pair[1], explicit=False),
    ),
    # Weeks, months, seasons
    _phrase("lead* week_number", lambda days: Clue(weeks=days)),
    _phrase("lead* week_offset", lambda offset: Clue(weeks=spans.weeks_from_now(offset))),
    _phrase("lead* month_offset", lambda offset: Clue(days=spans.months_from_now(offset))),
    _phrase("lead lead* month", _month),
    _phrase("lead* month num", _month),
    _phrase("summer", lambda: Clue(days=spans.months(6, 8))),
    _phrase("lead* between_days", lambda: Clue(days=spans.between_days)),
    # So long from now
    _phrase("about|within num unit", _in),
    _phrase("about|within duration", lambda minutes: _in(Number(1), minutes)),
    _phrase("about|within num months", _in_months),
    _phrase("about|within months_on", lambda months: _in_months(Number(1), months)),
    _phrase("num unit from_now", _in),
    _phrase("num unit ago", lambda count, unit: _in(count, -unit)),
    _phrase("duration ago", lambda minutes: _in(Number(1), -minutes)),
    # Hours
    _phrase("lead* clock", _hour),
    _phrase(f"lead* {_KL} {_HOUR}", _hour),
    _phrase("lead lead* dotted", _hour),
    _phrase("dotted", lambda clock: _hour(clock) if clock.padded else None, alone=True),
    _phrase(f"lead* {_MAYBE_KL} {_TIME} lead* part", _hour_of_part),
    _phrase(f"lead* {_KL} num lead* part", _hour_of_part),
    _phrase("num lead lead* part", _hour_of_part),
    _phrase(f"lead* {_MAYBE_KL} {_TIME} {_TO} {_MAYBE_KL} {_HOUR}", _hours),
    _phrase(f"lead* {_KL} num {_TO} {_MAYBE_KL} {_HOUR}", _hours),
    _phrase(f"between|from {_MAYBE_KL} {_HOUR} {_TO} {_MAYBE_KL} {_HOUR}", _hours),
    _phrase(f"relation {_MAYBE_KL} {_TIME}", _related_hour),
    _phrase(f"relation {_KL} num", _related_hour),
    _phrase("relation num", _related_hour, alone=True),
    _phrase(f"from {_MAYBE_KL} {_TIME}", lambda hour: _related_hour("after", hour)),
    _phrase(f"from {_KL} num", lambda hour: _related_hour("after", hour)),
)

JOINS = Rules(
    _phrase("clue num|dotted", _hour_beside, alone=True),
    _phrase("clue at num|dotted", _hour_beside, alone=True),
    _phrase("at num|dotted clue", _hour_before, alone=True),
    _phrase("clue num|dotted dash num|dotted", _hours_beside, alone=True),
    _phrase("whole_day relation clue", _beside),
    _phrase("clue relation clue", _part_beside),
    _phrase("relation clue", lambda relation, clue: replace(clue, relation=relation)),
)
