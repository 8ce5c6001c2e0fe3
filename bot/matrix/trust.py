"""Cross-signing: the identity of the bot's account, and its device signed by it.

Element's clients send no keys to a device that its owner has not signed, and show nothing
from it: without this the bot would be deaf and mute. nio has no cross-signing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from bot.files import write_secret
from bot.matrix.api import Api, Json
from bot.matrix.errors import CannotGoOn, Refused
from bot.matrix.session import Session
from bot.matrix.signing import SigningKey, decode, encode, is_signed, signed

log = logging.getLogger(__name__)

FILE = "cross-signing.json"


@dataclass(frozen=True)
class Keys:
    """The three keys of an identity. Who holds them is the account."""

    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    @classmethod
    def random(cls) -> Keys:
        """A new identity."""
        return cls(SigningKey.random(), SigningKey.random(), SigningKey.random())

    def public(self, user_id: str) -> Json:
        """What the server is to know, for /keys/device_signing/upload."""
        master = _public_key(user_id, "master", self.master)
        others = {"self_signing": self.self_signing, "user_signing": self.user_signing}
        return {"master_key": master} | {
            f"{usage}_key": signed(_public_key(user_id, usage, key), user_id, self.master)
            for usage, key in others.items()
        }


@dataclass(frozen=True)
class Standing:
    """How the account and the device stand, as the server tells everyone."""

    user_id: str
    device_id: str
    master: str | None
    """The public master key; None where the account has no identity."""
    own: bool
    """Whether the bot holds that identity."""
    device_key: str | None
    device_signed: bool


class _Saved(BaseModel):
    master: str
    self_signing: str
    user_signing: str


class Trust:
    """The identity of one account and device. Methods raise MatrixError and CannotGoOn."""

    def __init__(self, session: Session, folder: Path, password: SecretStr | None) -> None:
        self._api = session.api
        self._user_id = session.user_id
        self._device_id = session.device_id
        self._fingerprint: str = session.machine.account.identity_keys["ed25519"]
        self._file = folder / FILE
        self._password = password

    async def establish(self) -> None:
        """Give the account an identity if it has none, and sign this device with it.

        Another identity is never replaced: that would look like an attack to everyone who
        has verified the old one.
        """
        keys, answer = _load(self._file), await self._query()
        master = _master(answer, self._user_id)
        if master is not None and (keys is None or keys.master.public != master):
            raise CannotGoOn("matrix.foreign-identity", path=str(self._file))
        if keys is None:
            keys = Keys.random()
            _save(self._file, keys)  # first, or the server would know keys that nobody has
        if master is None:
            await self._upload(keys)
        await self._sign_device(keys, answer)

    async def reset(self) -> None:
        """Replace the identity, on a person's word, and sign this device with the new one."""
        keys = Keys.random()
        await self._upload(keys)
        _save(self._file, keys)
        await self._sign_device(keys, await self._query())

    async def _query(self) -> Json:
        return await _query(self._api, self._user_id)

    async def _upload(self, keys: Keys) -> None:
        place = ("keys", "device_signing", "upload")
        body = keys.public(self._user_id)
        try:
            await self._api.call("POST", *place, body=body)
        except Refused as error:
            if not error.permanent:
                raise
            if error.status != 401 or self._password is None:
                raise CannotGoOn("matrix.identity-refused", errcode=error.code) from None
            await self._api.call("POST", *place, body={**body, "auth": self._confirmed(error)})
        log.info("the account has a new cross-signing identity")

    def _confirmed(self, error: Refused) -> Json:
        assert self._password is not None
        return {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._user_id},
            "password": self._password.get_secret_value(),
            "session": error.body.get("session"),
        }

    async def _sign_device(self, keys: Keys, answer: Json) -> None:
        device = _device(answer, self._user_id, self._device_id)
        if is_signed(device, self._user_id, keys.self_signing.public):
            return
        if not is_signed(device, self._user_id, self._fingerprint, self._device_id):
            # Signing what the server merely says would let it put another device in our place.
            raise CannotGoOn("matrix.other-keys", device=self._device_id)
        bare = {name: value for name, value in device.items() if name != "unsigned"}
        own = signed(bare, self._user_id, keys.self_signing)
        body: Json = {self._user_id: {self._device_id: own}}
        await self._api.call("POST", "keys", "signatures", "upload", body=body)
        log.info("device %s is signed", self._device_id)


async def standing(api: Api, user_id: str, device_id: str, folder: Path) -> Standing:
    """How others see the bot's device. It only looks, so a bot may be running."""
    keys, answer = _load(folder / FILE), await _query(api, user_id)
    master = _master(answer, user_id)
    return Standing(
        user_id=user_id,
        device_id=device_id,
        master=master,
        own=keys is not None and keys.master.public == master,
        device_key=_device(answer, user_id, device_id).get("keys", {}).get(f"ed25519:{device_id}"),
        device_signed=device_id in cross_signed(answer, user_id),
    )


async def _query(api: Api, user_id: str) -> Json:
    body: Json = {"device_keys": {user_id: []}}
    return await api.call("POST", "keys", "query", body=body)


def cross_signed(answer: Mapping[str, Any], user_id: str) -> frozenset[str]:
    """The devices of a person that they have signed, by an answer of /keys/query."""
    master = _master(answer, user_id)
    own = _section(answer, "self_signing_keys", user_id)
    key = _only_key(own)
    if master is None or key is None or not is_signed(own, user_id, master):
        return frozenset()
    devices = _section(answer, "device_keys", user_id)
    return frozenset(name for name, keys in devices.items() if is_signed(keys, user_id, key))


def _public_key(user_id: str, usage: str, key: SigningKey) -> Json:
    return {
        "user_id": user_id,
        "usage": [usage],
        "keys": {f"ed25519:{key.public}": key.public},
    }


def _master(answer: Mapping[str, Any], user_id: str) -> str | None:
    return _only_key(_section(answer, "master_keys", user_id))


def _device(answer: Mapping[str, Any], user_id: str, device_id: str) -> Mapping[str, Any]:
    device = _section(answer, "device_keys", user_id).get(device_id)
    return device if isinstance(device, Mapping) else {}


def _section(answer: Mapping[str, Any], name: str, user_id: str) -> Mapping[str, Any]:
    section = answer.get(name)
    own = section.get(user_id) if isinstance(section, Mapping) else None
    return own if isinstance(own, Mapping) else {}


def _only_key(thing: Mapping[str, Any]) -> str | None:
    keys = thing.get("keys")
    values = list(keys.values()) if isinstance(keys, Mapping) else []
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None


def _load(file: Path) -> Keys | None:
    try:
        saved = _Saved.model_validate_json(file.read_text("utf-8"))
        seeds = (saved.master, saved.self_signing, saved.user_signing)
        return Keys(*(SigningKey(decode(seed)) for seed in seeds))
    except FileNotFoundError:
        return None
    except (ValidationError, ValueError):
        raise CannotGoOn("matrix.broken-identity", path=str(file)) from None


def _save(file: Path, keys: Keys) -> None:
    saved = _Saved(
        master=encode(keys.master.seed),
        self_signing=encode(keys.self_signing.seed),
        user_signing=encode(keys.user_signing.seed),
    )
    write_secret(file, saved.model_dump_json())
