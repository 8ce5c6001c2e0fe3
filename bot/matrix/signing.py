"""Signed JSON, as the Matrix specification has it. Pure.

https://spec.matrix.org/latest/appendices/#signing-json
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from typing import Any

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

Json = dict[str, Any]

SEED_BYTES = 32


class SigningKey:
    """An Ed25519 key pair, made from its seed."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        self.public = encode(self._key.public_key().export_key(format="raw"))
        """The public half, as Matrix writes it."""

    @classmethod
    def random(cls) -> SigningKey:
        """A new key."""
        return cls(secrets.token_bytes(SEED_BYTES))

    def sign(self, thing: Mapping[str, Any]) -> str:
        """The signature of a JSON object."""
        return encode(eddsa.new(self._key, "rfc8032").sign(signed_bytes(thing)))


def signed(thing: Mapping[str, Any], user_id: str, key: SigningKey, name: str = "") -> Json:
    """The object with one more signature: by `key`, called `name` or else by its public half."""
    signatures = {user: dict(keys) for user, keys in thing.get("signatures", {}).items()}
    signatures.setdefault(user_id, {})[f"ed25519:{name or key.public}"] = key.sign(thing)
    return {**thing, "signatures": signatures}


def is_signed(thing: Mapping[str, Any], user_id: str, public: str, name: str = "") -> bool:
    """Whether the object holds a valid signature of `user_id` by the key `public`."""
    try:
        signature = thing["signatures"][user_id][f"ed25519:{name or public}"]
        key = eddsa.import_public_key(decode(public))
        eddsa.new(key, "rfc8032").verify(signed_bytes(thing), decode(signature))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def signed_bytes(thing: Mapping[str, Any]) -> bytes:
    """What is signed of an object: its canonical JSON without `signatures` and `unsigned`."""
    bare = {name: value for name, value in thing.items() if name not in _NOT_SIGNED}
    return json.dumps(
        bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode()


_NOT_SIGNED = ("signatures", "unsigned")


def encode(raw: bytes) -> str:
    """Base64 without padding."""
    return base64.b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Bytes from base64 with or without padding; raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
