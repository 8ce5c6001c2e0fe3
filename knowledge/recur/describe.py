"""Times that come round, told in words that the grammar reads back as the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from knowledge.recur.recurrence import Recurrence, RedDays
from knowledge.recur.rule import WORKDAYS, Frequency, Rule
from knowledge.recur.say import Words, hours, occasion, words

_FEW_MONTHS = 6
"""Of more than these it is told which are left out."""
_FEW_HOURS = 5
_SHORTEST_MONTH = 28


def describe(recurrence: Recurrence, language: str) -> str:
    """When it comes round, as "varannan tisdag kl 13:00"; `language` is "sv" or "en"."""
    if recurrence.rule is None:
        return occasion(words(language), recurrence.start, recurrence.length)
    return _Teller(words(language), recurrence, recurrence.rule).tell()


@dataclass(frozen=True)
class _Teller:
    """Tells one recurrence."""

    say: Words
    recurrence: Recurrence
    rule: Rule

    def tell(self) -> str:
        """All of it."""
        days = self._hourly() or f"{self._days()} {self._hours()}"
        # What is left out comes last, or the number of times would be read as of December.
        return days + self._end() + self._but()

    def _days(self) -> str:
        match self.rule.frequency:
            case Frequency.DAILY:
                return self._in_months(self.say.every("every_day", self.rule.interval))
            case Frequency.WEEKLY:
                return self._in_months(self._weekly())
            case Frequency.MONTHLY:
                return self._monthly()
            case Frequency.YEARLY:
                return self._yearly()

    def _weekly(self) -> str:
        rule = self.rule
        if rule.weekdays == WORKDAYS and rule.interval == 1:
            if self.recurrence.red_days is RedDays.SKIP:
                return self.say("workdays")
            first, last = self.say.pick("day", 0), self.say.pick("day", 4)
            return self.say("day_range", first=first, last=last)
        days = self._weekdays()
        if len(rule.weekdays) > 1:
            return self.say.every("on_weekdays", rule.interval, days=days)
        day = self.say.pick("day", rule.weekdays[0])
        return self.say.every("every_weekday", rule.interval, day=day, days=days)

    def _monthly(self) -> str:
        rule, which = self.rule, self._which()
        if rule.interval > 1:
            every = self.say.every("every_month", rule.interval)
            return self._in_months(self.say("each", which=which, every=every))
        if self._few_months:
            which = self._in_months(which)
            every = self.say.every("every_year", 1)
            return self.say("each", which=which, every=every) if len(rule.months) == 1 else which
        if rule.weekdays or max(rule.monthdays, default=0) < 0:
            return self.say("of_month", which=which)
        return self.say("each", which=which, every=self.say.every("every_month", 1))

    def _yearly(self) -> str:
        rule = self.rule
        every = self.say.every("every_year", rule.interval)
        if rule.weeks:
            return self._in_weeks(every)
        if rule.weekdays and not rule.months:
            which = self.say("of_year", which=self._which())
            return which if rule.interval == 1 else self.say("each", which=which, every=every)
        if rule.weekdays:
            which = self._in_months(self._which())
        else:
            days = rule.monthdays[-1:] if rule.positions else rule.monthdays
            dates = [self._date(day, month) for month in rule.months for day in days]
            which = self.say.joined(dates)
        return self.say("each", which=which, every=every)

    def _in_weeks(self, every: str) -> str:
        weeks, days = self.rule.weeks, self._weekdays()
        for parity, key in ((2, "even_weeks"), (1, "odd_weeks")):
            if weeks == tuple(range(parity, 54, 2)) and self.rule.interval == 1:
                return self.say(key, days=days)
        named = self.say.joined([self.say("week", n=week) for week in weeks])
        return self.say("in_weeks", weeks=named, every=every, days=days)

    def _which(self) -> str:
        """ "Första och tredje tisdagen", "den 15:e"."""
        rule = self.rule
        if rule.weekdays:
            nth = self.say.joined([self.say.nth(n) for n in _ordered(rule.positions)])
            workday = rule.weekdays == WORKDAYS
            day = self.say("workday") if workday else self.say.pick("the_day", rule.weekdays[0])
            return self.say("nth_day", nth=nth, day=day)
        days = rule.monthdays[-1:] if rule.positions else rule.monthdays
        dated = [self.say.dated(day) for day in days if day > 0]
        ends = {-1: "last_day", -2: "second_last_day"}
        parts = [self.say("monthdays", days=self.say.joined(dated))] if dated else []
        return self.say.joined(parts + [self.say(ends[day]) for day in _ordered(days) if day < 0])

    @property
    def _few_months(self) -> bool:
        return 0 < len(self.rule.months) <= _FEW_MONTHS

    def _in_months(self, which: str) -> str:
        if not (self._few_months or self.rule.frequency is Frequency.YEARLY):
            return which
        return self.say("in_months", which=which, months=self._months(self.rule.months))

    def _but(self) -> str:
        """What is left out, and what becomes of the 30th in February."""
        rule = self.rule
        others = tuple(month for month in range(1, 13) if month not in rule.months)
        left_out = rule.months and not self._few_months and rule.frequency is not Frequency.YEARLY
        told = self.say("but_months", months=self._months(others)) if left_out else ""
        if rule.monthdays and rule.positions:
            yearly = rule.frequency is Frequency.YEARLY
            return told + self.say("shorter_years" if yearly else "shorter_months")
        if rule.frequency is Frequency.MONTHLY and max(rule.monthdays, default=0) > _SHORTEST_MONTH:
            return told + self.say("longer_months")
        return told

    def _hourly(self) -> str:
        """ "Varannan timme": for a day with many times, evenly apart."""
        rule, at = self.rule, self.rule.hours
        daily = rule.frequency is Frequency.DAILY and rule.interval == 1
        if not daily or len(at) <= _FEW_HOURS:
            return ""
        apart = at[1] - at[0]
        if 24 % apart or at != tuple(range(at[0], at[-1] + 1, apart)):
            return ""
        every = self.say.every("every_hour", apart)
        if len(at) * apart == 24 and not at[0] and not self.recurrence.start.minute:
            return every
        first, last = self._clock(at[0]), self._clock(at[-1])
        return f"{every} {self.say('span', first=first, last=last)}"

    def _hours(self) -> str:
        start, length = self.recurrence.start, self.recurrence.length
        if self.rule.hours:
            times = self.say.joined([self._clock(hour) for hour in self.rule.hours])
            return self.say("hours", times=times)
        return hours(self.say, start, length)

    def _end(self) -> str:
        """Red days, and when it ends."""
        rule, red_days = self.rule, self.recurrence.red_days
        # "Vardag" says by itself that red days are none, "måndag till fredag" that they count.
        of_workdays = rule.weekdays == WORKDAYS and (rule.interval == 1 or rule.positions)
        usual = {RedDays.SKIP if of_workdays else RedDays.KEEP}
        if of_workdays and not rule.positions:
            usual.add(RedDays.KEEP)
        told = "" if red_days in usual else self.say(red_days.value)
        if rule.count:
            told += self.say("times" if rule.count > 1 else "once", n=rule.count)
        if rule.until:
            told += self.say("until", date=self.say.date(rule.until))
        return told

    def _weekdays(self) -> str:
        if self.rule.weekdays == WORKDAYS and self.recurrence.red_days is RedDays.SKIP:
            return self.say("weekdays")
        return self.say.joined([self.say.pick("days", day) for day in self.rule.weekdays])

    def _months(self, months: tuple[int, ...]) -> str:
        return self.say.joined([self.say.pick("month", n - 1) for n in months]) if months else ""

    def _date(self, day: int, month: int) -> str:
        name = self.say.pick("month", month - 1)
        return self.say("on_date", date=self.say("date", day=day, month=name))

    def _clock(self, hour: int) -> str:
        return f"{time(hour, self.recurrence.start.minute):%H:%M}"


def _ordered(numbers: tuple[int, ...]) -> list[int]:
    """From the first to the last: those from the end come last."""
    return sorted(numbers, key=lambda n: (n < 0, n))
