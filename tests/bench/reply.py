"""From question to reply over a real homeserver, beside a bare echo bot."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.demo.homeserver import Homeserver
from bot.demo.place import BOT, Place, place
from tests.matrix.person import Person

ROUNDS = 25
TRIES = 6
QUESTION = "vem ansvarar för medicinsk bedömning på natten?"
DOCUMENT_QUESTION = "hur snabbt ska en avvikelse skrivas?"


def run(folder: Path) -> None:
    """Print medians in milliseconds, the memory of the bot and its time to start."""
    with place(folder, lambda _text: None) as stage:
        asyncio.run(_measure(stage))


async def _measure(stage: Place) -> None:
    async with _person(stage) as anna:
        with _echo_bot(stage) as echo:
            floors = {sealed: await _floor(anna, echo, sealed) for sealed in (False, True)}
        for sealed, name, text in (
            (False, "!hjälp, clear", "!hjälp"),
            (True, "!hjälp, sealed", "!hjälp"),
            (True, "register question", QUESTION),
            (True, "document question", DOCUMENT_QUESTION),
        ):
            room = await _room(anna, stage.accounts[BOT], sealed)
            await _median(anna, room, text, 3)
            median = await _median(anna, room, text, ROUNDS)
            print(f"{name:20} {median:6.0f} ms   {median / floors[sealed]:4.2f} × a bare echo bot")
        print(f"{'bare echo bot':20} {floors[False]:6.0f} ms clear, {floors[True]:.0f} ms sealed")
    print(f"{'memory of the bot':20} {_resident(stage.pid):6.0f} MB")
    print(f"{'start to ready':20} {stage.seconds:6.1f} s")


async def _floor(person: Person, echo: str, sealed: bool) -> float:
    """What a bot takes that does nothing but answer."""
    room = await _room(person, echo, sealed)
    await _median(person, room, "värm upp", 3)
    return await _median(person, room, "hej", ROUNDS)


@asynccontextmanager
async def _person(stage: Place) -> AsyncIterator[Person]:
    with tempfile.TemporaryDirectory() as store:
        async with Person(stage.url, stage.accounts["anna"], stage.password, Path(store)) as person:
            yield person


@contextmanager
def _echo_bot(stage: Place):  # type: ignore[no-untyped-def]
    user = Homeserver(stage.folder / "homeserver").register("echo", stage.password)
    with tempfile.TemporaryDirectory() as store:
        script = Path(__file__).with_name("echo.py")
        command = [sys.executable, str(script), stage.url, user, stage.password, store]
        process = subprocess.Popen(command)
        try:
            yield user
        finally:
            process.terminate()
            process.wait()


async def _room(person: Person, bot: str, sealed: bool) -> str:
    """A room of the person and a bot that has shown that it can read there."""
    room = await person.make_room(bot, encrypted=sealed)
    for _ in range(TRIES):
        # A bot's device keys may come a moment after the bot; until then it reads nothing.
        try:
            async with asyncio.timeout(5):
                await person.reply_to(await person.say(room, "!hjälp"))
                return room
        except TimeoutError:
            continue
    raise TimeoutError(bot)


async def _median(person: Person, room: str, text: str, rounds: int) -> float:
    """Milliseconds from sending `text` to having the decrypted reply."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        await person.reply_to(await person.say(room, f"Lotsen: {text}"))
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)
