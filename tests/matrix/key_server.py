"""A homeserver's part in key exchange, in memory: for tests of the encryption alone."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from nio.store import SqliteStore

from bot.matrix.api import Json
from bot.matrix.crypto import Crypto
from bot.matrix.errors import Refused
from bot.matrix.machine import Machine

ONE_TIME = "signed_curve25519"


class KeyServer:
    """Keeps what devices upload and carries what they send each other."""

    def __init__(self) -> None:
        self.devices: defaultdict[str, dict[str, Json]] = defaultdict(dict)
        self.cross_signing: Json = {}
        self.one_time: defaultdict[tuple[str, str], dict[str, Json]] = defaultdict(dict)
        self.fallback: dict[tuple[str, str], dict[str, Json]] = {}
        self.unused: dict[tuple[str, str], bool] = {}
        self.letters: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
        self.away: set[str] = set()
        """People whose own homeserver does not answer."""
        self.queries = 0

    def sync(self, user: str, device: str) -> Json:
        """What a sync brings to a device."""
        place = (user, device)
        return {
            "to_device": {"events": self.letters.pop(place, [])},
            "device_one_time_keys_count": {ONE_TIME: len(self.one_time[place])},
            "device_unused_fallback_key_types": [ONE_TIME] if self.unused.get(place) else [],
        }

    def query(self, users: Json) -> Json:
        """The devices of people."""
        self.queries += 1
        known = {user: self.devices[user] for user in users if user not in self.away}
        return {"device_keys": known} | self.cross_signing

    def upload(self, user: str, device: str, body: Json) -> Json:
        """Take keys; a name given twice for different keys is refused, as Synapse does."""
        place = (user, device)
        if "device_keys" in body:
            self.devices[user][device] = body["device_keys"]
        for name, key in body.get("one_time_keys", {}).items():
            if self.one_time[place].get(name, key) != key:
                raise Refused(400, {"errcode": "M_UNKNOWN"})
            self.one_time[place][name] = key
        if "fallback_keys" in body:
            self.fallback[place], self.unused[place] = body["fallback_keys"], True
        return {"one_time_key_counts": {ONE_TIME: len(self.one_time[place])}}

    def claim(self, wanted: Json) -> Json:
        """Give out one key for each device: the last resort where no other is left."""
        given: Json = {}
        for user, devices in wanted.items():
            for device in devices if user not in self.away else ():
                if key := self._take(user, device):
                    given.setdefault(user, {})[device] = key
        return {"one_time_keys": given}

    def _take(self, user: str, device: str) -> Json | None:
        place = (user, device)
        if self.one_time[place]:
            return dict([self.one_time[place].popitem()])
        self.unused[place] = False
        return self.fallback.get(place)

    def send(self, sender: str, kind: str, body: Json) -> Json:
        """Carry to-device messages."""
        for user, devices in body["messages"].items():
            for device, content in devices.items():
                letter = {"type": kind, "sender": sender, "content": content}
                self.letters[user, device].append(letter)
        return {}


class Device:
    """One device: its keys, and the part of `Api` that key exchange needs."""

    def __init__(
        self, server: KeyServer, user: str, name: str, folder: Path, *, strict: bool = False
    ) -> None:
        self.user, self.name, self._server = user, name, server
        folder.mkdir(parents=True, exist_ok=True)
        store = SqliteStore(user, name, str(folder), "secret", f"{user}_{name}.db")
        self.machine = Machine(user, name, store)
        self.crypto = Crypto(self, self.machine, only_cross_signed=strict)  # type: ignore[arg-type]

    async def call(self, method: str, *path: str, body: Json, **_: Any) -> Json:
        """Answer as the homeserver does."""
        match path:
            case ("keys", "upload"):
                return self._server.upload(self.user, self.name, body)
            case ("keys", "query"):
                return self._server.query(body["device_keys"])
            case ("keys", "claim"):
                return self._server.claim(body["one_time_keys"])
            case ("sendToDevice", kind, _):
                return self._server.send(self.user, kind, body)
        raise AssertionError(path)

    async def sync(self) -> frozenset[str]:
        """Take what has come and look after the keys; returns the sessions to try again."""
        sessions = self.crypto.receive(self._server.sync(self.user, self.name))
        await self.crypto.upkeep(frozenset())
        return sessions

    async def say(self, room: str, members: list[str], text: str) -> Json:
        """A sealed message, as others receive it."""
        body = {"msgtype": "m.text", "body": text}
        content = await self.crypto.encrypt(room, members, "m.room.message", body)
        return {
            "type": "m.room.encrypted",
            "event_id": f"${text}",
            "sender": self.user,
            "origin_server_ts": 0,
            "room_id": room,
            "content": content,
        }

    def read(self, event: Json, room: str) -> str | None:
        """The text of a sealed message; None if it does not open."""
        clear = self.crypto.decrypt(event, room)
        return clear and clear["content"]["body"]


async def device(
    server: KeyServer, user: str, name: str, folder: Path, *, strict: bool = False
) -> Device:
    """A device whose keys others can ask for."""
    made = Device(server, user, name, folder, strict=strict)
    await made.sync()
    await made.sync()
    return made
