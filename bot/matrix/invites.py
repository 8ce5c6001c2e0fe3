"""Answering invitations: yes to the servers and rooms of the settings, no to all others."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.matrix.api import Api
from bot.matrix.errors import MatrixError
from bot.matrix.memory import Invitation, Memory
from bot.matrix.shapes import events, mapping
from bot.permissions import server_of

log = logging.getLogger(__name__)

JOIN_SECONDS = 300.0
"""A first joining over federation can take minutes."""


@dataclass(frozen=True)
class Doorkeeper:
    """Whose invitations are accepted."""

    servers: frozenset[str]
    rooms: frozenset[str]
    """Empty: any room that someone allowed asks into."""

    def lets_in(self, invitation: Invitation, *, awaited: bool = False) -> bool:
        """Whether the bot may go there; an `awaited` room continues one that it is in."""
        listed = awaited or not self.rooms or invitation.room in self.rooms
        return listed and server_of(invitation.sender) in self.servers


def read_invitations(sections: Mapping[str, Any], user_id: str) -> tuple[Invitation, ...]:
    """The invitations to `user_id` in the `rooms` of a sync."""
    return tuple(
        Invitation(
            room=room,
            sender=str(event.get("sender")),
            direct=mapping(event.get("content")).get("is_direct") is True,
        )
        for room, section in mapping(sections.get("invite")).items()
        for event in _stripped_state(section)
        if _invites(event, user_id)
    )


def _stripped_state(section: object) -> Sequence[Mapping[str, Any]]:
    return events(mapping(section).get("invite_state"))


def _invites(event: Mapping[str, Any], user_id: str) -> bool:
    member = event.get("type") == "m.room.member" and event.get("state_key") == user_id
    return member and mapping(event.get("content")).get("membership") == "invite"


class Invites:
    """Answers the invitations that are kept."""

    def __init__(
        self, api: Api, memory: Memory, door: Doorkeeper, awaits: Callable[[str], bool]
    ) -> None:
        """`awaits` tells whether a room continues one that the bot is in."""
        self._api = api
        self._memory = memory
        self._door = door
        self._awaits = awaits

    async def answer(self) -> None:
        """Answer every invitation kept; one that fails now is kept for the next time."""
        for invitation in await asyncio.to_thread(self._memory.invitations):
            try:
                await self._answer(invitation)
            except MatrixError as error:
                log.warning("invitation to %s: %s", _short(invitation.room), error.code)
                if not error.permanent:
                    continue
            await asyncio.to_thread(self._memory.drop_invitation, invitation.room)

    async def _answer(self, invitation: Invitation) -> None:
        server = server_of(invitation.sender)
        if not self._door.lets_in(invitation, awaited=self._awaits(invitation.room)):
            log.info("declined an invitation from %s to %s", server, _short(invitation.room))
            await self._api.call("POST", "rooms", invitation.room, "leave", body={})
            return
        via = {"via": server, "server_name": server}
        await self._api.call(
            "POST", "join", invitation.room, body={}, query=via, seconds=JOIN_SECONDS
        )
        log.info("joined %s", _short(invitation.room))
        if invitation.direct:
            remember = self._memory.remember_private_room
            await asyncio.to_thread(remember, invitation.sender, invitation.room)


def _short(room: str) -> str:
    """A room in a log: to be told apart, not to be looked up."""
    return hashlib.sha256(room.encode()).hexdigest()[:8]
