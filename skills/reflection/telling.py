"""Rounds in words: what has been agreed, for those who make them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.render import escape
from bot.texts import Catalogue
from knowledge import recur
from skills.reflection.disclosure import LEAST
from skills.reflection.plan import Anonymity, Plan
from skills.reflection.rounds import PAUSED, Round
from skills.reflection.template import DEFAULT, Templates

SHOWN = 3
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Telling:
    """Tells of rounds in one language."""

    def __init__(self, say: Catalogue, language: str, templates: Templates) -> None:
        self._catalogue = say
        self._language = language
        self._templates = templates

    def whole(self, plan: Plan, people: Collection[str], now: datetime) -> str:
        """All that has been agreed; `people` are those who will be asked."""
        template = self._templates.by_key.get(plan.template, self._templates.by_key[DEFAULT])
        questions = template.questions(pulse=plan.pulse)
        lines = [
            f"**{escape(plan.title)}** – {recur.describe(plan.recurrence, self._language)}",
            "",
            f"- {self._say('told.next', times=self.times(plan, now))}",
            f"- {self._whom(plan, people)}",
            f"- {self._answers(plan)}",
            f"- {self._say(f'told.{plan.anonymity}')}",
            f"- {self._questions(template.opening(self._language).title, len(questions), plan)}",
        ]
        if plan.anonymity is not Anonymity.NAMED and len(people) < LEAST:
            lines += ["", self._say("told.few", least=LEAST)]
        return "\n".join(lines)

    def times(self, plan: Plan, now: datetime) -> str:
        """The next three times."""
        found = recur.upcoming(plan.recurrence, now, SHOWN)
        return ", ".join(recur.moment(at, now, self._language) for at in found) or "–"

    def line(self, round: Round, now: datetime) -> str:
        """A round in one line."""
        if round.state == PAUSED:
            when = self._say("told.paused")
        elif round.next is None:
            when = self._say("told.over")
        else:
            when = recur.moment(round.next.astimezone(now.tzinfo), now, self._language)
        return f"**{round.id}.** {escape(round.plan.title)} · {when}"

    def _whom(self, plan: Plan, people: Collection[str]) -> str:
        if not plan.people:
            return self._say("told.everyone", count=len(people))
        return self._say("told.people", people=", ".join(map(escape, plan.people)))

    def _answers(self, plan: Plan) -> str:
        unit = DAY if plan.answer_within % DAY == timedelta() else HOUR
        count = plan.answer_within // unit
        form = ("day" if unit == DAY else "hour") + ("" if count == 1 else "s")
        within = self._say(f"told.{form}", count=count)
        many = "one" if plan.reminders == 1 else "many" if plan.reminders else "none"
        return self._say(f"told.answers-{many}", within=within, count=plan.reminders)

    def _questions(self, template: str, count: int, plan: Plan) -> str:
        how = "told.together" if plan.together else "told.one-by-one"
        return self._say("told.template", template=template, count=count, how=self._say(how))

    def _say(self, key: str, **values: object) -> str:
        return self._catalogue(self._language, key, **values)
