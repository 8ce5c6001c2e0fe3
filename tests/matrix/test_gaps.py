"""What a cut timeline lacks, against a homeserver's history written by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import Engine

from bot.journal import Incoming, Journal
from bot.matrix.api import Api, Json
from bot.matrix.gaps import PAGE, Gaps
from bot.matrix.memory import Memory, Sealed
from tests.clock import START, FakeClock

ROOM, ME, ANNA = "!team:kommun.se", "@lotsen:kommun.se", "@anna:region.se"
BEGAN = START - timedelta(days=30)


def said(event: str, at: datetime = START, sender: str = ANNA) -> Json:
    moment = int(at.timestamp() * 1000)
    kind = "m.room.message"
    return {"event_id": event, "type": kind, "sender": sender, "origin_server_ts": moment}


class History:
    """A room in order. A token is the number of events before it; only the last that were
    `streamed` lie after the token of an earlier sync."""

    def __init__(self, *events: Json, streamed: int = 0) -> None:
        self.events = list(events)
        self.token = str(len(events))
        self.streamed = streamed
        self.pages = 0
        self.meanwhile: list[Json] = []
        """Said while the first page is read."""

    async def call(self, _method: str, *_path: str, query: dict[str, str]) -> Json:
        self.pages += 1
        until = int(query["from"])
        begin = until - self.streamed if "to" in query else 0
        start = max(begin, until - PAGE)
        chunk = self.events[start:until][::-1]
        self.events += self.meanwhile
        self.meanwhile = []
        return {"chunk": chunk} | ({"end": str(start)} if start > begin else {})


class Place:
    """Gaps over a history, with a journal that began a month ago."""

    def __init__(
        self,
        engine: Engine,
        clock: FakeClock,
        *events: Json,
        streamed: int = 0,
        began: datetime = BEGAN,
    ) -> None:
        self.memory = Memory(engine)
        self.journal = Journal(engine)
        self.know("$first", began)
        self.history = History(*events, streamed=streamed)
        self.gaps = Gaps(cast(Api, self.history), self.journal, self.memory, ME, clock)

    def know(self, event: str, sent: datetime = START) -> None:
        values: dict[str, Any] = {"kind": "message", "text": "", "private": False}
        incoming = Incoming(event, ROOM, ANNA, sent, **values, mentioned=True)
        self.journal.record([incoming], "s1")

    async def filled(self) -> list[str]:
        token = self.history.token
        return [event["event_id"] for event in await self.gaps.fill(ROOM, token, "s1", token)]

    async def behind(self) -> list[str]:
        return [
            event["event_id"]
            for event in await self.gaps.behind(ROOM, str(len(self.history.events)))
        ]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def test_what_came_by_way_of_history_is_taken_too(engine: Engine, clock: FakeClock) -> None:
    place = Place(engine, clock, said("$a"), said("$b"), said("$c"), streamed=1)
    place.know("$a")
    assert await place.filled() == ["$b", "$c"]


async def test_what_is_said_meanwhile_is_left_to_the_next_sync(
    engine: Engine, clock: FakeClock
) -> None:
    place = Place(engine, clock, said("$a"), said("$b"), streamed=1)
    place.history.meanwhile = [said("$c")]
    assert await place.filled() == ["$a", "$b"]


async def test_nothing_comes_twice(engine: Engine, clock: FakeClock) -> None:
    place = Place(engine, clock, said("$a"), said("$b"), said("$own", sender=ME))
    place.know("$a")
    kept = Sealed("$b", ROOM, ANNA, "session", said("$b"), False)
    place.memory.keep_sealed([kept], START)
    assert await place.behind() == []


async def test_what_is_behind_many_known_events_is_found(engine: Engine, clock: FakeClock) -> None:
    many = [f"${number}" for number in range(3 * PAGE)]
    place = Place(engine, clock, said("$lost"), *map(said, many))
    for event in many:
        place.know(event)
    assert await place.behind() == ["$lost"]


@pytest.mark.parametrize("age", [timedelta(days=8), timedelta(days=400)])
async def test_what_is_old_stays_unread(engine: Engine, clock: FakeClock, age: timedelta) -> None:
    place = Place(engine, clock, said("$old", START - age), said("$new"))
    assert await place.behind() == ["$new"]


async def test_what_is_older_than_the_journal_was_handled_elsewhere(
    engine: Engine, clock: FakeClock
) -> None:
    began = START - timedelta(days=2)
    before = said("$a", began - timedelta(hours=1))
    place = Place(engine, clock, before, said("$b", began), began=began)
    assert await place.behind() == ["$b"]


async def test_a_store_that_knows_nothing_takes_nothing_from_history(
    engine: Engine, clock: FakeClock
) -> None:
    history = History(said("$a"))
    gaps = Gaps(cast(Api, history), Journal(engine), Memory(engine), ME, clock)
    assert await gaps.behind(ROOM, history.token) == []


async def test_an_endless_history_ends(engine: Engine, clock: FakeClock) -> None:
    place = Place(engine, clock, *(said(f"${number}") for number in range(50 * PAGE)))
    assert len(await place.behind()) == 20 * PAGE
    assert place.history.pages == 20


async def test_the_room_is_looked_over_again_after_a_minute(
    engine: Engine, clock: FakeClock
) -> None:
    place = Place(engine, clock, said("$a"))
    await place.filled()
    assert place.gaps.due() == ()
    place.history.events.insert(0, said("$late"))
    assert await place.filled() == []  # a busy room is not looked over at each sync
    clock.forward(minutes=1)
    assert place.gaps.due() == (ROOM,)
    assert place.gaps.due() == ()
    assert await place.behind() == ["$late", "$a"]
