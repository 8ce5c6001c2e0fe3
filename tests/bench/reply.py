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
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.demo.homeserver import Homeserver
from bot.demo.place import BOT, Place, place
from tests.matrix.person import Person

WARM, ROUNDS = 3, 25
SETTLE = 0.5
"""Seconds after a reply: receipts and the like are out by then."""
TRIES = 6
ASKED = (
    ("!hjälp, clear", False, "!hjälp"),
    ("!hjälp, sealed", True, "!hjälp"),
    ("register question", True, "vem ansvarar för medicinsk bedömning på natten?"),
    ("document question", True, "hur snabbt ska en avvikelse skrivas?"),
)
"""What it is called, whether the room is sealed, and the words."""


@dataclass
class Case:
    """Something asked in a room again and again."""

    room: str
    text: str
    seconds: list[float] = field(default_factory=list)

    async def ask(self, person: Person) -> None:
        """Ask once, and note how long it takes until the reply can be read."""
        started = time.perf_counter()
        await person.reply_to(await person.say(self.room, f"Lotsen: {self.text}"))
        self.seconds.append(time.perf_counter() - started)

    @property
    def median(self) -> float:
        """In milliseconds, the first few left out."""
        return 1000 * statistics.median(self.seconds[WARM:])


def run(folder: Path) -> None:
    """Print medians in milliseconds, the memory of the bot and its time to start."""
    with place(folder, lambda _text: None) as stage:
        asyncio.run(_measure(stage))


async def _measure(stage: Place) -> None:
    async with _person(stage) as anna:
        with _echo_bot(stage) as echo:
            rooms = {
                (bot, sealed): await _room(anna, bot, sealed)
                for bot in (echo, stage.accounts[BOT])
                for sealed in (False, True)
            }
            floors = {sealed: Case(rooms[echo, sealed], "hej") for sealed in (False, True)}
            cases = {
                name: (Case(rooms[stage.accounts[BOT], sealed], text), floors[sealed])
                for name, sealed, text in ASKED
            }
            # In turns and mixed: what else the machine does meets all of them.
            turns = [*floors.values(), *(case for case, _ in cases.values())] * (WARM + ROUNDS)
            for case in Random(0).sample(turns, len(turns)):
                await case.ask(anna)
                await asyncio.sleep(SETTLE)
    for name, (case, floor) in cases.items():
        ratio = case.median / floor.median
        print(f"{name:20} {case.median:6.0f} ms   {ratio:4.2f} × a bare echo bot")
    clear, sealed = (floors[sealed].median for sealed in (False, True))
    print(f"{'bare echo bot':20} {clear:6.0f} ms clear, {sealed:.0f} ms sealed")
    print(f"{'memory of the bot':20} {_resident(stage.pid):6.0f} MB")
    print(f"{'start to ready':20} {stage.seconds:6.1f} s")


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


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)
