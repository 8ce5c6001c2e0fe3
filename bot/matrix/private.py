"""The room where the bot talks with one person alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from bot.matrix.api import Api
from bot.matrix.memory import Memory
from bot.matrix.room import Room

_ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_MEMBERS_ONLY = {
    "type": "m.room.history_visibility",
    "state_key": "",
    "content": {"history_visibility": "invited"},
}


class PrivateRooms:
    """Finds people's private rooms, or makes them."""

    def __init__(self, api: Api, memory: Memory, rooms: dict[str, Room], user_id: str) -> None:
        self._api = api
        self._memory = memory
        self._rooms = rooms
        self._user_id = user_id
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, person: str) -> Room:
        """An encrypted room with exactly the bot and `person` in it; raises MatrixError.

        The remembered room is used only while that still holds. A room that merely happens
        to have two members is never taken: it may be a team room that others will join.
        """
        async with self._making[person]:
            kept = await asyncio.to_thread(self._memory.private_room_of, person)
            for room in self._candidates(kept):
                if self._usable(room, person):
                    break
            else:
                room = await self._make(person)
            if room.id != kept:
                await asyncio.to_thread(self._memory.remember_private_room, person, room.id)
            return room

    def _usable(self, room: Room, person: str) -> bool:
        alone = room.is_private(self._user_id, person)
        return alone and room.encrypted and room.replacement is None

    def _candidates(self, kept: str | None) -> Iterable[Room]:
        if kept in self._rooms:
            yield self._rooms[kept]
        # The bot makes no rooms but private ones. This finds the one that was made just
        # before a crash.
        yield from (room for room in self._rooms.values() if room.creators == (self._user_id,))

    async def _make(self, person: str) -> Room:
        body = {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [person],
            "initial_state": [_ENCRYPTION, _MEMBERS_ONLY],
        }
        answer = await self._api.call("POST", "createRoom", body=body)
        room_id = str(answer["room_id"])
        # The sync may have told half of it or nothing yet; the answer means that all is done.
        room = self._rooms.setdefault(room_id, Room(room_id))
        room.memberships = {self._user_id: "join", person: "invite"} | room.memberships
        room.encrypted = True
        return room
