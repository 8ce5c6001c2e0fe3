"""A person with an ordinary client, and what a test wants of them beyond the guided tour."""

from __future__ import annotations

import asyncio
from typing import Any

from nio import Event, MegolmEvent, RoomCreateResponse, RoomKeyRequest, RoomSendResponse

from bot.demo import person as demo


class Person(demo.Person):
    """Someone who asks. Their client trusts new devices at first sight."""

    async def __aenter__(self) -> Person:
        """Arrive, and note which keys others ask for."""
        await super().__aenter__()
        self.asked: list[str] = []
        note = self.client.olm._collect_single_key_share

        def collect(event: RoomKeyRequest) -> bool:
            self.asked.append(event.session_id)
            return bool(note(event))

        self.client.olm._collect_single_key_share = collect
        return self

    async def make_room(self, *others: str, encrypted: bool = True, **options: Any) -> str:
        """Make a room, invite others and wait until they have come; returns its id."""
        room = await self.open_room(*others, encrypted=encrypted, **options)
        await self.joined(room, *others)
        return room

    async def open_room(self, *others: str, encrypted: bool = True, **options: Any) -> str:
        """Make a room and invite others; returns its id."""
        state = [demo.ENCRYPTED] if encrypted else []
        made = await self.client.room_create(invite=others, initial_state=state, **options)
        assert isinstance(made, RoomCreateResponse), made
        room = str(made.room_id)
        await self.until(lambda: room in self.client.rooms)
        return room

    async def gather(self, room: str, *guests: Person) -> None:
        """Invite people one after the other: who joins while somebody of another homeserver
        does is told to that one only with what comes next in the room."""
        there = [self]
        for guest in guests:
            await self.client.room_invite(room, guest.user)
            there.append(guest)
            for one in there:
                await one.joined(room, guest.user)

    async def ask(self, room: str, text: str, *mentions: str) -> str:
        """Say something to those mentioned; returns the event id."""
        return await self.say(room, text, **{"m.mentions": {"user_ids": list(mentions)}})

    async def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        """Send any event; returns its id."""
        sent = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert isinstance(sent, RoomSendResponse), sent
        return str(sent.event_id)

    def new_room_key(self, room: str) -> None:
        """Let the next message be sealed with a key that nobody has yet."""
        self.client.olm.outbound_group_sessions.pop(room, None)

    async def answer_to(self, question: str) -> dict[str, Any]:
        """Wait for the reply to an event and return its content."""
        reply = await self.reply_to(question)
        return dict(reply.source["content"])

    def heard(self, room: str, sender: str) -> list[dict[str, Any]]:
        """The contents of all that someone has said in a room, in its order."""
        return [
            event.source["content"]
            for place, event in self.events
            if place == room and _said(event, sender)
        ]

    async def quiet(self, seconds: float = 1.0) -> None:
        """Give what should not happen the time to happen."""
        await asyncio.sleep(seconds)

    @property
    def unreadable(self) -> list[MegolmEvent]:
        """The events this client could not open."""
        return [event for _, event in self.events if isinstance(event, MegolmEvent)]


def _said(event: Event, sender: str) -> bool:
    return event.sender == sender and event.source.get("type") == "m.room.message"
