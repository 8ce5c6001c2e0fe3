"""What a sync left out: a busy room's timeline is cut, and the rest has to be fetched.

A homeserver that was away learns part of what it missed only when somebody reads the history.
Such events come in no sync at all, not even when a page is asked for up to the last sync's
token (seen with Synapse 1.163: they are stored as if they came before all others). So where
there was a gap the recent history is looked over too, and what the journal does not know is
taken as new.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.journal import Journal
from bot.matrix.api import Api, Json
from bot.matrix.events import is_own_joining, sent_at
from bot.matrix.memory import Memory
from bot.matrix.shapes import dicts

PAGE = 100
_MOST_PAGES = 20
"""How much history is looked over at most for one room."""
_LOOK_BACK = timedelta(days=7)
_LOOK_AGAIN = timedelta(minutes=1)
"""The server may fetch what it misses after it has answered."""
_WANTED = json.dumps(
    {
        "types": [
            "m.room.message",
            "m.room.encrypted",
            "m.room.redaction",
            "m.room.member",
            "m.reaction",
            "m.poll.response",
            "org.matrix.msc3381.poll.response",
        ]
    }
)


class Gaps:
    """Fetches what syncs left out. Methods that fetch raise MatrixError."""

    def __init__(
        self, api: Api, journal: Journal, memory: Memory, user_id: str, clock: Clock
    ) -> None:
        self._api = api
        self._journal = journal
        self._memory = memory
        self._user_id = user_id
        self._clock = clock
        self._again: dict[str, datetime] = {}
        """When to look over a room's history once more."""

    async def fill(self, room_id: str, newest: str, since: str, until: str) -> list[Json]:
        """All that a cut timeline lacks, oldest first.

        `newest` is the timeline's `prev_batch`, `since` the token of the sync before and
        `until` that of this one. Nothing from before the bot's own joining is returned.
        """
        between = await self._between(room_id, newest, since)
        if room_id in self._again:  # looked over a moment ago, and soon again
            return between
        behind = await self.behind(room_id, until)
        self._again[room_id] = self._clock.now() + _LOOK_AGAIN
        return merged(behind, between)

    def due(self) -> tuple[str, ...]:
        """The rooms whose history is to be looked over again; each is named once."""
        now = self._clock.now()
        rooms = tuple(room for room, when in self._again.items() if when <= now)
        for room in rooms:
            del self._again[room]
        return rooms

    async def behind(self, room_id: str, until: str) -> list[Json]:
        """The events of the last days before the token `until` that the journal does not know,
        oldest first.

        No further back than the journal itself: what is older was handled, or was never the
        bot's to handle.
        """
        began = await asyncio.to_thread(self._journal.began)
        if began is None:
            return []
        oldest = max(began, self._clock.now() - _LOOK_BACK)
        found: list[Json] = []
        pages = 0
        async for page in self._pages(room_id, {"from": until}):
            recent = [event for event in page if sent_at(event, oldest) >= oldest]
            found += await self._unknown(recent)
            pages += 1
            if not recent or pages == _MOST_PAGES:
                break
        return found[::-1]

    async def _unknown(self, events: list[Json]) -> list[Json]:
        said = [
            event
            for event in events
            if event.get("type") != "m.room.member" and event.get("sender") != self._user_id
        ]
        ids = {str(event.get("event_id")) for event in said}
        known = await asyncio.to_thread(self._memory.known, ids)
        return [event for event in said if event.get("event_id") not in known]

    async def _between(self, room_id: str, newest: str, since: str) -> list[Json]:
        bounds = {"from": newest, "to": since}
        return [event async for page in self._pages(room_id, bounds) for event in page][::-1]

    async def _pages(self, room_id: str, bounds: dict[str, str]) -> AsyncIterator[list[Json]]:
        """The room's history, newest first, as far as the bot's own joining."""
        query = {"dir": "b", "limit": str(PAGE), "filter": _WANTED} | bounds
        while True:
            page = await self._api.call("GET", "rooms", room_id, "messages", query=query)
            events, joined = _until_joining(dicts(page.get("chunk")), self._user_id)
            yield events
            end = page.get("end")
            if joined or not isinstance(end, str) or end == query["from"]:
                return
            query["from"] = end


def merged(earlier: Sequence[Json], later: list[Json]) -> list[Json]:
    """Both in this order, without those of the first that are in the second too."""
    there = {event.get("event_id") for event in later}
    return [event for event in earlier if event.get("event_id") not in there] + later


def after_joining(events: Sequence[Json], user_id: str) -> tuple[list[Json], bool]:
    """What came after the bot's last own joining, of events in their order, and whether that
    is among them at all."""
    newest_first, joined = _until_joining(events[::-1], user_id)
    return newest_first[::-1], joined


def _until_joining(newest_first: Sequence[Json], user_id: str) -> tuple[list[Json], bool]:
    for place, event in enumerate(newest_first):
        if is_own_joining(event, user_id):
            return list(newest_first[:place]), True
    return list(newest_first), False
