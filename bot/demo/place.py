"""The place where the demo is played: a homeserver, accounts, a library and the bot."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.config import load
from bot.demo.homeserver import Homeserver
from bot.wiring import build

HERE = Path(__file__).parent
BOT = "lotsen"
READY = "ready to answer"
"""What the bot logs when the model is loaded."""
START_LIMIT = 120.0
"""Seconds that this may take."""
PEOPLE = {"anna": "Anna, undersköterska i kommunen", "erik": "Erik, sjuksköterska på sjukstugan",
          "eva": "Eva, processledare"}  # fmt: skip

Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """What is needed to join in."""

    url: str
    accounts: dict[str, str]
    """Matrix id by user name."""
    password: str
    """The same for all the people of the demo."""
    folder: Path
    pid: int
    """The bot's process."""
    seconds: float
    """From starting the bot until it was ready to answer."""


@contextmanager
def place(folder: Path, say: Say) -> Iterator[Place]:
    """Set the stage, and clear it afterwards; what is learned stays for the next time."""
    folder.mkdir(mode=0o700, exist_ok=True)
    server = Homeserver(folder / "homeserver")
    say("Startar en hemserver (Synapse) …")
    server.start()
    try:
        password = _kept_secret(folder / "password")
        accounts = {user: server.register(user, password) for user in PEOPLE}
        accounts[BOT] = server.register(BOT, _kept_secret(folder / "bot-password"))
        config = _write_config(folder, server, accounts)
        say("Läser in exempelbiblioteket …")
        _fill_library(config, say)
        say("Startar boten …")
        started = time.monotonic()
        with _running_bot(folder, config) as pid:
            seconds = time.monotonic() - started
            yield Place(server.url, accounts, password, folder, pid, seconds)
    finally:
        server.stop()


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12))
    return path.read_text().strip()


def _write_config(folder: Path, server: Homeserver, accounts: dict[str, str]) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f"""data_dir = "data"

[matrix]
homeserver = "{server.url}"
user_id = "{accounts[BOT]}"
password_file = '{folder / "bot-password"}'
allowed_servers = ["{server.name}"]

[roles]
process_leader = ["{accounts["eva"]}"]

[knowledge]
documents = ['{HERE / "library"}']
responsibilities = '{HERE / "responsibilities.toml"}'
""",
        "utf-8",
    )
    return config


def _fill_library(config: Path, say: Say) -> None:
    settings = load(config)
    with build(settings) as app:
        app.library.ingest(settings.knowledge.documents, say, now=app.now())


def _wait_for(words: str, log: Path, bot: subprocess.Popen[bytes]) -> None:
    """Wait until the words stand in the log; raises TimeoutError, naming it."""
    deadline = time.monotonic() + START_LIMIT
    while words not in log.read_text("utf-8", "replace"):
        if bot.poll() is not None or time.monotonic() > deadline:
            raise TimeoutError(f"the bot did not start; see {log}")
        time.sleep(0.1)


@contextmanager
def _running_bot(folder: Path, config: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    with (folder / "bot.log").open("wb") as log:
        bot = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
    try:
        _wait_for(READY, folder / "bot.log", bot)
        yield bot.pid
    finally:
        bot.terminate()
        try:
            bot.wait(15)
        except subprocess.TimeoutExpired:
            bot.kill()
            bot.wait()
