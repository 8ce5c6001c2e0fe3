"""The transport: one message of the outbox into its room, sealed where the room is."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from nio.crypto import attachments

from bot.matrix import content
from bot.matrix.api import Api, Json
from bot.matrix.crypto import Crypto
from bot.matrix.errors import MatrixError
from bot.matrix.private import PrivateRooms
from bot.matrix.room import Room
from bot.outbox import Outgoing, Unsent
from bot.skill import Attachment

log = logging.getLogger(__name__)


class MatrixTransport:
    """Sends through the homeserver."""

    def __init__(
        self, api: Api, crypto: Crypto, rooms: dict[str, Room], private: PrivateRooms
    ) -> None:
        self._api = api
        self._crypto = crypto
        self._rooms = rooms
        self._private = private

    async def send(self, out: Outgoing) -> str:
        """Send and return the id of the first event; raises Unsent.

        Every event has a transaction id made from the message's key and its place in the
        message, so that after a crash the server knows a repetition for what it is.
        """
        try:
            room = await self._room(out.to)
            if out.redacts:
                return await self._redact(room, out, out.redacts)
            if room.id != out.to and not out.to.startswith("@"):
                # A relation cannot reach into the room that was upgraded to this one.
                out = replace(out, thread=None, reply_to=None, edits=None)
            sent = [
                await self._put(room, kind, event, out.transaction(number))
                for number, (kind, event) in enumerate(await self._events(room, out))
            ]
            await self._offer(room, out, out.edits or sent[0])
        except MatrixError as error:
            raise Unsent(
                error.code, retry_after=error.retry_after, permanent=error.permanent
            ) from None
        return sent[0]

    async def _room(self, to: str) -> Room:
        if to.startswith("@"):
            return await self._private.of(to)
        room = self._rooms.get(to)
        while room is not None and room.replacement is not None:
            if room.moved_to is None:
                raise Unsent("room-upgraded")
            room = self._rooms.get(room.moved_to)
        if room is None:
            raise Unsent("not-in-room", permanent=True)
        return room

    async def _events(self, room: Room, out: Outgoing) -> list[tuple[str, Json]]:
        if out.poll is not None:
            return [("m.poll.start", content.poll(out, out.poll))]
        events = await asyncio.to_thread(content.messages, out)
        if out.attachment is not None:
            place = await self._upload(room, out.attachment)
            events.append(content.file(out, out.attachment, place))
        return [("m.room.message", event) for event in events]

    async def _offer(self, room: Room, out: Outgoing, event: str) -> None:
        """Put the buttons below a message. Where the room forbids it the words are enough."""
        for number, emoji in enumerate(out.reactions):
            body = content.reaction(event, emoji)
            place = ("rooms", room.id, "send", "m.reaction", out.transaction(f"r{number}"))
            try:
                await self._api.call("PUT", *place, body=body)
            except MatrixError as error:
                if not error.permanent:
                    raise
                log.info("a button was not taken: %s", error.code)

    async def _redact(self, room: Room, out: Outgoing, event: str) -> str:
        """Take an event away; where the room does not allow it, it stays."""
        try:
            await self._api.call(
                "PUT", "rooms", room.id, "redact", event, out.transaction(), body={}
            )
        except MatrixError as error:
            if not error.permanent:
                raise
            log.info("an event was not taken away: %s", error.code)
        return event

    async def _put(self, room: Room, kind: str, event: Json, transaction: str) -> str:
        if room.encrypted:
            event = await self._crypto.encrypt(room.id, room.members, kind, event)
            kind = "m.room.encrypted"
        answer = await self._api.call(
            "PUT", "rooms", room.id, "send", kind, transaction, body=event
        )
        return str(answer["event_id"])

    async def _upload(self, room: Room, attachment: Attachment) -> Json:
        if not room.encrypted:
            return {"url": await self._api.upload(attachment.data, attachment.media_type)}
        sealed, keys = await asyncio.to_thread(attachments.encrypt_attachment, attachment.data)
        url = await self._api.upload(sealed, "application/octet-stream")
        return {"file": keys | {"url": url}}
