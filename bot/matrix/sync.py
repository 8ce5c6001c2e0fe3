"""The sync loop: fetch, put keys in order, fill gaps, write the journal, and only then act.

Events and the token they came with are stored in one transaction. A crash before that
fetches the same events again, a crash after it finds them in the journal.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from bot.clock import Clock
from bot.journal import Incoming, Journal
from bot.matrix import gaps
from bot.matrix.api import Api, Json
from bot.matrix.backoff import Backoff
from bot.matrix.crypto import Crypto
from bot.matrix.errors import MatrixError, Unreachable
from bot.matrix.events import answered_by
from bot.matrix.invites import read_invitations
from bot.matrix.memory import Memory, Sealed
from bot.matrix.position import Position
from bot.matrix.reader import Found, Reader
from bot.matrix.room import Room
from bot.matrix.shapes import events as events_of
from bot.matrix.shapes import mapping
from bot.outbox import Outbox

log = logging.getLogger(__name__)

T = TypeVar("T")
Then = Callable[[Sequence[Incoming], Sequence[Sealed]], None]

POLL_MS = 30_000
HOPEFUL_MS = 5_000
"""While messages wait for no more than what is learnt beside the syncs."""
POLL_SECONDS = POLL_MS / 1000 + 30
FULL_STATE_SECONDS = 600.0
_NOTHING: Json = {"types": []}
_FILTER = json.dumps(
    {
        "presence": _NOTHING,
        "account_data": _NOTHING,
        "room": {
            "ephemeral": _NOTHING,
            "account_data": _NOTHING,
            "timeline": {"limit": gaps.PAGE},
        },
    }
)


class Sync:
    """Follows the rooms of the bot's account."""

    def __init__(
        self,
        api: Api,
        crypto: Crypto,
        reader: Reader,
        journal: Journal,
        outbox: Outbox,
        memory: Memory,
        rooms: dict[str, Room],
        user_id: str,
        position: Position,
        clock: Clock,
        then: Then,
        recovered: Callable[[], None],
    ) -> None:
        """`then` gets the new events of each sync, and those whose keys have yet to come,
        after they have been written down; `recovered` is called when an outage is over."""
        self._api = api
        self._crypto = crypto
        self._reader = reader
        self._journal = journal
        self._gaps = gaps.Gaps(api, journal, memory, user_id, clock)
        self._outbox = outbox
        self._memory = memory
        self._rooms = rooms
        self._user_id = user_id
        self._position = position
        self._clock = clock
        self._then = then
        self._recovered = recovered
        self._backoff = Backoff()
        self._retry: frozenset[str] = frozenset()
        """Sessions of kept events: their keys may have come just before a crash."""

    async def run(self) -> None:
        """Sync until cancelled; raises CannotGoOn where the log-in is no longer valid."""
        since = await asyncio.to_thread(self._journal.token)
        self._retry = await asyncio.to_thread(self._memory.missing_sessions)
        if since is None:
            since = await self._insist(self._position.load)
        answer = await self._fetch(since, full=True)
        # The store may have been lost, or put back from a backup: what the rooms show as
        # answered is not answered again.
        await self._take(answer, since, drop_answered=True)
        while True:
            since = str(answer["next_batch"])
            answer = await self._fetch(since)
            await self._take(answer, since)

    async def _fetch(self, since: str | None, *, full: bool = False) -> Json:
        # Room state is kept in memory only, so the first sync asks for all of it.
        poll = 0 if full else HOPEFUL_MS if self._crypto.hopeful else POLL_MS
        query = {"filter": _FILTER, "timeout": str(poll)}
        query |= {"full_state": "true"} if full else {}
        query |= {"since": since} if since else {}
        seconds = FULL_STATE_SECONDS if full else POLL_SECONDS

        async def once() -> Json:
            answer = await self._api.call("GET", "sync", query=query, seconds=seconds)
            if not isinstance(answer.get("next_batch"), str):
                raise Unreachable("a sync without a token")
            return answer

        return await self._insist(once)

    async def _insist(self, request: Callable[[], Awaitable[T]]) -> T:
        """Ask until there is an answer, with growing pauses."""
        while True:
            try:
                answer = await request()
            except MatrixError as error:
                wait = self._backoff.seconds(error.retry_after)
                log.warning("sync: %s, next try in %.1f s", error.code, wait)
                await asyncio.sleep(wait)
            else:
                if self._backoff.failing:
                    self._backoff.reset()
                    self._recovered()
                return answer

    async def _take(self, answer: Json, since: str | None, *, drop_answered: bool = False) -> None:
        sessions = self._crypto.receive(answer) | self._retry
        self._retry = frozenset()
        token = str(answer["next_batch"])
        sections = mapping(answer.get("rooms"))
        timelines = {
            room_id: await self._new_events(room_id, timeline, since, token)
            for room_id, timeline in self._update_rooms(sections).items()
        }
        await self._look_again(timelines, token)
        await self._crypto.meet(self._senders(timelines.values()))
        found = Found()
        opened = await self._reopen(sessions, found)
        for room_id, events in timelines.items():
            self._reader.read(events, self._rooms[room_id], found)
            if drop_answered:
                found.drop(self._answered(events))
        new = await asyncio.to_thread(self._write_down, sections, found, opened, token)
        self._then(new, found.sealed)

    def _update_rooms(self, sections: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Bring the state of the rooms up to date; return the timelines of those joined."""
        for room_id in mapping(sections.get("leave")):
            self._rooms.pop(room_id, None)
        timelines = {}
        for room_id, joined in mapping(sections.get("join")).items():
            section = mapping(joined)
            room = self._rooms.setdefault(room_id, Room(room_id))
            timeline = mapping(section.get("timeline"))
            for event in (*events_of(section.get("state")), *events_of(timeline)):
                room.apply(event)
            timelines[room_id] = timeline
        return timelines

    async def _reopen(self, sessions: Collection[str], found: Found) -> set[str]:
        """Read the kept events whose keys have come; return the ids of those that opened."""
        if not sessions:
            return set()
        kept = await asyncio.to_thread(self._memory.sealed_with, sessions)
        for event in kept:
            room = self._rooms.get(event.room)
            if room is not None:
                self._reader.read([event.source], room, found)
        still_sealed = {event.event for event in found.sealed}
        return {event.event for event in kept} - still_sealed

    async def _new_events(
        self, room_id: str, timeline: Mapping[str, Any], since: str | None, until: str
    ) -> list[Json]:
        if since is None:
            return []  # all this was said before the bot began
        events, joined = gaps.after_joining(events_of(timeline), self._user_id)
        before = timeline.get("prev_batch")
        if joined or not timeline.get("limited") or not isinstance(before, str):
            return events

        missed = await self._fetched(partial(self._gaps.fill, room_id, before, since, until))
        return gaps.merged(missed, events)

    async def _look_again(self, timelines: dict[str, list[Json]], until: str) -> None:
        """Add what has come to light in rooms where there was a gap a while ago."""
        for room_id in self._gaps.due():
            if room_id in self._rooms:
                found = await self._fetched(partial(self._gaps.behind, room_id, until))
                timelines[room_id] = gaps.merged(found, timelines.get(room_id, []))

    async def _fetched(self, history: Callable[[], Awaitable[list[Json]]]) -> list[Json]:
        async def once() -> list[Json]:
            try:
                return await history()
            except MatrixError as error:
                if not error.permanent:
                    raise
                log.warning("a gap could not be filled: %s", error.code)
                return []

        return await self._insist(once)

    def _senders(self, timelines: Iterable[Sequence[Json]]) -> set[str]:
        """Who has said something sealed."""
        sealed = [e for events in timelines for e in events if e.get("type") == "m.room.encrypted"]
        return {str(event.get("sender")) for event in sealed} - {self._user_id}

    def _answered(self, events: Sequence[Json]) -> set[str]:
        """The events that the bot has answered, as its own replies in the room show."""
        own = [answered_by(raw) for raw in events if raw.get("sender") == self._user_id]
        return {event for event in own if event is not None}

    def _write_down(
        self, sections: Mapping[str, Any], found: Found, opened: set[str], token: str
    ) -> tuple[Incoming, ...]:
        # What comes before the journal is harmless to do twice, after a crash in between.
        memory = self._memory
        for room_id in mapping(sections.get("leave")):
            memory.forget_room(room_id)
        if invitations := read_invitations(sections, self._user_id):
            memory.keep_invitations(invitations)
        if found.sealed:
            memory.keep_sealed(found.sealed, self._clock.now())
        if found.own:
            self._outbox.seen(found.own)
        new = self._journal.record(found.incoming, token)
        if opened:
            memory.drop_sealed(opened)
        return new
