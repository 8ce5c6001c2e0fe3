"""A year of rounds in compressed time: people who answer, go away and forget, and a bot that is
killed at any moment, through the real journal, dispatch, scheduler and outbox."""

from __future__ import annotations

import heapq
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, event

from bot import state
from bot.db import connect
from bot.dispatch import Dispatch
from bot.journal import Incoming, Journal
from bot.outbox import Outbox, Outgoing
from bot.permissions import Permissions
from bot.scheduler import Scheduler
from bot.skill import Role
from knowledge.calendar import Shift
from knowledge.recur import AWAKE, Availability
from skills.reflection.tables import metadata
from tests.clock import FakeClock
from tests.skills.reflection.table import reflection
from tests.talk import SERVERS, ZONE, World

LEADER = "@ledare:kommun.example"
ROOM = "!team:kommun.example"
BEGIN = datetime(2026, 1, 4, 12, tzinfo=ZONE)
END = datetime(2027, 1, 4, 12, tzinfo=ZONE)

HOURS = {
    "": Availability(zone=ZONE, hours=AWAKE),
    "07–16 vardagar inte röda dagar": Availability(
        zone=ZONE, hours=Shift(time(7), time(16)), days=frozenset(range(5)), red_days=False
    ),
    "natt": Availability(zone=ZONE, hours=Shift(time(21), time(7))),
    "Europe/Helsinki 08–17": Availability(
        zone=ZoneInfo("Europe/Helsinki"), hours=Shift(time(8), time(17))
    ),
    "alltid": Availability(zone=ZONE, hours=None),
}
"""What people say of their hours, and what it means."""


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Person:
    """Somebody in the team."""

    id: str
    hours: str
    away: tuple[date, date]
    """From when, and until when, they say that they are away."""

    @property
    def usual(self) -> Availability:
        """When they may be asked, vacations left out."""
        return HOURS[self.hours]


@dataclass
class Server:
    """A homeserver: it knows a repeated transaction, and says when what came first."""

    came: list[tuple[datetime, Outgoing]] = field(default_factory=list)
    events: dict[str, str] = field(default_factory=dict)

    def take(self, out: Outgoing, now: datetime) -> tuple[str, bool]:
        """The event of a message, and whether it is new."""
        new = out.transaction() not in self.events
        if new:
            self.events[out.transaction()] = f"$m{len(self.events)}"
            self.came.append((now, out))
        return self.events[out.transaction()], new


