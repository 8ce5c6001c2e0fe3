"""The room where the bot talks with one person alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from bot.matrix.api import Api, Json
from bot.matrix.memory import Memory
from bot.matrix.room import MADE_FOR, Room

_ENCRYPTION: Json = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_MEMBERS_ONLY: Json = {
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
            room = self._found(kept, person) or await self._begun(person)
            room = room or await self._make(person)
            if room.id != kept:
                await asyncio.to_thread(self._memory.remember_private_room, person, room.id)
            return room

    def _found(self, kept: str | None, person: str) -> Room | None:
        remembered = [self._rooms[kept]] if kept in self._rooms else []
        # The bot makes no rooms but private ones. This finds the one that was made just
        # before a crash.
        for room in (*remembered, *self._own()):
            alone = room.is_private(self._user_id, person)
            if alone and room.encrypted and room.replacement is None:
                return room
        return None

    def _own(self) -> Iterable[Room]:
        # From version 12 on, who is invited at the making counts as a creator too.
        mine = (self._user_id,)
        return (room for room in self._rooms.values() if room.creators[:1] == mine)

    async def _begun(self, person: str) -> Room | None:
        """The room that the bot began to make for a person, made whole: a crash came between,
        or the person has left it."""
        alone = {self._user_id}, {self._user_id, person}
        for room in self._own():
            if room.made_for == person and room.members in alone and room.replacement is None:
                await self._make_whole(room, person)
                return room
        return None

    async def _make_whole(self, room: Room, person: str) -> None:
        for event in (_MEMBERS_ONLY, _ENCRYPTION):
            place = ("rooms", room.id, "state", str(event["type"]))
            await self._api.call("PUT", *place, body=event["content"])
        room.encrypted = True
        if person not in room.members:
            await self._api.call("POST", "rooms", room.id, "invite", body={"user_id": person})
            room.memberships[person] = "invite"

    async def _make(self, person: str) -> Room:
        body = {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [person],
            "creation_content": {MADE_FOR: person},
            "initial_state": [_ENCRYPTION, _MEMBERS_ONLY],
        }
        answer = await self._api.call("POST", "createRoom", body=body)
        room_id = str(answer["room_id"])
        # The sync may have told half of it or nothing yet; the answer means that all is done.
        room = self._rooms.setdefault(room_id, Room(room_id))
        room.memberships = {self._user_id: "join", person: "invite"} | room.memberships
        room.encrypted = True
        return room
