"""The report of a month, and the one that closes a longer time, as pages that everyone can read.

No people are in them: a report goes on to others, and is about what was learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from skills.lessons.figures import REACHED, Period, Source, figures
from skills.lessons.milestones import Milestone, Reach
from skills.lessons.model import LEARNED, Lesson, State
from skills.lessons.page import Page
from skills.lessons.wording import say

PRINCIPALS = ("kommun", "region", "gemensam", "")
TIMINGS = ("early", "late", "")


@dataclass(frozen=True)
class Beyond:
    """What other parts of the house know that belongs in a report."""

    unanswered: Sequence[tuple[str, int]] = ()
    """Questions without a good answer, and how often they were asked."""
    reviews: Sequence[tuple[str, date]] = field(default_factory=tuple)
    """Documents that are to be looked through, and by when."""


class Report:
    """One report in one language."""

    def __init__(self, language: str, team: str, period: Period, source: Source) -> None:
        self._language = language
        self._team = team
        self._period = period
        self._source = source
        self._figures = figures(source, period)

    def monthly(self, beyond: Beyond) -> bytes:
        """For the process leader: how it goes, and what waits."""
        page = self._page("report.monthly")
        for part in (self._flow, self._days, self._overdue, self._again, self._balance):
            part(page)
        self._themes(page)
        self._spread(page)
        self._milestones(page)
        self._beyond(page, beyond)
        return page.html()

    def closing(self) -> bytes:
        """After a longer time, by the four points of the framework for follow-up: agree on what
        to follow, learning in focus, make sure it matters, support for the next decisions."""
        page = self._page("report.closing")
        page.heading(self._say("report.point-1"))
        criteria = [f"{one.title}: {one.criterion}" for one in self._lessons() if one.criterion]
        self._listed(page, criteria, "report.no-criteria")
        self._themes(page, heading=False)
        page.heading(self._say("report.point-2"))
        page.text(self._say("report.learned", **self._shares()))
        self._listed(page, self._titles(LEARNED), "report.nothing-learned")
        page.heading(self._say("report.point-3"))
        outcomes = [f"{one.title}: {one.outcome}" for one in self._lessons() if one.outcome]
        self._listed(page, outcomes, "report.no-outcomes")
        self._counted(page, "timing", TIMINGS, self._figures.timings)
        page.heading(self._say("report.point-4"))
        open_ = frozenset({State.VALIDATED, State.REOPENED})
        self._listed(page, self._titles(open_), "report.nothing-open")
        self._milestones(page)
        return page.html()

    def _page(self, title: str) -> Page:
        start, end = self._period.start, self._period.end
        page = Page(self._language, self._say(title, start=start.date(), team=self._team).strip())
        last = (end - timedelta(seconds=1)).date()
        page.text(self._say("report.about", start=start.date(), end=last))
        return page

    def _flow(self, page: Page) -> None:
        page.heading(self._say("report.flow"))
        rows = [(self._say(f"step.{step}"), times) for step, times in self._figures.flow.items()]
        page.bars(self._say("report.flow-picture"), rows)
        states = [
            (self._say(f"state.{state}"), self._figures.states[state])
            for state in State
            if self._figures.states.get(state)
        ]
        self._table(page, "report.states", ("column.state", "report.count"), states)
        page.text(self._say("report.learned", **self._shares()))

    def _days(self, page: Page) -> None:
        page.heading(self._say("report.days"))
        rows = [
            (self._say(f"state.{state}"), f"{days:.0f}", count)
            for state in REACHED
            for days, count in (self._figures.days.get(state, (0.0, 0)),)
            if count
        ]
        heads = ("column.state", "report.median", "report.count")
        self._table(page, "report.days-table", heads, rows)

    def _overdue(self, page: Page) -> None:
        page.heading(self._say("report.overdue"))
        late = [self._say("report.late", **_named(one)) for one in self._figures.overdue]
        self._listed(page, late, "report.nothing-overdue")

    def _again(self, page: Page) -> None:
        page.heading(self._say("report.again"))
        rows = [
            self._say("report.again-line", **_named(one), count=times)
            for one, times in self._figures.recurred
        ]
        self._listed(page, rows, "report.nothing-again")
        page.text(
            self._say(
                "report.fell-back",
                count=self._figures.reopened_after_learned,
                learned=self._figures.learned_ever,
            )
        )

    def _balance(self, page: Page) -> None:
        page.heading(self._say("report.balance"))
        self._counted(page, "principal", PRINCIPALS, self._figures.principals)
        self._counted(page, "timing", TIMINGS, self._figures.timings)

    def _themes(self, page: Page, *, heading: bool = True) -> None:
        if heading:
            page.heading(self._say("report.themes"))
        if not self._figures.areas:
            page.text(self._say("report.no-themes"))
            return
        self._table(page, "report.areas", ("report.area", "report.count"), self._figures.areas)

    def _spread(self, page: Page) -> None:
        page.heading(self._say("report.spread"))
        told = self._figures
        page.text(
            self._say(
                "report.spread-told",
                given=told.given,
                acknowledged=told.acknowledged,
                answered=told.answered,
            )
        )

    def _milestones(self, page: Page) -> None:
        page.heading(self._say("sheet.milestones"))
        rows = [self._goal(one) for one in self._source.milestones]
        shown = [
            row
            for row, one in zip(rows, self._source.milestones, strict=True)
            if one.state is not Reach.DROPPED
        ]
        if not shown:
            page.text(self._say("report.no-milestones"))
            return
        heads = ("column.title", "column.state", "column.due")
        self._table(page, "sheet.milestones", heads, shown)

    def _goal(self, one: Milestone) -> tuple[str, str, str]:
        return one.title, self._say(f"reach.{one.state}"), str(one.due or "–")

    def _beyond(self, page: Page, beyond: Beyond) -> None:
        page.heading(self._say("report.unanswered"))
        asked = [self._say("report.asked", text=text, count=n) for text, n in beyond.unanswered]
        self._listed(page, asked, "report.all-answered")
        page.heading(self._say("report.reviews"))
        due = [self._say("report.review", title=title, day=day) for title, day in beyond.reviews]
        self._listed(page, due, "report.no-reviews")

    def _counted(
        self, page: Page, name: str, kinds: Sequence[str], counts: Mapping[str, int]
    ) -> None:
        rows = [
            (self._say(f"{name}.{kind}" if kind else "report.unsaid"), counts.get(kind, 0))
            for kind in kinds
        ]
        page.bars(self._say(f"report.{name}"), rows)

    def _table(
        self, page: Page, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str | int]]
    ) -> None:
        if rows:
            page.table(self._say(caption), [self._say(head) for head in heads], rows)
        else:
            page.text(self._say("report.none-yet"))

    def _listed(self, page: Page, items: Sequence[str], none: str) -> None:
        if items:
            page.list(items)
        else:
            page.text(self._say(none))

    def _lessons(self) -> Sequence[Lesson]:
        return self._source.lessons

    def _titles(self, states: frozenset[State]) -> list[str]:
        return [f"{one.id}. {one.title}" for one in self._lessons() if one.state in states]

    def _shares(self) -> dict[str, int]:
        told = self._figures
        whole = told.followed or 1
        return {
            "followed": told.followed,
            "with_action": round(100 * told.with_action / whole),
            "verified": round(100 * told.verified / whole),
        }

    def _say(self, key: str, **values: object) -> str:
        return say(self._language, key, **values)


def _named(one: Lesson) -> dict[str, object]:
    return {"id": one.id, "title": one.title, "day": one.due}
