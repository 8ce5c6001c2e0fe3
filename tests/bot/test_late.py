"""What goes out late says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.journal import Journal
from bot.late import Lateness
from bot.members import choose_language
from bot.outbox import Outbox, Outgoing
from bot.skill import Message
from tests.bot.test_journal import QUESTION
from tests.clock import START

MINUTE = timedelta(minutes=1)
Send = Callable[..., str]
ANSWER = Message(to=QUESTION.room, text="Svaret", key=f"reply:{QUESTION.event}:1")
REPLY = replace(ANSWER, reply_to=QUESTION.event)


@pytest.fixture
def send(engine: Engine) -> Send:
    """Ask at the start, queue a message and see how it reads when it goes out."""
    outbox = Outbox(engine, lateness=Lateness("sv", ZoneInfo("Europe/Stockholm")))
    Journal(engine).record([replace(QUESTION, sent=START)], "s")

    def send(message: Message, *, queued: timedelta, out: timedelta) -> str:
        with engine.begin() as tx:
            outbox.put(tx, [message], START + queued)
        found: tuple[Outgoing, ...] = outbox.due(START + out)
        return found[0].text

    return send


def test_what_is_in_time_says_nothing(send: Send) -> None:
    assert send(REPLY, queued=4 * MINUTE, out=5 * MINUTE) == "Svaret"


def test_an_answer_to_a_question_that_came_late(send: Send) -> None:
    said = send(REPLY, queued=60 * MINUTE, out=60 * MINUTE)
    assert said == "*Din fråga från 02:30 nådde mig först nu.*\n\nSvaret"


def test_an_answer_that_could_not_be_sent(send: Send) -> None:
    said = send(REPLY, queued=MINUTE, out=60 * MINUTE)
    assert said.startswith("*Det här skulle ha kommit 02:30, men jag kunde inte skicka")


def test_a_reminder_that_could_not_be_sent_until_the_next_day(send: Send) -> None:
    reminder = Message(to="@anna:example.org", text="Dags för mötet", key="remind:1")
    said = send(reminder, queued=MINUTE, out=timedelta(hours=23))
    assert said.startswith("*Det här skulle ha kommit 2026-11-25 02:31,")


def test_it_is_told_in_the_language_of_who_asked(send: Send, engine: Engine) -> None:
    with engine.begin() as tx:
        choose_language(tx, QUESTION.sender, "en")
    said = send(REPLY, queued=60 * MINUTE, out=60 * MINUTE)
    assert said.startswith("*Your question from 02:30 has only reached me now.*")


def test_a_word_on_an_old_question_that_is_said_in_time_is_not_late(send: Send) -> None:
    told = Message(to="!r", text="Nu finns ett svar", key="gap:1", reply_to=QUESTION.event)
    day = timedelta(days=1)
    assert send(told, queued=day, out=day) == "Nu finns ett svar"
