"""What `!status` says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot import backup
from bot.journal import Journal
from bot.outbox import Outbox, Unsent
from bot.skill import Context, Message, Role
from bot.status import Board, Status
from skills.status import skill as status
from tests.bot.test_journal import QUESTION
from tests.clock import START


class EmptyLibrary:
    """Holds no documents."""

    def documents(self) -> tuple[()]:
        return ()


@pytest.fixture
def board() -> Board:
    return Board()


def ask(engine: Engine, board: Board, language: str = "sv") -> str:
    """What the administrator is told."""
    (command,) = status.skill(board, EmptyLibrary()).commands  # type: ignore[arg-type]
    assert command.role is Role.ADMIN
    with engine.begin() as tx:
        context = Context(
            "@it:x", Role.ADMIN, "!r", True, QUESTION.event, None, START, language, tx
        )
        return command.run(context, "")[0].text


def test_how_the_connection_stands(engine: Engine, board: Board) -> None:
    Journal(engine).record([QUESTION], "s")
    board.latest = Status(True, 49, START - timedelta(seconds=12))
    said = ask(engine, board)
    for part in ("är korssignerad", "kvar: 49", "för 12 s sedan", "väntar på svar: 0"):
        assert part in said
    board.latest = Status(False, None, START)
    assert "not cross-signed" in ask(engine, board, "en")


def test_without_a_connection_it_says_so(engine: Engine, board: Board) -> None:
    Journal(engine).record([QUESTION], "s")
    assert "inte ansluten" in ask(engine, board)


def test_what_waits_and_what_failed_is_counted(engine: Engine, board: Board) -> None:
    Journal(engine).record([QUESTION, replace(QUESTION, event="$2")], "s")
    outbox = Outbox(engine)
    with engine.begin() as tx:
        outbox.put(tx, [Message(to=room, text="x", key=room) for room in ("!a", "!b")], START)
    outbox.failed(outbox.due(START)[0], Unsent("M_FORBIDDEN", permanent=True), START)
    said = ask(engine, board)
    assert "väntar på svar: 1" in said
    assert "Att skicka: 1, gick inte att skicka: 1" in said


def test_when_the_last_backup_was_made(engine: Engine, board: Board) -> None:
    assert "ingen känd" in ask(engine, board)
    with engine.begin() as tx:
        backup.note(tx, START)
    assert "säkerhetskopia: 2026-11-25" in ask(engine, board)