class Reaper:
    """Kills the process once it has done so many things to the database."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._left: int | None = None
        self.killed = 0

    def aim(self) -> None:
        """It will die within the next hundred and fifty statements, commits and sendings."""
        assert self._left is None
        self._left = self._chance.randrange(1, 150)

    def pass_by(self) -> None:
        """Something is about to be done, or has just been done."""
        if self._left is None:
            return
        self._left -= 1
        if self._left <= 0:
            self._left = None
            self.killed += 1
            raise Killed


class Life:
    """The team and its bot."""

    def __init__(self, folder: Path, people: Sequence[Person], seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.clock = FakeClock(BEGIN)
        self.people = {person.id: person for person in people}
        self.server = Server()
        self.world = World(people=tuple(self.people))
        self.reaper = Reaper(self.chance)
        self.outages: list[tuple[datetime, datetime]] = []
        self.hears: Callable[[Outgoing], None] = lambda out: None
        self._folder = folder
        self._plans: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = count()
        self._start()
        with self._engine.begin() as tx:
            state.metadata.create_all(tx)
            metadata.create_all(tx)
        self._scheduler.tick()

    @property
    def engine(self) -> Engine:
        """The database."""
        return self._engine

    def plan(self, at: datetime, what: Callable[[], None]) -> None:
        """Something that happens in the world outside."""
        heapq.heappush(self._plans, (at, next(self._number), what))

    def live_until(self, end: datetime) -> None:
        """Go from one thing that happens to the next."""
        while self.clock.now() < end:
            at = min(end, self._plans[0][0] if self._plans else end, self._bot_wakes(end))
            self.clock.forward(seconds=max(0, (at - self.clock.now()).total_seconds()))
            while self._plans and self._plans[0][0] <= self.clock.now():
                heapq.heappop(self._plans)[2]()
            self.work()

    def say(self, text: str, sender: str, *, room: str = "", **changes: Any) -> None:
        """Somebody says something; it is in the journal when the server has passed it on."""
        incoming = Incoming(
            event=f"$q{next(self._number)}",
            room=room or f"!{sender}",
            sender=sender,
            sent=self.clock.now(),
            kind="message",
            text=text,
            private=not room,
            mentioned=True,
            **changes,
        )
        self.world.hear(incoming)
        self._surely(lambda: Journal(self._engine).record([incoming], "s"))

    def work(self) -> None:
        """Whatever the bot has to do now; if it dies it is started again."""
        self._surely(self._work)

    def outage(self, until: datetime) -> None:
        """The machine is off for a while."""
        self.outages.append((self.clock.now(), until))
        self.clock.forward(seconds=(until - self.clock.now()).total_seconds())

    def _surely(self, what: Callable[[], object]) -> None:
        while True:
            try:
                what()
            except Killed:
                self._engine.dispose()
                self._start()
            else:
                return

    def _work(self) -> None:
        for _ in range(1000):
            for incoming in Journal(self._engine).pending():
                self._dispatch.handle(incoming, self.world)
            self._scheduler.tick()
            self._send()
            if not self._has_work():
                return
        raise AssertionError("the bot never comes to rest")

    def _send(self) -> None:
        for out in self._outbox.due(self.clock.now()):
            id, new = self.server.take(out, self.clock.now())
            self.world.texts.pop(out.redacts or "", None)
            if new:
                self.hears(out)
            self.reaper.pass_by()
            self._outbox.sent(out.id, id)

    def _has_work(self) -> bool:
        """Whether something is left to do now."""
        query = (
            "SELECT EXISTS (SELECT 1 FROM journal WHERE NOT handled)"
            " OR EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting')"
        )
        return bool(self._look(query)) or self._due() <= self.clock.now()

    def _bot_wakes(self, end: datetime) -> datetime:
        """The next moment at which the bot has something to do. The real one looks each second."""
        due, now = self._due(), self.clock.now()
        # A slot that failed is tried again after a while.
        return min(end, due if due > now else now + timedelta(minutes=1))

    def _due(self) -> datetime:
        """The next moment at which a round or a person is due."""
        query = (
            "SELECT min(due) FROM (SELECT min(due) AS due FROM reflection_prompt UNION"
            " SELECT min(next) FROM reflection_round UNION"
            " SELECT min(deadline) FROM reflection_occurrence WHERE state IN ('open', 'closing'))"
        )
        found = self._look(query)
        return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else END

    def _look(self, query: str) -> Any:
        """Look into the database from outside the process that may be killed."""
        with closing(sqlite3.connect(self._folder / "lotsen.sqlite3")) as outside:
            return outside.execute(query).fetchone()[0]

    def _start(self) -> None:
        """A new process on the same data."""
        engine = connect("", self._folder)
        event.listen(engine, "connect", _hasten)
        event.listen(engine, "before_cursor_execute", self._pass_by)
        event.listen(engine, "commit", self._pass_by)
        self._engine = engine
        self._outbox = Outbox(engine)
        skill = reflection()
        rules = Permissions(SERVERS, {Role.TEAM_LEAD: (LEADER,)})
        self._dispatch = Dispatch(engine, self._outbox, [skill], rules, self.clock, ZONE, "sv")
        jobs, world = skill.jobs, self.world
        self._scheduler = Scheduler(engine, self._outbox, jobs, self.clock, outside=world)

    def _pass_by(self, _connection: Connection, *_: object) -> None:
        self.reaper.pass_by()


def _hasten(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
