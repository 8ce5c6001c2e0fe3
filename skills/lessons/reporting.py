"""When reports are made, and for whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, select

from bot import actions
from bot.members import language_of
from bot.skill import Attachment, Context, Job, Message, Slot, UserError
from knowledge.fold import fold
from knowledge.recur import is_workday
from skills.lessons import history, milestones, store
from skills.lessons.figures import Given, Period, Source
from skills.lessons.model import State
from skills.lessons.report import Beyond, Report
from skills.lessons.tables import spread
from skills.lessons.wording import say

AT = time(8)
"""Local time on the first day of work of a month."""
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_CLOSING = frozenset({"slut", "slutrapport", "closing"})
_AGAIN = relativedelta(months=1)

Gather = Callable[[Connection, date], Beyond]
"""What other parts of the house know on a day."""


@dataclass(frozen=True)
class Reporter:
    """Makes reports; `leaders` get one each month."""

    gather: Gather
    leaders: Sequence[str]
    zone: ZoneInfo
    language: str
    team: str

    @property
    def job(self) -> Job:
        """The report of the month before, on the first day of work of each month."""
        return Job("lessons.report", self._due, self._send)

    def command(self, context: Context, args: str) -> Sequence[Message]:
        """`!lärdomsrapport`, `!lärdomsrapport 2026-11`, `!lärdomsrapport slut`."""
        if fold(args) in _CLOSING:
            file = self.closing(context.tx, context.now, context.language)
        else:
            start = self.month(args, context.now)
            file = self.monthly(context.tx, start, context.language)
        told = context.reply(say(context.language, "report.here"))
        attached = Message(
            to=context.room, text="", key=f"{told.key}:file", thread=told.thread, attachment=file
        )
        return [told, attached]

    def month(self, words: str, now: datetime) -> date:
        """The first day of a month, "2026-11"; of the last whole one where none is named."""
        if not words:
            return now.astimezone(self.zone).date().replace(day=1) - _AGAIN
        found = _MONTH.fullmatch(words.strip())
        if found is None:
            raise UserError("report.month")
        return date(int(found[1]), int(found[2]), 1)

    def monthly(self, tx: Connection, start: date, language: str) -> Attachment:
        """The report of the month that begins on a day."""
        period = Period(self._midnight(start), self._midnight(start + _AGAIN))
        report = Report(language, self.team, period, source(tx))
        data = report.monthly(self.gather(tx, start + _AGAIN))
        return Attachment(say(language, "report.file", month=f"{start:%Y-%m}"), "text/html", data)

    def closing(self, tx: Connection, now: datetime, language: str) -> Attachment:
        """The report of everything up to now."""
        held = source(tx)
        first = min((one.made for one in held.lessons), default=now).astimezone(self.zone)
        period = Period(self._midnight(first.date()), now)
        data = Report(language, self.team, period, held).closing()
        return Attachment(say(language, "report.closing-file"), "text/html", data)

    def _due(self, _tx: Connection, after: datetime, until: datetime) -> Sequence[Slot]:
        day = until.astimezone(self.zone).date().replace(day=1)
        while not is_workday(day):
            day += timedelta(days=1)
        moment = datetime.combine(day, AT, self.zone)
        return [Slot(moment)] if after < moment <= until else []

    def _send(self, tx: Connection, slot: Slot, _now: datetime) -> Sequence[Message]:
        start = self.month("", slot.at)
        messages = []
        for leader in self.leaders:
            language = language_of(tx, leader) or self.language
            messages.append(
                Message(
                    to=leader,
                    text=say(language, "report.here"),
                    key=f"lessons:report:{start:%Y-%m}:{leader}",
                    attachment=self.monthly(tx, start, language),
                )
            )
        return messages

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


def source(tx: Connection) -> Source:
    """What the log holds, to make figures of."""
    lessons = [one for one in store.every(tx) if one.state is not State.DRAFT]
    origins = actions.origins(tx, "lesson")
    return Source(
        lessons=lessons,
        history=history.by_lesson(tx),
        with_action=frozenset(int(one.partition(":")[2]) for one in origins),
        given=tuple(
            Given(row.at, row.acknowledged is not None, bool(row.feedback))
            for row in tx.execute(select(spread))
        ),
        milestones=milestones.every(tx),
    )
