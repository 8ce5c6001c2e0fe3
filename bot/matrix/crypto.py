"""End-to-end encryption: keeping keys in order, opening what comes, sealing what goes.

nio's own sharing marks a room key as shared even where the request failed, and its readers
then see nothing. Here a key counts as shared with a device when the server has taken it,
and a message is sealed only after that.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from nio.events import Event, MegolmEvent
from nio.responses import KeysUploadResponse, ToDeviceResponse

from bot.matrix.api import Api, Json
from bot.matrix.backoff import Backoff
from bot.matrix.errors import MatrixError, Refused
from bot.matrix.machine import Machine
from bot.matrix.owed import Debts, Outbound, Owed
from bot.matrix.shapes import events, items, mapping
from bot.matrix.trust import cross_signed

log = logging.getLogger(__name__)

SERVER_WAIT_MS = 5000
"""How long the homeserver may wait for others when it is asked for people's keys."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""A server or device that gave no keys is left alone for so many seconds, each time longer."""

Devices = frozenset[tuple[str, str]]
"""(person, device id)."""


class Crypto:
    """The encryption of one device, over the client-server API. Methods raise MatrixError."""

    def __init__(self, api: Api, machine: Machine, *, only_cross_signed: bool = False) -> None:
        """With `only_cross_signed`, no device reads along that its owner has not signed."""
        self._api = api
        self._machine = machine
        self._strict = only_cross_signed
        self._signed: dict[str, frozenset[str]] = {}
        """The devices that each person has signed, as the server said in this run."""
        self._left_out: defaultdict[str, set[str]] = defaultdict(set)
        self._unproven: defaultdict[str, set[str]] = defaultdict(set)
        """Megolm sessions of senders among whose devices their maker was not found."""
        self._proven: set[str] = set()
        self._debts = Debts()
        self._asking = asyncio.Lock()
        self._rooms: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._later: dict[object, float] = {}
        self._backoffs: defaultdict[object, Backoff] = defaultdict(_patient)

    def receive(self, sync: Mapping[str, Any]) -> frozenset[str]:
        """Take what a sync brought for this device; return the Megolm sessions that may open
        more than before: their keys have come, or their senders are better known."""
        machine = self._machine
        with machine.store.database.atomic():
            # All or nothing: an Olm session that has moved on cannot open the same message
            # again, so a crash before the room key in it was stored would lose that key.
            received = events(sync.get("to_device"))
            sessions = frozenset(filter(None, [machine.receive(event) for event in received]))
            if received:
                machine.save_account()  # nio would forget that one-time keys were used
        counts = sync.get("device_one_time_keys_count")
        if isinstance(counts, Mapping):
            left = counts.get("signed_curve25519", 0)
            machine.uploaded_key_count = left if isinstance(left, int) else 0
        unused = sync.get("device_unused_fallback_key_types")
        if isinstance(unused, list):
            machine.lacks_fallback_key = "signed_curve25519" not in unused
        changed = items(mapping(sync.get("device_lists")).get("changed"))
        people = {person for person in changed if isinstance(person, str)}
        machine.add_changed_users(people & machine.tracked_users)
        machine.clear_verifications()
        machine.collect_key_requests()
        proven, self._proven = self._proven, set()
        return sessions | proven

    @property
    def signed(self) -> bool:
        """Whether others see this device as signed: it is when the bot has connected, until
        the server says otherwise."""
        own = self._signed.get(self._machine.user_id)
        return own is None or self._machine.device_id in own

    @property
    def one_time_keys(self) -> int | None:
        """How many the server has left; None until it has said."""
        count: int | None = self._machine.uploaded_key_count
        return count

    @property
    def hopeful(self) -> bool:
        """Whether kept messages may open without anything more coming in: their senders'
        devices are being asked for, or have just been learnt."""
        unsure = self._machine.users_for_key_query
        return bool(self._proven) or any(self._unproven.get(person) for person in unsure)

    async def meet(self, people: Collection[str]) -> None:
        """Learn the devices of people whose messages are about to be opened."""
        try:
            await self._learn(people)
        except MatrixError as error:
            log.warning("devices of senders: %s", error.code)  # they can be opened later

    def decrypt(self, raw: Json, room_id: str) -> Json | None:
        """Open a room event; None while its key is missing, or while no device of its sender
        is known to have made that key: a homeserver can write any name under an event."""
        clear = self._machine.read(raw, room_id)
        if clear is None:
            return None
        sender, session = str(raw.get("sender")), str(raw["content"].get("session_id"))
        if self._machine.made_by(sender, room_id, session):
            self._unproven[sender].discard(session)
            return clear
        if session not in self._unproven[sender]:
            log.warning("a message is not from any device of its sender that is known yet")
            self._unproven[sender].add(session)
            self._machine.users_for_key_query.add(sender)
        return None

    def doubts(self, sender: str, session: str) -> bool:
        """Whether there is a key, but the sender's devices have not made it."""
        return session in self._unproven.get(sender, ())

    def left_out(self) -> Mapping[str, Collection[str]]:
        """The rooms where someone could not read along since the last call, and who."""
        left_out, self._left_out = self._left_out, defaultdict(set)
        return left_out

    async def upkeep(self, people: Collection[str]) -> None:
        """Do what the keys need now: upload, learn of new devices of `people`, answer."""
        async with self._asking:
            await self._upload()
        self._machine.users_for_key_query.update(people - self._machine.tracked_users)
        await self._learn(self._machine.users_for_key_query)
        if self._machine.wedged_devices or self._machine.key_request_devices_no_session:
            await self._claim(self._machine.get_users_for_key_claiming())
        await self._send_queued()
        await self._settle()

    async def ask_for_key(self, raw: Json, room_id: str) -> None:
        """Ask the device that wrote an event for the key to it."""
        event = Event.parse_encrypted_event(raw)
        if not isinstance(event, MegolmEvent):
            return
        event.room_id = room_id
        machine = self._machine
        if event.session_id in machine.outgoing_key_requests:
            return
        message = event.as_key_request(event.sender, machine.device_id, device_id=event.device_id)
        machine.outgoing_to_device_messages.append(message)
        await self._send_queued()

    async def encrypt(
        self, room_id: str, members: Collection[str], kind: str, content: Json
    ) -> Json:
        """Seal an event for the devices of `members`; return the content of m.room.encrypted."""
        async with self._rooms[room_id]:
            await self._learn(members)
            await self._claim(self._machine.get_missing_sessions(list(members)))
            self._debts.drop_others(room_id, members)  # before they could read this too
            await self._settle_in(room_id)
            self._rotate_if_someone_left(room_id, members)
            await self._share(room_id, members)
            sealed: Json = self._machine.group_encrypt(room_id, {"type": kind, "content": content})
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]  # the server has to see threads
        return sealed

    async def _upload(self) -> None:
        machine = self._machine
        body = machine.share_keys() if machine.should_upload_keys else {}
        if machine.lacks_fallback_key:
            body["fallback_keys"] = machine.new_fallback_key()
        if not body:
            return
        machine.save_account()  # the private halves, before anyone can use the public ones
        try:
            answer = await self._api.call("POST", "keys", "upload", body=body)
        except Refused as error:
            if not error.permanent:
                raise
            # After a restored backup the server knows other keys by these names: make new ones.
            log.warning("one-time keys refused with %s", error.code)
            machine.mark_keys_as_published()
            machine.save_account()
            return
        count = answer.get("one_time_key_counts", {}).get("signed_curve25519", 0)
        machine.handle_response(KeysUploadResponse(0, count))
        machine.lacks_fallback_key = False

    async def _learn(self, people: Iterable[str]) -> None:
        machine = self._machine
        people = tuple(people)
        if not self._unknown(people):
            return  # who is known waits for no answer about others
        async with self._asking:
            wanted = self._unknown(people)
            if not wanted:
                return
            body = {"timeout": SERVER_WAIT_MS, "device_keys": {person: [] for person in wanted}}
            answer = await self._api.call("POST", "keys", "query", body=body)
        known = answer.get("device_keys", {})
        for person in wanted:
            if person in known:
                machine.take_keys(person, known[person])
                self._signed[person] = cross_signed(answer, person)
                self._proven |= self._unproven.get(person, set())
                self._backoffs.pop(person, None)
            else:
                self._try_later(person)

    def _unknown(self, people: Iterable[str]) -> list[str]:
        """Those whose devices are to be asked for now."""
        machine = self._machine
        unsure = machine.users_for_key_query
        wanted = [p for p in people if p not in machine.tracked_users or p in unsure]
        return [person for person in wanted if self._may_try(person)]

    async def _claim(self, missing: Mapping[str, Collection[str]]) -> None:
        wanted = {
            person: {
                device: "signed_curve25519" for device in devices if self._may_try((person, device))
            }
            for person, devices in missing.items()
        }
        wanted = {person: devices for person, devices in wanted.items() if devices}
        if not wanted:
            return
        body = {"timeout": SERVER_WAIT_MS, "one_time_keys": wanted}
        answer = await self._api.call("POST", "keys", "claim", body=body)
        given = answer.get("one_time_keys", {})
        for person, devices in wanted.items():
            for device in devices:
                self._try_later((person, device))
                if key := given.get(person, {}).get(device):
                    self._machine.take_one_time_key(person, device, key)

    def _rotate_if_someone_left(self, room_id: str, members: Collection[str]) -> None:
        """Make the room a new key if someone who holds the present one is gone."""
        machine = self._machine
        session = machine.outbound_group_sessions.get(room_id)
        if session is None:
            return
        gone = any(
            person not in members
            or machine.device_store[person][device].deleted
            or not self._may_read(person, device)
            for person, device in session.users_shared_with
        )
        if gone or session.expired:
            del machine.outbound_group_sessions[room_id]

    async def _share(self, room_id: str, members: Collection[str]) -> None:
        """Give the room's key to every device that lacks it."""
        machine = self._machine
        if room_id not in machine.outbound_group_sessions:
            machine.create_outbound_group_session(room_id)
        session = machine.outbound_group_sessions[room_id]
        session.shared = False
        strangers = self._strangers(members)
        session.users_ignored = set(strangers)
        self._left_out[room_id] |= {p for p, _ in strangers} - {self._machine.user_id}
        shares = machine.share_group_session_parallel(
            room_id, list(members), ignore_unverified_devices=True
        )
        for devices, body in shares:
            await self._to_device("m.room.encrypted", body)
            session.users_shared_with.update(devices)
        session.shared = True
        for person in members:
            if self._lacks(person, session):
                content = machine.room_key(room_id, session)
                self._debts.note(content, session, person, asyncio.get_running_loop().time())

    async def _settle(self) -> None:
        """Give what is owed to those whose homeserver has come back."""
        rooms = self._debts.rooms(asyncio.get_running_loop().time())
        people = {owed.person for room_id in rooms for owed in self._debts.in_room(room_id)}
        await self._learn(people)
        await self._claim(self._machine.get_missing_sessions(list(people)))
        for room_id in rooms:
            async with self._rooms[room_id]:
                await self._settle_in(room_id)

    async def _settle_in(self, room_id: str) -> None:
        for owed in self._debts.in_room(room_id):
            await self._give(owed)
            if not self._lacks(owed.person, owed.session):
                self._debts.settle(owed)

    async def _give(self, owed: Owed) -> None:
        sealed = {
            device: self._machine.seal_room_key(owed.person, device, owed.content)
            for device in self._devices_without(owed.person, owed.session)
        }
        given = {device: content for device, content in sealed.items() if content}
        if given:
            await self._to_device("m.room.encrypted", {"messages": {owed.person: given}})
            # Whoever has it makes the room take a new key when they leave.
            owed.session.users_shared_with.update((owed.person, device) for device in given)

    def _lacks(self, person: str, session: Outbound) -> bool:
        """Whether a person has a device, or may have one, without this key."""
        machine = self._machine
        known = person in machine.tracked_users and person not in machine.users_for_key_query
        return not known or bool(self._devices_without(person, session))

    def _devices_without(self, person: str, session: Outbound) -> list[str]:
        """The devices of a person that may read along and do not have this key."""
        machine = self._machine
        own = (machine.user_id, machine.device_id)
        devices = (device.id for device in machine.device_store.active_user_devices(person))
        return [
            device
            for device in devices
            if (person, device) not in {*session.users_shared_with, own}
            and self._may_read(person, device)
        ]

    def _may_read(self, person: str, device: str) -> bool:
        return not self._strict or device in self._signed.get(person, ())

    def _strangers(self, members: Collection[str]) -> Devices:
        """The devices of members that must not read along."""
        store = self._machine.device_store
        devices = {(p, each.id) for p in members for each in store.active_user_devices(p)}
        devices.discard((self._machine.user_id, self._machine.device_id))
        return frozenset(each for each in devices if not self._may_read(*each))

    async def _send_queued(self) -> None:
        for message in tuple(self._machine.outgoing_to_device_messages):
            await self._to_device(message.type, message.as_dict())
            self._machine.handle_response(ToDeviceResponse(message))

    async def _to_device(self, kind: str, body: Json) -> None:
        await self._api.call("PUT", "sendToDevice", kind, uuid.uuid4().hex, body=body)

    def _may_try(self, what: object) -> bool:
        return self._later.get(what, 0.0) <= asyncio.get_running_loop().time()

    def _try_later(self, what: object) -> None:
        pause = self._backoffs[what].seconds()
        self._later[what] = asyncio.get_running_loop().time() + pause


def _patient() -> Backoff:
    return Backoff(max, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
