"""A thousand people are due at nine: how soon all are asked, and what questions wait meanwhile.

The homeserver is a stand-in that takes as long as one does, and so is the sealing, which
holds up all else; the rest is the real thing.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert

from bot import state
from bot.clock import SystemClock
from bot.db import connect
from bot.dispatch import Dispatch
from bot.journal import Incoming, Journal
from bot.matrix.delivery import Delivery
from bot.outbox import Outbox, Outgoing
from bot.permissions import Permissions
from bot.scheduler import Scheduler, ticking
from bot.skill import Skill
from knowledge.recur import Recurrence
from skills.reflection import occurrences, people, rounds
from skills.reflection.people import ANY_TIME, Person
from skills.reflection.plan import Plan
from skills.reflection.tables import metadata, prompt
from skills.reflection.template import DEFAULT, load
from tests.skills.reflection.table import reflection
from tests.talk import SERVERS, ZONE

PEOPLE = 1000
SEND_SECONDS = 0.05
"""What a homeserver takes for one message."""
SEAL_SECONDS = 0.015
"""What sealing one message takes; nothing else goes on in the connection meanwhile."""
QUESTIONS = 20
PAUSE = 0.25


@dataclass
class Server:
    """Takes messages, and notes when."""

    asked: list[float] = field(default_factory=list)
    """When each prompt came."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, out: Outgoing) -> str:
        time.sleep(SEAL_SECONDS)  # noqa: ASYNC251
        await asyncio.sleep(SEND_SECONDS)
        if out.key.startswith("ask:"):
            self.asked.append(time.perf_counter())
        else:
            self.answered.set()
        return f"${out.id}"


def run(folder: Path) -> None:
    """Print how long it takes, and the median wait for an answer, alone and meanwhile."""
    engine = connect("", folder)
    state.metadata.create_all(engine)
    metadata.create_all(engine)
    alone, _ = asyncio.run(_measure(engine, prompts=False))
    meanwhile, seconds = asyncio.run(_measure(engine, prompts=True))
    print(f"{PEOPLE} prompts are out after {seconds:5.1f} s")
    for name, waits in (("alone", alone), ("meanwhile", meanwhile)):
        median, worst = 1000 * statistics.median(waits), 1000 * max(waits)
        print(f"a question {name:10} {median:5.0f} ms, at most {worst:.0f} ms")


async def _measure(engine: Engine, *, prompts: bool) -> tuple[list[float], float]:
    server, clock, outbox = Server(), SystemClock(), Outbox(engine)
    delivery = Delivery(outbox, server, clock)
    loop = asyncio.get_running_loop()
    skill = reflection()
    answers = Skill("answers", listen=lambda context, text: [context.reply("I natt: …")])
    rules = Permissions(SERVERS)
    dispatch = Dispatch(engine, outbox, [skill, answers], rules, clock, ZONE, "sv")
    scheduler = Scheduler(
        engine, outbox, skill.jobs, clock, lambda: loop.call_soon_threadsafe(delivery.wake)
    )
    if prompts:
        _make_due(engine, clock.now())
    started = time.perf_counter()
    sending = asyncio.create_task(delivery.run())
    waits = []
    with ticking(scheduler):
        while len(waits) < QUESTIONS or (prompts and len(server.asked) < PEOPLE):
            waits.append(await _ask(engine, dispatch, delivery, server, f"{prompts}{len(waits)}"))
            await asyncio.sleep(PAUSE)
    sending.cancel()
    return waits, max(server.asked, default=started) - started


async def _ask(
    engine: Engine, dispatch: Dispatch, delivery: Delivery, server: Server, name: str
) -> float:
    """One question from its coming in to its answer being out, in seconds."""
    question = Incoming(
        event=f"$q{name}", room="!anna", sender="@anna:kommun.example", sent=datetime.now(UTC),
        kind="message", text="vem har jour i natt?", private=True, mentioned=True,
    )  # fmt: skip
    server.answered.clear()
    started = time.perf_counter()
    await asyncio.to_thread(Journal(engine).record, [question], "s")
    await asyncio.to_thread(dispatch.handle, question)
    delivery.wake()
    await server.answered.wait()
    return time.perf_counter() - started


def _make_due(engine: Engine, now: datetime) -> None:
    """A round has come, and everyone in it is due."""
    everyone = [f"@p{number}:kommun.example" for number in range(PEOPLE)]
    template = load().by_key[DEFAULT]
    with engine.begin() as tx:
        plan = Plan("Nattbemanning", Recurrence(now.astimezone(ZONE) + timedelta(1)), DEFAULT)
        made = rounds.draft(tx, plan, room="!r", made_by="@tea:kommun.example", event="$e", now=now)
        id = occurrences.begin(tx, plan, made.id, now, template, occurrences.OPEN)
        for person in everyone:
            people.put(tx, person, Person(hours=ANY_TIME))
        rows = [
            {"occurrence": id, "person": one, "state": "waiting", "due": now, "reminded": 0,
             "step": 0} for one in everyone
        ]  # fmt: skip
        tx.execute(insert(prompt), rows)
