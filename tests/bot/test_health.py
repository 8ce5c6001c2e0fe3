"""What monitoring is told."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import Engine

from bot import backup
from bot.demo.homeserver import free_port
from bot.health import SYNC_OLDEST, Probe, serving
from bot.journal import Journal
from bot.status import Board, Status
from tests.bot.test_journal import QUESTION
from tests.clock import START, FakeClock


@pytest.fixture
def board() -> Board:
    return Board()


def probe(engine: Engine, board: Board) -> Probe:
    return Probe(engine, board, FakeClock())


def test_before_it_is_connected_it_is_not_well(engine: Engine, board: Board) -> None:
    assert probe(engine, board).look().reasons == ("not-connected",)


def test_connected_it_is_well_until_the_sync_gets_old(engine: Engine, board: Board) -> None:
    board.latest = Status(True, 49, START)
    health = probe(engine, board).look()
    assert health.is_well
    assert health.figures["one_time_keys"] == 49
    board.latest = Status(True, None, START - SYNC_OLDEST - timedelta(seconds=1))
    assert probe(engine, board).look().reasons == ("sync",)


def test_a_database_that_cannot_be_read(engine: Engine, board: Board) -> None:
    board.latest = Status(True, 49, START)
    with engine.begin() as tx:
        tx.exec_driver_sql("DROP TABLE journal")
    assert probe(engine, board).look().reasons == ("database",)


async def get(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_over_http(engine: Engine, board: Board) -> None:
    Journal(engine).record([QUESTION], "s")
    with engine.begin() as tx:
        backup.note(tx, START)
    port = free_port()
    async with serving(f"127.0.0.1:{port}", probe(engine, board).look):
        status, text = await get(port, "/healthz")
        assert (status, "not-connected" in text) == (503, True)
        board.latest = Status(True, 49, START)
        assert (await get(port, "/healthz"))[0] == 200
        status, text = await get(port, "/metrics")
        assert status == 200
        for line in (
            "lotsen_up 1.0",
            "lotsen_backlog 1.0",
            "# TYPE lotsen_one_time_keys gauge",
            f"lotsen_last_backup_timestamp_seconds {START.timestamp()!r}",
        ):
            assert line in text.splitlines()
        for private in (QUESTION.sender, QUESTION.room, QUESTION.text):
            assert private not in text
        assert (await get(port, "/"))[0] == 404


async def test_a_taken_port_stops_nothing(
    engine: Engine, board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    look = probe(engine, board).look
    async with serving(f"127.0.0.1:{port}", look), serving(f"127.0.0.1:{port}", look):
        assert "cannot listen" in caplog.text


async def test_without_a_setting_nothing_listens(engine: Engine, board: Board) -> None:
    async with serving("", probe(engine, board).look):
        pass
