"""Whole conversations over the sample library, through dispatch and outbox."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.console import CHANNEL, Terminal, converse
from bot.journal import Journal
from bot.outbox import Outbox
from bot.permissions import Permissions
from bot.wiring import App
from skills.ask import written
from skills.ask.written import Written
from tests.clock import FakeClock

DIALOGUES = tomllib.loads(Path(__file__).with_name("dialogues.toml").read_text("utf-8"))["dialogue"]
STOCKHOLM = ZoneInfo("Europe/Stockholm")

pytestmark = pytest.mark.model


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_dialogue(sample: App, dialogue: dict[str, Any]) -> None:
    moment = datetime.fromisoformat(dialogue["at"]).replace(tzinfo=STOCKHOLM)
    clock = FakeClock(moment)
    journal, outbox = Journal(sample.engine, CHANNEL), Outbox(sample.engine, CHANNEL)
    rules = Permissions(frozenset({"example.org"}))
    dispatch = replace(sample, clock=clock).dispatch(outbox, rules, ("Lotsen",))
    for turn in dialogue["turns"]:
        heard = StringIO()
        terminal = Terminal(heard, as_json=False)
        converse([turn["say"]], "@anna:example.org", journal, outbox, dispatch, terminal, clock)
        rest = heard.getvalue()
        for expected in turn["expect"]:
            assert expected in rest, heard.getvalue()
            rest = rest[rest.index(expected) + len(expected) :]


def test_an_answer_once_written_is_given_the_next_time(sample: App) -> None:
    """The whole gap loop: silence, passed on, answered by the one in charge, found."""
    eva, anna = "@eva:example.org", "@anna:example.org"
    engine = sample.engine
    day = FakeClock().now().date()
    asked = "får man ha hund med sig till Fjällbjörken"
    reply = "Ja, en lugn hund får följa med på besök om den hålls kopplad."
    with engine.begin() as tx:
        later = day.replace(year=day.year + 1)
        written.write(tx, Written(9999, asked, reply, eva, day, later))
    journal, outbox = Journal(engine, CHANNEL), Outbox(engine, CHANNEL)
    clock = FakeClock()
    rules = Permissions(frozenset({"example.org"}))
    dispatch = replace(sample, clock=clock).dispatch(outbox, rules, ("Lotsen",))
    heard = StringIO()
    question = ["får hunden följa med till Fjällbjörken?"]
    converse(question, anna, journal, outbox, dispatch, Terminal(heard, as_json=False), clock)
    assert reply in heard.getvalue()
    assert "svar från den ansvariga" in heard.getvalue()
