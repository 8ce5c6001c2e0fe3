"""The guided tour: real people's clients, a real homeserver, real encryption."""

from __future__ import annotations

import asyncio
import sys
import time
import tomllib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.demo.person import Person
from bot.demo.place import BOT, HERE, PEOPLE, Place, place

WIDTH = 76


@dataclass(frozen=True)
class Step:
    """One question of the tour."""

    what: str
    person: str
    room: str
    text: str


def steps() -> tuple[Step, ...]:
    """The steps of the tour, in order."""
    return tuple(Step(**step) for step in tomllib.loads((HERE / "tour.toml").read_text())["step"])


async def guide(folder: Path) -> None:
    """Show the tour, then talk as Anna where there is a terminal."""
    with place(folder, _say) as stage:
        async with AsyncExitStack() as stack:
            people = {user: await stack.enter_async_context(person(stage, user)) for user in PEOPLE}
            known = await rooms(stage, people)
            _introduce(stage)
            for number, step in enumerate(steps(), start=1):
                room = known["team" if step.room == "team" else step.person]
                await _show(number, step, people[step.person], room, stage.accounts[BOT])
            if sys.stdin.isatty():
                await _talk(people["anna"], known["anna"])
    _say("Klart.")


def person(stage: Place, user: str) -> Person:
    """One of the people of the tour, with a client of their own."""
    return Person(stage.url, stage.accounts[user], stage.password, stage.folder / "people" / user)


async def rooms(stage: Place, people: Mapping[str, Person]) -> dict[str, str]:
    """The team's room and each person's private one, encrypted, with everyone inside."""
    bot = stage.accounts[BOT]
    anna, *others = people.values()
    team = await anna.create_room("Teamet", bot, *(other.user for other in others))
    await anna.joined(team, bot, *(other.user for other in others))
    made = {"team": team}
    for user, someone in people.items():
        made[user] = await someone.create_room("Lotsen", bot, direct=True)
        await someone.joined(made[user], bot)
    return made


def _introduce(stage: Place) -> None:
    names = ", ".join(user for user in stage.accounts if user != BOT)
    _say(
        f"\nHemserver: {stage.url} (gå med från valfri Matrix-klient på den här datorn)\n"
        f"Inloggning: {names} · lösenord {stage.password}\n"
        "Allt nedan går krypterat mellan människornas klienter och boten.\n"
    )


async def _show(number: int, step: Step, person: Person, room: str, bot: str) -> None:
    where = "i teamets rum" if step.room == "team" else "i sitt privata rum"
    _say(f"── {number}. {step.what} " + "─" * max(3, WIDTH - len(step.what) - 7))
    _say(f"{PEOPLE[step.person]}, {where}:\n  {step.text}")
    started = time.monotonic()
    mentions = [bot] if step.text.startswith("Lotsen") else []
    reply = await person.reply_to(await person.say(room, step.text, *mentions))
    milliseconds = (time.monotonic() - started) * 1000
    _say(f"Lotsen ({milliseconds:.0f} ms):\n{_indented(reply.body)}\n")


async def _talk(person: Person, room: str) -> None:
    _say("Nu är det din tur. Skriv en fråga, eller Ctrl-D för att sluta.")
    while True:
        try:
            text = await asyncio.to_thread(input, "anna> ")
        except EOFError:
            return
        if text.strip():
            reply = await person.reply_to(await person.say(room, text))
            _say(f"\n{_indented(reply.body)}\n")


def _indented(text: str) -> str:
    return "\n".join(f"  │ {line}" for line in text.splitlines())


def _say(text: str) -> None:
    print(text, flush=True)
