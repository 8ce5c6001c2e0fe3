"""A person with a Matrix client, for the guided tour and the tests: end-to-end encryption,
no more manners than an ordinary client has."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from nio import (
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    Event,
    InviteMemberEvent,
    JoinResponse,
    LoginResponse,
    MegolmEvent,
    RoomCreateResponse,
    RoomMessageText,
    RoomSendResponse,
    SyncResponse,
)

ENCRYPTED = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
# nio tells of every device it cannot write to yet; that is no news for a spectator.
logging.getLogger("nio").setLevel(logging.CRITICAL)

_PAUSES = (0.1, 0.3, 1.0, 3.0, 3.0)
"""Seconds between the tries to join a room."""
PATIENCE = 30.0
"""Seconds to wait for something that should come within one."""


@dataclass
class Person:
    """One person at one homeserver. Use as an async context manager."""

    homeserver: str
    user: str
    """The whole Matrix id."""
    password: str
    store: Path
    events: list[tuple[str, Event]] = field(default_factory=list)
    """Every (room id, event) that has been seen, decrypted where that went."""
    _places: dict[str, int] = field(default_factory=dict)
    """Where in `events` each event is, by its id."""

    async def __aenter__(self) -> Person:
        self.store.mkdir(parents=True, exist_ok=True)
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        self.client = AsyncClient(
            # nio takes any device with the same id as its own for its own, whoever has it.
            self.homeserver,
            self.user,
            device_id=f"DEMO-{self.user}",
            store_path=str(self.store),
            config=config,
        )
        response = await self.client.login(self.password, device_name="Lotsen demo")
        assert isinstance(response, LoginResponse), response
        self._changed = asyncio.Condition()
        await self._sync(full_state=True)
        self._syncing = asyncio.create_task(self._sync_on())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._syncing.cancel()
        await asyncio.gather(self._syncing, return_exceptions=True)
        await self.client.close()

    async def create_room(self, name: str, *invite: str, direct: bool = False) -> str:
        """Make an encrypted room, with the others invited; returns its id."""
        response = await self.client.room_create(
            name=name, invite=invite, is_direct=direct, initial_state=[ENCRYPTED]
        )
        assert isinstance(response, RoomCreateResponse), response
        await self.until(lambda: response.room_id in self.client.rooms)
        return str(response.room_id)

    async def joined(self, room: str, *people: str) -> None:
        """Wait until all these people are in the room."""
        await self.until(lambda: set(people) <= set(self._joined(room)))

    async def say(self, room: str, text: str, *mentions: str, **content: Any) -> str:
        """Write in a room, mentioning people; returns the event id."""
        mentioned = {"user_ids": list(mentions)} if mentions else {}
        message = {"msgtype": "m.text", "body": text, "m.mentions": mentioned} | content
        response = await self.client.room_send(
            room, "m.room.message", message, ignore_unverified_devices=True
        )
        assert isinstance(response, RoomSendResponse), response
        return str(response.event_id)

    async def reply_to(self, question: str) -> RoomMessageText:
        """Wait for the message that replies to the event `question`."""
        found: list[RoomMessageText] = []

        def replied() -> bool:
            found[:] = self.replies(question)
            return bool(found)

        await self.until(replied)
        return found[0]

    def replies(self, question: str) -> list[RoomMessageText]:
        """The messages so far that reply to the event `question`."""
        return [
            event
            for _, event in self.events
            if isinstance(event, RoomMessageText) and _replied_to(event) == question
        ]

    def take(self, room: str, events: Iterable[Event]) -> None:
        """Note what was said in a room, in its order. What a sync and the history both tell was
        said once; where one of them could read it, it can be read."""
        for event in events:
            place = self._places.setdefault(event.event_id, len(self.events))
            if place == len(self.events):
                self.events.append((room, event))
            elif isinstance(self.events[place][1], MegolmEvent):
                self.events[place] = (room, event)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true; raises TimeoutError."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(true)

    def _joined(self, room: str) -> list[str]:
        known = self.client.rooms.get(room)
        if known is None:
            return []
        return [user for user in known.users if user not in known.invited_users]

    async def _sync_on(self) -> None:
        while True:
            await self._sync()

    async def _sync(self, *, full_state: bool = False) -> None:
        response = await self.client.sync(
            timeout=0 if full_state else 10_000,
            since=getattr(self, "_since", None),
            full_state=full_state,
        )
        if not isinstance(response, SyncResponse):
            await asyncio.sleep(1)
            return
        self._since = response.next_batch
        await self._keep_keys()
        async with self._changed:
            for room, invited in response.rooms.invite.items():
                if any(isinstance(event, InviteMemberEvent) for event in invited.invite_state):
                    await self._join(room)
            for room, joined in response.rooms.join.items():
                self.take(room, joined.timeline.events)
            if response.to_device_events:
                self._open_again()
            self._changed.notify_all()

    def _open_again(self) -> None:
        """A message of another homeserver often comes before the key to it."""
        for place, (room, event) in enumerate(self.events):
            if isinstance(event, MegolmEvent):
                event.room_id = room
                with contextlib.suppress(EncryptionError):
                    self.events[place] = (room, self.client.decrypt_event(event))

    async def _join(self, room: str) -> None:
        # An invitation may come from another homeserver a moment before that one knows of it.
        for pause in _PAUSES:
            if isinstance(await self.client.join(room), JoinResponse):
                return
            await asyncio.sleep(pause)

    async def _keep_keys(self) -> None:
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        if self.client.should_claim_keys:
            await self.client.keys_claim(self.client.get_users_for_key_claiming())
        await self.client.send_to_device_messages()


def undecryptable(person: Person) -> int:
    """How many events the person could not read."""
    return sum(isinstance(event, MegolmEvent) for _, event in person.events)


def _replied_to(event: RoomMessageText) -> str | None:
    relation = event.source.get("content", {}).get("m.relates_to", {})
    replied = relation.get("m.in_reply_to", {}).get("event_id")
    return str(replied) if replied else None
