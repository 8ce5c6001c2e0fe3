"""Rooms that move, and rooms that the bot is no longer in."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, Engine, insert, select

from bot import rooms
from bot.journal import Journal
from bot.outbox import Outbox
from bot.skill import Message, Skill
from bot.state import outbox, private_room
from tests.bot.test_journal import QUESTION
from tests.clock import START


def test_what_a_room_owned_moves_and_skills_are_told(engine: Engine) -> None:
    told: list[tuple[str, str]] = []

    def note(_: Connection, old: str, new: str) -> None:
        told.append((old, new))

    skills = [Skill("deaf"), Skill("keeper", on_room_moved=note)]
    with engine.begin() as tx:
        tx.execute(insert(private_room).values(member="@anna:x", room="!old"))
        tx.execute(insert(private_room).values(member="@bengt:x", room="!other"))
        rooms.moved(tx, "!old", "!new", skills)
        rows = tx.execute(select(private_room.c.member, private_room.c.room)).all()
    assert set(map(tuple, rows)) == {("@anna:x", "!new"), ("@bengt:x", "!other")}
    assert told == [("!old", "!new")]


def test_nothing_waits_for_a_room_that_the_bot_has_left(engine: Engine) -> None:
    journal, box = Journal(engine), Outbox(engine)
    journal.record([replace(QUESTION, event="$a", room="!gone"), QUESTION], "s")
    with engine.begin() as tx:
        messages = [Message(to=room, text="hemligt", key=room) for room in ("!gone", "!here")]
        box.put(tx, messages, START)
        rooms.left(tx, "!gone")
        rows = tx.execute(select(outbox.c.to, outbox.c.state, outbox.c.text)).all()
    assert set(map(tuple, rows)) == {("!gone", "failed", ""), ("!here", "waiting", "hemligt")}
    assert journal.pending() == (QUESTION,)
