"""nio's Olm machine, with what it leaves open closed.

Seen in nio 0.26 by running it against a real homeserver:
- one malformed to-device message raises through the whole sync, and anyone may send such;
- a one-time key that was used is not forgotten on disk, so it would be taken again;
- a key forwarded by the very device that made it is thrown away;
- a device that comes back, or has new keys under its old id, is ignored for good;
- an event without `sender_key` (deprecated since Matrix 1.3) is never decrypted;
- nobody checks that a message comes from a device of the person whose name it bears;
- each reading of a forged message has the devices of whom it names asked for anew;
- there are no fallback keys, for the time when the one-time keys are used up.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from nio.crypto import Olm
from nio.events import Event, ForwardedRoomKeyEvent, MegolmEvent, RoomKeyEvent, ToDeviceEvent
from nio.exceptions import EncryptionError
from nio.responses import KeysClaimResponse, KeysQueryResponse

log = logging.getLogger(__name__)


class Machine(Olm):  # type: ignore[misc]  # nio has no types
    """The keys of one device: what it can decrypt, and with whom it can talk."""

    # nio guards ten times as many messages against replay, which takes 75 MB in a busy bot;
    # the journal keeps an event from being handled twice in any case.
    _message_index_store_size = 10_000

    users_for_key_query: set[str]
    lacks_fallback_key = False
    """Whether the server has nothing to give out when the one-time keys are used up."""

    def receive(self, raw: Mapping[str, Any]) -> str | None:
        """Take a to-device event; return the id of the Megolm session that it brought."""
        try:
            event = ToDeviceEvent.parse_event(raw)
            taken = self.handle_to_device_event(event)
        except Exception as error:  # anyone may send anything, and it must not stop the bot
            log.warning("to-device event of kind %s not usable", type(error).__name__)
            return None
        if isinstance(taken, RoomKeyEvent):
            return str(taken.session_id)
        return None

    def read(self, raw: Mapping[str, Any], room_id: str) -> dict[str, Any] | None:
        """Decrypt a room event; None while its key is missing."""
        content = raw.get("content")
        if not isinstance(content, Mapping) or not isinstance(content.get("session_id"), str):
            return None
        known = {
            "sender_key": self._sender_key(room_id, content["session_id"]),
            "device_id": "",
        }
        event = Event.parse_encrypted_event({**raw, "content": {**known, **content}})
        if not isinstance(event, MegolmEvent):
            return None
        event.room_id = room_id  # a sync leaves it out, and nio's key requests would too
        asked_for = set(self.users_for_key_query)
        try:
            decrypted = self.decrypt_megolm_event(event)
        except EncryptionError:
            return None
        except Exception as error:  # what is inside was written by anyone
            log.warning("decrypted event of kind %s not usable", type(error).__name__)
            return None
        finally:
            # nio would ask anew for the sender's devices each time a forged event is read.
            self.users_for_key_query = asked_for
        return dict(decrypted.source)

    def made_by(self, sender: str, room_id: str, session_id: str) -> bool:
        """Whether one of the sender's own devices, also a former one, made a Megolm session."""
        made = {
            (key, by_id[session_id].ed25519)
            for key, by_id in self.inbound_group_store[room_id].items()
            if session_id in by_id
        }
        devices = [(one.curve25519, one.ed25519) for one in self.device_store[sender].values()]
        if sender == self.user_id:
            own = self.account.identity_keys
            devices.append((own["curve25519"], own["ed25519"]))
        return not made.isdisjoint(devices)

    def new_fallback_key(self) -> dict[str, Any]:
        """Make a fallback key and return it signed, as /keys/upload wants it."""
        account = self.account._account
        account.generate_fallback_key()
        signed = {}
        for name, key in account.fallback_key.items():
            body = {"key": key.to_base64(), "fallback": True}
            signature = {f"ed25519:{self.device_id}": self.sign_json(body)}
            signed[f"signed_curve25519:{name}"] = {
                **body,
                "signatures": {self.user_id: signature},
            }
        return signed

    def take_keys(self, user_id: str, devices: Mapping[str, Any]) -> None:
        """Take the devices of one person, as /keys/query gave them."""
        response = KeysQueryResponse.from_dict({"device_keys": {user_id: devices}})
        if not isinstance(response, KeysQueryResponse):
            log.warning("keys of a person at %s not usable", user_id.partition(":")[2])
            self.users_for_key_query.discard(user_id)
            self.tracked_users.add(user_id)
            return
        for device_id, keys in devices.items():
            self._forget_if_changed(user_id, device_id, keys)
        self.handle_response(response)

    def take_one_time_key(self, user_id: str, device_id: str, key: Mapping[str, Any]) -> None:
        """Open an Olm session with a device, using a key from /keys/claim."""
        try:
            self.handle_response(KeysClaimResponse({user_id: {device_id: key}}, {}))
        except Exception as error:  # the key was made by anyone's client
            log.warning("one-time key of kind %s not usable", type(error).__name__)

    def room_key(self, room_id: str, session: Any) -> dict[str, str]:
        """The content of the m.room_key that opens a room's messages from now on."""
        return {
            "algorithm": self._megolm_algorithm,
            "room_id": room_id,
            "session_id": session.id,
            "session_key": session.session_key,
        }

    def seal_room_key(
        self, user_id: str, device_id: str, content: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """Seal an m.room_key for one device; None where the bot cannot write to it yet."""
        device = self.device_store[user_id][device_id]
        session = self.session_store.get(device.curve25519)
        if session is None:
            return None
        sealed: dict[str, Any] = self._olm_encrypt(session, device, "m.room_key", content)
        return sealed

    def _forget_if_changed(self, user_id: str, device_id: str, keys: Mapping[str, Any]) -> None:
        known = self.device_store[user_id].get(device_id)
        key = keys["keys"].get(f"ed25519:{device_id}")
        if known is None or key is None:
            return
        if known.ed25519 != key:
            log.warning("device %s at %s has new keys", device_id, user_id.partition(":")[2])
        if known.deleted or known.ed25519 != key:
            del self.device_store[user_id][device_id]
            for room_id, session in list(self.outbound_group_sessions.items()):
                if (user_id, device_id) in session.users_shared_with:
                    # Its present keys do not have this room key, its former ones need no more.
                    del self.outbound_group_sessions[room_id]

    def _sender_key(self, room_id: str, session_id: str) -> str:
        sessions: Iterable[tuple[str, Any]] = self.inbound_group_store[room_id].items()
        return next((key for key, by_id in sessions if session_id in by_id), "")

    def _should_accept_forward(
        self, sender: str, sender_key: str, event: ForwardedRoomKeyEvent
    ) -> bool:
        # A forward from the device that made the session is as good as its first sharing.
        asked = event.session_id in self.outgoing_key_requests
        own = event.source["content"].get("sender_key") == sender_key
        return bool(asked and own) or bool(
            super()._should_accept_forward(sender, sender_key, event)
        )
