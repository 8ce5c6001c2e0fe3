"""Secrets and what people write stay out of logs, tracebacks and the words of errors."""

from __future__ import annotations

import asyncio
import gc
import logging
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from bot.cli import discreet
from bot.cli.discreet import Discreet
from bot.config import Settings, SettingsError, load
from bot.db import connect
from bot.state import sync_state

SECRET = "syt0-hemligt"


def test_the_settings_do_not_show_their_secrets() -> None:
    settings = Settings.model_validate(
        {
            "matrix": {"password": SECRET, "access_token": SECRET},
            "database": {"url": f"postgresql+psycopg://lotsen:{SECRET}@db/lotsen"},
        }
    )
    for shown in (repr(settings), str(settings), str(settings.model_dump())):
        assert SECRET not in shown
    assert SECRET not in settings.model_dump_json()


@pytest.mark.parametrize(
    "text",
    [
        f'[matrix]\npassword = ["{SECRET}"]',
        f'[matrix]\npassword = "{SECRET}"\nuser_id = "anna"',
        f'[matrix]\npasword = "{SECRET}"',
        f'[database]\nurl = 7\n[matrix]\npassword = "{SECRET}"',
    ],
)
def test_wrong_settings_do_not_show_them_either(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as told:
        load(file)
    whole = "".join(traceback.format_exception(told.value))
    assert SECRET not in whole


def test_an_error_of_the_database_does_not_tell_what_was_to_be_stored(engine: Engine) -> None:
    row = {"name": "x", "value": SECRET}
    with engine.begin() as tx:
        tx.execute(insert(sync_state).values(row))
    with engine.connect() as tx, pytest.raises(IntegrityError) as told:
        tx.execute(insert(sync_state).values(row))
    assert SECRET not in str(told.value)


def test_nor_does_a_database_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    engine = connect(f"postgresql+psycopg://lotsen:{SECRET}@127.0.0.1:1/x", tmp_path)
    with pytest.raises(Exception, match="refused") as told:
        engine.connect()
    assert SECRET not in "".join(traceback.format_exception(told.value))


def test_a_logged_error_is_told_by_kind_and_place(caplog: pytest.LogCaptureFixture) -> None:
    try:
        {}[SECRET]
    except KeyError:
        logging.getLogger("some.library").exception("failed")
    written = Discreet("%(message)s").format(caplog.records[-1])
    assert written.startswith("failed\nKeyError (test_secrets.py:")
    assert SECRET not in written


async def test_what_a_forgotten_task_raises(caplog: pytest.LogCaptureFixture) -> None:
    discreet.watch(asyncio.get_running_loop())

    async def fail() -> None:
        raise ValueError(SECRET)

    asyncio.create_task(fail())  # noqa: RUF006  # nobody waits for it
    await asyncio.sleep(0.01)
    gc.collect()
    assert "ValueError (test_secrets.py:" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("thread", ["", "import threading; t = threading.Thread(target=f)\n"])
def test_what_nobody_catches(thread: str) -> None:
    code = (
        "from bot.cli import discreet\ndiscreet.start()\n"
        f"def f():\n    raise ValueError({SECRET!r})\n"
        + (f"{thread}t.start(); t.join()" if thread else "f()")
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "<string>:4)" in done.stderr
    assert "ValueError" in done.stderr
    assert SECRET not in done.stderr
