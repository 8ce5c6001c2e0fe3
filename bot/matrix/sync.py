"""The sync loop: fetch, put keys in order, fill gaps, write the journal, and only then act.

Events and the token they came with are stored in one transaction. A crash before that
fetches the same events again, a crash after it finds them in the journal.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from bot.clock import Clock
from bot.journal import Incoming, Journal
from bot.matrix import gaps
from bot.matrix.api import Api, Json
from bot.matrix.backoff import Backoff
from bot.matrix.crypto import Crypto
from bot.matrix.errors import MatrixError
from bot.matrix.invites import read_invitations
from bot.matrix.memory import Memory, Sealed
from bot.matrix.reader import Found, Reader
from bot.matrix.room import Room

log = logging.getLogger(__name__)

Then = Callable[[Sequence[Incoming], Sequence[Sealed]], None]

POLL_MS = 30_000
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
        memory: Memory,
        rooms: dict[str, Room],
        user_id: str,
        clock: Clock,
        then: Then,
    ) -> None:
        """`then` gets the new events of each sync, and those whose keys have yet to come,
        after they have been written down."""
        self._api = api
        self._crypto = crypto
        self._reader = reader
        self._journal = journal
        self._memory = memory
        self._rooms = rooms
        self._user_id = user_id
        self._clock = clock
        self._then = then
        self._backoff = Backoff()

    async def run(self) -> None:
        """Sync until cancelled; raises CannotGoOn where the log-in is no longer valid."""
        since = await asyncio.to_thread(self._journal.token)
        full = True
        while True:
            answer = await self._fetch(since, full)
            await self._take(answer, since)
            since, full = str(answer["next_batch"]), False

    async def _fetch(self, since: str | None, full: bool) -> Json:
        # Room state is kept in memory only, so the first sync asks for all of it.
        query = {"filter": _FILTER, "timeout": "0" if full else str(POLL_MS)}
        query |= {"full_state": "true"} if full else {}
        query |= {"since": since} if since else {}
        seconds = FULL_STATE_SECONDS if full else POLL_SECONDS
        while True:
            try:
                answer = await self._api.call("GET", "sync", query=query, seconds=seconds)
            except MatrixError as error:
                await self._pause(error)
                continue
            if isinstance(answer.get("next_batch"), str):
                self._backoff.reset()
                return answer
            await asyncio.sleep(self._backoff.seconds())

    async def _pause(self, error: MatrixError) -> None:
        wait = self._backoff.seconds(error.retry_after)
        log.warning("sync: %s, next try in %.1f s", error.code, wait)
        await asyncio.sleep(wait)

    async def _take(self, answer: Json, since: str | None) -> None:
        sessions = self._crypto.receive(answer)
        sections = _mapping(answer.get("rooms"))
        timelines = self._update_rooms(sections)
        found = Found()
        opened = await self._reopen(sessions, found)
        for room_id, timeline in timelines.items():
            events = await self._new_events(room_id, timeline, since)
            self._reader.read(events, self._rooms[room_id], found)
        token = str(answer["next_batch"])
        new = await asyncio.to_thread(self._write_down, sections, found, opened, token)
        self._then(new, found.sealed)

    def _update_rooms(self, sections: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Bring the state of the rooms up to date; return the timelines of those joined."""
        for room_id in _mapping(sections.get("leave")):
            self._rooms.pop(room_id, None)
        timelines = {}
        for room_id, section in _mapping(sections.get("join")).items():
            room = self._rooms.setdefault(room_id, Room(room_id))
            timeline = _mapping(_mapping(section).get("timeline"))
            for event in (*_events(section.get("state")), *_events(timeline)):
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
        self, room_id: str, timeline: Mapping[str, Any], since: str | None
    ) -> list[Json]:
        if since is None:
            return []  # all this was said before the bot began
        events, joined = gaps.after_joining(_events(timeline), self._user_id)
        before = timeline.get("prev_batch")
        if joined or not timeline.get("limited") or not isinstance(before, str):
            return events
        while True:
            try:
                gap = await gaps.missing(self._api, room_id, self._user_id, before, since)
            except MatrixError as error:
                if error.permanent:
                    log.warning("a gap could not be filled: %s", error.code)
                    return events
                await self._pause(error)
            else:
                return gap + events

    def _write_down(
        self, sections: Mapping[str, Any], found: Found, opened: set[str], token: str
    ) -> tuple[Incoming, ...]:
        # What comes before the journal is harmless to do twice, after a crash in between.
        memory = self._memory
        for room_id in _mapping(sections.get("leave")):
            memory.forget_room(room_id)
        if invitations := read_invitations(sections, self._user_id):
            memory.keep_invitations(invitations)
        if found.sealed:
            memory.keep_sealed(found.sealed, self._clock.now())
        new = self._journal.record(found.incoming, token)
        if opened:
            memory.drop_sealed(opened)
        return new


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _events(section: object) -> list[Json]:
    events = _mapping(section).get("events")
    return [event for event in events if isinstance(event, dict)] if events else []
