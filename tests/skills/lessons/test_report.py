"""The reports tell what the log holds, name nobody and can be read by everyone."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import Connection, Engine

from bot.outbox import Outgoing
from bot.skill import UserError
from skills.lessons.figures import Figures, Given, Period, Source, figures
from skills.lessons.history import Line
from skills.lessons.milestones import Milestone, Reach
from skills.lessons.model import Lesson, State, Timing
from skills.lessons.page import Page
from skills.lessons.report import Beyond, Report
from skills.lessons.reporting import Reporter
from tests.skills.lessons.conftest import TEAM, talk_of
from tests.talk import ANNA, EVA, LARS, ZONE, Talk

NOVEMBER = Period(datetime(2026, 11, 1, tzinfo=ZONE), datetime(2026, 12, 1, tzinfo=ZONE))
NOTED = datetime(2026, 11, 2, 8, tzinfo=ZONE)
AXE = Path(__file__).parent / "axe"


def lesson(id: int, state: State, **changes: object) -> Lesson:
    whole = Lesson(id, f"u{id}", state, NOTED, NOTED, title=f"Lärdom <{id}>", owner=LARS)
    return replace(whole, **changes)  # type: ignore[arg-type]


def life(id: int, *steps: tuple[int, str, State]) -> list[Line]:
    """Lines of history: days after it was noted, the step, the state after it."""
    return [
        Line(id, number, NOTED + timedelta(days=day), step, state.value, EVA, None, {})
        for number, (day, step, state) in enumerate(steps, start=1)
    ]


VALIDATED = ((0, "record", State.DRAFT), (2, "validate", State.VALIDATED))
SOURCE = Source(
    lessons=(
        lesson(1, State.VERIFIED, area="hemsjukvård", timing=Timing.EARLY, outcome="Det hjälpte"),
        lesson(2, State.DECIDED, area="hemsjukvård", due=date(2026, 11, 20)),
        lesson(3, State.DECIDED, due=date(2026, 12, 20)),
        lesson(4, State.REOPENED, criterion="Inga larm", made=NOTED - timedelta(days=40)),
        lesson(5, State.SUBMITTED),
    ),
    history={
        1: life(1, *VALIDATED, (9, "verify", State.VERIFIED)),
        2: life(2, *VALIDATED, (3, "decide", State.DECIDED), (4, "recur", State.DECIDED)),
        3: life(3, (0, "record", State.DRAFT), (6, "validate", State.VALIDATED)),
        4: life(
            4,
            (0, "verify", State.VERIFIED),
            (1, "recur", State.VERIFIED),
            (1, "reopen", State.REOPENED),
            (40, "recur", State.REOPENED),
        ),
    },
    with_action=frozenset({2, 3}),
    given=(Given(NOTED, True, True), Given(NOTED, False, False)),
    milestones=(Milestone(1, "m", "Alla team i drift", Reach.ONGOING, None, "", NOTED),),
)


@pytest.fixture(scope="module")
def told() -> Figures:
    return figures(SOURCE, NOVEMBER)


def test_the_flow_is_that_of_the_period(told: Figures) -> None:
    assert told.flow["record"] == 3
    assert told.flow["validate"] == 3
    assert told.flow["recur"] == 2
    assert told.flow["reopen"] == 1
    assert told.flow["merge"] == 0


def test_the_time_to_each_state_is_the_median(told: Figures) -> None:
    assert told.days[State.VALIDATED] == (2.0, 3)
    assert told.days[State.DECIDED] == (3.0, 1)
    assert State.ANCHORED not in told.days


def test_what_waits_and_what_came_back(told: Figures) -> None:
    assert [one.id for one in told.overdue] == [2]
    assert [(one.id, times) for one, times in told.recurred] == [(2, 1), (4, 1)]
    assert (told.reopened_after_learned, told.learned_ever) == (1, 2)


def test_shares_and_balance(told: Figures) -> None:
    assert (told.followed, told.with_action, told.verified) == (4, 2, 1)
    assert told.timings == {"early": 1, "": 3}
    assert told.areas == (("hemsjukvård", 2),)
    assert (told.given, told.acknowledged, told.answered) == (2, 1, 1)


def test_an_empty_log_has_figures_too() -> None:
    empty = figures(Source((), {}, frozenset(), (), ()), NOVEMBER)
    assert (empty.followed, empty.days, empty.overdue) == (0, {}, ())


def pages() -> dict[str, bytes]:
    beyond = Beyond([("Vem tar larmet & natten?", 3)], [("Rutin <natt>", date(2026, 12, 24))])
    nothing = Source((), {}, frozenset(), (), ())
    full = {
        f"{name}-{language}": report
        for language in ("sv", "en")
        for name, report in (
            ("month", Report(language, "Team", NOVEMBER, SOURCE).monthly(beyond)),
            ("closing", Report(language, "Team", NOVEMBER, SOURCE).closing()),
        )
    }
    empty = Report("sv", "", NOVEMBER, nothing)
    return full | {"empty": empty.monthly(Beyond()), "empty-closing": empty.closing()}


PAGES = pages()


def test_the_month_tells_it_all_and_names_nobody() -> None:
    text = LexborHTMLParser(PAGES["month-sv"]).css("main")[0].text()
    for part in (
        "Från 2026-11-01 till 2026-11-30",
        "Av 4 granskade lärdomar har 50 procent en åtgärd och 25 procent är verifierade",
        "2. Lärdom <2>: skulle varit gjort 2026-11-20",
        "Av 2 lärdomar som varit verifierade har 1 öppnats igen",
        "Given till andra: 2. Läst: 1",
        "Vem tar larmet & natten? (3)",
        "Rutin <natt>: 2026-12-24",
        "Alla team i drift",
    ):
        assert part in text
    assert "@" not in text


def test_the_closing_report_follows_the_four_points() -> None:
    page = LexborHTMLParser(PAGES["closing-sv"])
    assert [head.text()[:2] for head in page.css("h2")[:4]] == ["1.", "2.", "3.", "4."]
    assert "Lärdom <4>: Inga larm" in page.text()
    assert "Lärdom <1>: Det hjälpte" in page.text()


@pytest.mark.parametrize("name", PAGES)
def test_it_can_be_read_with_a_screen_reader(name: str) -> None:
    page = LexborHTMLParser(PAGES[name])
    assert page.css("html")[0].attributes["lang"] in ("sv", "en")
    assert page.css("title")[0].text()
    assert len(page.css("main")) == len(page.css("h1")) == 1
    levels = [int(str(node.tag)[1]) for node in page.css("h1, h2, h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in page.css("table"):
        assert table.css("caption")[0].text()
        assert all(head.attributes["scope"] in ("row", "col") for head in table.css("th"))
        assert all(row.css("th") for row in table.css("tr"))
    for picture in page.css("svg"):
        assert picture.attributes["role"] == "img"
        assert _described(page, picture)
    assert not page.css("script, img, link")


def _described(page: LexborHTMLParser, picture: LexborNode) -> bool:
    names = (picture.attributes["aria-labelledby"] or "").split()
    return len(names) == 2 and all(page.css(f"#{name}")[0].text() for name in names)


@pytest.fixture(scope="module")
def axe() -> Path:
    """The script that runs axe-core, with the packages it needs."""
    if shutil.which("node") is None:
        pytest.skip("needs Node")
    if not (AXE / "node_modules").exists():
        installed = subprocess.run(["npm", "ci"], cwd=AXE, capture_output=True, check=False)
        if installed.returncode:
            pytest.skip("axe-core cannot be had here")
    return AXE / "check.mjs"


# Beside the tests with a server, as it may have to fetch packages first.
@pytest.mark.server
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong(axe: Path, name: str) -> None:
    done = subprocess.run(
        ["node", str(axe)], input=PAGES[name], cwd=AXE, capture_output=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["passed"] > 15


def test_what_people_write_is_no_markup() -> None:
    page = Page("sv", "<b>")
    page.bars("<i>", [("<script>", 1)])
    page.table("<i>", ["<b>"], [["<script>"]])
    page.list(["<script>"])
    assert b"<script>" not in page.html()
    assert b"<b>" not in page.html()


def test_each_month_begins_with_the_report_of_the_one_before(talk: Talk) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    told = [out for out in talk.wait(days=7) if out.attachment]
    assert [out.to for out in told] == [EVA]
    assert told[0].attachment is not None
    assert told[0].attachment.name == "lardomar-2026-11.html"
    assert [out for out in talk.wait(days=7) if out.attachment] == []


def ask(talk: Talk, words: str, sender: str = EVA) -> list[Outgoing]:
    return talk.say(f"!lärdomsrapport {words}".strip(), sender)


def test_the_process_leader_asks_for_any_month_and_for_the_whole(engine: Engine) -> None:
    def gather(_tx: Connection, day: date) -> Beyond:
        return Beyond([(f"Vem {day}", 1)])

    talk = talk_of(engine, replace(TEAM, gather=gather))
    _, file = ask(talk, "2026-10")
    assert file.attachment is not None
    assert file.attachment.name == "lardomar-2026-10.html"
    assert b"Vem 2026-11-01 (1)" in file.attachment.data
    _, last = ask(talk, "")
    assert last.attachment is not None
    assert last.attachment.name == "lardomar-2026-10.html"
    _, whole = ask(talk, "slut")
    assert whole.attachment is not None
    assert whole.attachment.name == "lardomar-slutrapport.html"
    assert "2026-11" in ask(talk, "november")[0].text
    assert "processledare" in ask(talk, "", ANNA)[0].text


@pytest.mark.parametrize("words", ["2026-13", "26-11", "nov"])
def test_another_month_is_refused(words: str) -> None:
    reporter = Reporter(TEAM.gather, (), ZONE, "sv", "")
    with pytest.raises(UserError, match=r"report\.month"):
        reporter.month(words, NOTED)
