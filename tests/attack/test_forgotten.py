"""After a person has asked to be forgotten, their name lies nowhere in what the bot keeps."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from bot import audit
from bot.db import forget_deleted
from tests.attack.house import House
from tests.talk import ANNA, EVA, LARS, TEA, Talk

HERS = "!x7f3:kommun.example"
"""Anna's private room: its id says nothing about whose it is."""
ROUND = "Trygghet varje torsdag 13:00 för @anna @lars, svar inom 2 dagar, med namn"


def places(house: House, person: str) -> set[str]:
    """The columns of the database where a person is named."""
    metadata = MetaData()
    metadata.reflect(house.app.engine)
    found = set()
    with house.app.engine.connect() as tx:
        for table in metadata.tables.values():
            for row in tx.execute(select(table)).mappings():
                found |= {
                    f"{table.name}.{key}" for key, value in row.items() if person in str(value)
                }
    return found


def a_week_of(house: House) -> Talk:
    """Anna does everything that a member of staff can do."""
    talk = Talk(house.app.engine, house.app.skills)
    (proposed,) = talk.say(f"!runda {ROUND}", TEA)
    talk.react("✅", proposed, TEA)
    talk.whisper("!språk sv", ANNA, room=HERS)
    talk.whisper("vem ringer jag om isbrytaren?", ANNA, room=HERS)
    talk.whisper("!fråga-vidare", ANNA, room=HERS)
    talk.say("ska man ha cykelhjälm?", ANNA)
    talk.say("!bra", ANNA)
    talk.say("!åtgärd ring bakjouren @anna i morgon", LARS)
    talk.say("!åtgärd beställ larm @lars i morgon", ANNA)
    talk.whisper("!påminn mig om nycklarna imorgon kl 8", ANNA, room=HERS)
    talk.say("!påminn @anna om listan imorgon kl 9", LARS)
    talk.say("lärdom: nycklarna låg i bilen", ANNA)
    talk.say("!lärdomar", ANNA)
    talk.wait(hours=36)
    for person in (ANNA, LARS):
        for words in ("Någon att ringa", "hoppa över", "Dyrt", "4", "inget mer", "ja"):
            talk.whisper(words, person, room=HERS if person == ANNA else "!l8g2:region.example")
    talk.wait(days=3)
    talk.say("!validera 1", EVA)
    with house.app.engine.begin() as tx:
        audit.record(tx, talk.clock.now(), ANNA, "lesson.verified", "lesson:1")
    return talk


def test_a_person_who_is_forgotten_is_named_nowhere(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    talk = a_week_of(house)
    assert len(places(house, ANNA)) > 10, "there is something to forget"
    (done,) = talk.whisper("!radera-mig ja", ANNA, room=HERS)
    assert "Klart" in done.text
    talk.wait(days=14)
    assert places(house, ANNA) == set()
    assert places(house, LARS) != set()
    forget_deleted(house.app.engine)
    assert ANNA not in caplog.text
    assert ANNA.encode() not in everything(house.folder)
    with house.app.engine.connect() as tx:
        assert audit.broken_at(tx) is None


def everything(folder: Path) -> bytes:
    """Every byte that the bot keeps."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
