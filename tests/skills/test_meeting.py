"""A meeting from its plan to its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser

import icalendar
import pytest
from sqlalchemy import Connection, Engine

from bot.outbox import Outgoing
from knowledge import recur
from skills.actions import skill as actions
from skills.meeting import skill as meeting
from skills.meeting.agenda import Table, Topic
from skills.meeting.store import metadata
from tests.talk import ANNA, LARS, ROOM, TEA, ZONE, Talk


def _related(
    _tx: Connection, _room: str, _language: str, day: date, matters: Sequence[str]
) -> Sequence[str]:
    return [f"{matter}: se *Rutin för bakjour* {day}" for matter in matters if "bakjour" in matter]


@pytest.fixture
def talk(engine: Engine) -> Talk:
    metadata.create_all(engine)
    topic = Topic("agenda.lessons", lambda tx, room, language: ["Ring bakjouren tidigare"])
    skills = [
        meeting.skill("sv", Table([topic], _related)),
        actions.skill(meeting.origin, ZONE, "sv"),
    ]
    return Talk(engine, skills)


def test_it_is_planned_shown_skipped_and_called_off(talk: Talk) -> None:
    (planned,) = talk.say("!möte varje onsdag 13", TEA)
    assert "onsdag" in planned.text
    assert "13:00" in talk.say("!möte")[0].text
    assert "inställt" in talk.say("!möte hoppa över", TEA)[0].text
    assert "avbokade" in talk.say("!möte avboka", TEA)[0].text
    assert "inget möte planerat" in talk.say("!möte")[0].text


@pytest.mark.parametrize("words", ["varje onsdag 13", "start", "nästa", "slut", "avboka", "hoppa"])
def test_only_a_team_lead_leads(talk: Talk, words: str) -> None:
    assert "teamledare" in talk.say(f"!möte {words}", ANNA)[0].text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("blabla", ""),
        ("slut", "pågår inget möte"),
        ("avboka", "inget möte planerat"),
        ("kalender", "inget möte planerat"),
        ("start 3", "mellan 10 och 240"),
        ("start länge", "mellan 10 och 240"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(talk: Talk, words: str, sentence: str) -> None:
    (told,) = talk.say(f"!möte {words}", TEA)
    assert sentence in told.text
    assert "felkod" not in told.text


def test_in_private_there_are_no_meetings(talk: Talk) -> None:
    assert "rum med flera" in talk.whisper("!möte start", TEA)[0].text
    assert "rum med flera" in talk.whisper("!anteckna x")[0].text


def test_it_is_led_through_its_phases_in_their_time(talk: Talk) -> None:
    (first,) = talk.say("!möte start", TEA)
    assert "Incheckning** · 5 minuter" in first.text
    assert talk.wait(minutes=4) == []
    (need,) = talk.wait(minutes=1)
    assert "behovet" in need.text
    assert need.thread == "$q1"
    (risks,) = talk.say("!möte nästa", TEA)
    assert "risker" in risks.text
    assert talk.wait(minutes=8) == [], "the time of the phase that was cut short says nothing"
    assert "följder" in talk.wait(minutes=2)[0].text
    shown = [out.text for _ in range(4) for out in talk.wait(minutes=10)]
    assert "sista delen" in shown[-1]
    assert len(shown) == 3
    assert talk.wait(hours=5) == []


def test_what_is_kept_comes_in_the_minutes(talk: Talk) -> None:
    talk.world.texts["$anna"] = "Vi ringde <b>för</b> sent"
    talk.say("!möte start 60", TEA)
    talk.say("anteckning: larmet kom 02:10", mentioned=False)
    talk.wait(minutes=7)
    (kept,) = talk.say("📝", kind="reaction", relates="$anna")
    assert kept.text == "Sparat."
    assert talk.say("📝", LARS, kind="reaction", relates="$anna") == [], "once is enough"
    assert "inget beslut förrän" in talk.say("!beslut två på natten")[0].text
    talk.say("!problem bilen startar inte")
    talk.say("!åtgärd ring verkstan @lars i morgon")
    told, file = talk.say("!möte slut", TEA)
    assert "2 anteckningar, 1 förslag till beslut, 1 åtgärder" in told.text
    page = html(file)
    for words in ("02:10", "Vi ringde &lt;b&gt;för&lt;/b&gt; sent", "två på natten", LARS):
        assert words in page
    for mark in ('<html lang="sv">', "Arbetsmaterial", '<th scope="col">Vem</th>', "2026-11-25"):
        assert mark in page
    Balanced().feed(page)
    assert ANNA not in page, "no author is kept"


def test_what_is_left_comes_back_until_it_is_done(talk: Talk) -> None:
    talk.say("!möte varje fredag 13", TEA)
    talk.say("!problem bilen startar inte")
    talk.say("!åtgärd ring verkstan @lars")
    assert talk.wait(hours=34, minutes=29) == []
    (agenda,) = talk.wait(minutes=1)
    assert agenda.to == ROOM
    assert "I morgon 13:00" in agenda.text
    for words in ("bilen startar inte", "ring verkstan", "Ring bakjouren tidigare"):
        assert words in agenda.text
    assert "Ring bakjouren tidigare: se *Rutin för bakjour* 2026-11-27" in agenda.text
    (soon,) = talk.wait(days=1)
    assert "!möte start" in soon.text
    assert "löst" in talk.say("!problem löst 1")[0].text
    assert "inget olöst" in talk.say("!problem löst 1")[0].text
    talk.say("!åtgärd klar 1", TEA)
    (agenda,) = talk.wait(days=6)
    assert "bilen" not in agenda.text
    assert "verkstan" not in agenda.text


@pytest.mark.parametrize("day", ["28 mars 2027", "29 mars 2027", "31 oktober 2027"])
def test_the_agenda_comes_the_day_before_also_when_the_clock_is_changed(
    talk: Talk, day: str
) -> None:
    assert "planerat" in talk.say(f"!möte {day} kl 13", TEA)[0].text
    meets = recur.parse(f"{day} kl 13", talk.clock.now()).start
    assert talk.wait(seconds=(meets - talk.clock.now()).total_seconds() - 26 * 3600) == []
    said = [out for _ in range(4) for out in talk.wait(hours=1)]
    assert "I morgon 13:00" in said[0].text


def test_a_meeting_that_was_missed_is_not_announced(talk: Talk) -> None:
    talk.say("!möte varje fredag 13", TEA)
    said = talk.wait(days=9)
    assert all("2026-12-04" in out.key for out in said)


def test_the_calendar_file_opens(talk: Talk) -> None:
    talk.say("!möte varje onsdag 13", TEA)
    _, file = talk.say("!möte kalender")
    assert file.attachment is not None
    (event,) = icalendar.Calendar.from_ical(file.attachment.data).events
    assert event["RRULE"]["FREQ"] == ["WEEKLY"]


def test_words_taken_back_are_in_no_minutes(talk: Talk) -> None:
    talk.say("!möte start", TEA)
    talk.say("!anteckna hemligt", event="$hemligt")
    talk.say(kind="redaction", relates="$hemligt")
    _, file = talk.say("!möte slut", TEA)
    assert "hemligt" not in html(file)


def test_words_taken_back_after_the_meeting_are_taken_out_of_its_minutes(talk: Talk) -> None:
    talk.say("!möte start", TEA)
    talk.say("!anteckna Sven ringde", event="$sven")
    talk.say("!anteckna vi ringer tidigare")
    talk.say("!åtgärd ring Svens dotter @lars", event="$dotter")
    _, first = talk.say("!möte slut", TEA)
    talk.say(kind="redaction", relates="$sven")
    away, why, second = talk.wait(seconds=1)
    assert away.redacts == f"${first.key}"
    assert "tillbakataget" in why.text
    assert second.attachment is not None
    page = second.attachment.data.decode()
    assert "Sven ringde" not in page
    assert "vi ringer tidigare" in page
    assert talk.wait(seconds=1) == []
    talk.say(kind="redaction", relates="$dotter")
    away, _, third = talk.wait(seconds=1)
    assert away.redacts == f"${second.key}"
    assert third.attachment is not None
    assert "Svens dotter" not in third.attachment.data.decode()
    assert third.attachment.name == second.attachment.name


def html(file: Outgoing) -> str:
    assert file.attachment is not None
    return file.attachment.data.decode()


class Balanced(HTMLParser):
    """Every element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
