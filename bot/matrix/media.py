"""Files that people send: fetched, checked and decrypted."""

from __future__ import annotations

import asyncio

from nio.crypto.attachments import decrypt_attachment
from nio.exceptions import EncryptionError
from pydantic import BaseModel, ValidationError

from bot.matrix.api import Api
from bot.matrix.errors import MatrixError, TooLarge
from bot.skill import UserError

LARGEST_MB = 50
_MB = 1024 * 1024


class _Key(BaseModel):
    k: str


class _Hashes(BaseModel):
    sha256: str


class _Sealed(BaseModel):
    """https://spec.matrix.org/latest/client-server-api/#extensions-to-mroommessage-msgtypes"""

    url: str
    key: _Key
    iv: str
    hashes: _Hashes


class _Info(BaseModel):
    size: int = 0


class _Place(BaseModel):
    """Where a file lies, as the journal keeps it: in the clear, or sealed."""

    url: str | None = None
    file: _Sealed | None = None
    info: _Info = _Info()


class Media:
    """The files of one log-in."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def get(self, media: str) -> bytes:
        """The file that `Incoming.media` speaks of.

        Raises UserError where it is too large, damaged, or not to be had now.
        """
        try:
            place = _Place.model_validate_json(media)
        except ValidationError:
            raise UserError("file.damaged") from None
        data = await self._download(place)
        if place.file is None:
            return data
        return await asyncio.to_thread(_opened, data, place.file)

    async def _download(self, place: _Place) -> bytes:
        url = place.file.url if place.file else place.url
        if url is None:
            raise UserError("file.damaged")
        too_large = UserError("file.too-large", limit=LARGEST_MB)
        if place.info.size > LARGEST_MB * _MB:
            raise too_large
        try:
            return await self._api.download(url, LARGEST_MB * _MB)
        except TooLarge:
            raise too_large from None
        except MatrixError:
            raise UserError("file.not-now") from None


def _opened(data: bytes, sealed: _Sealed) -> bytes:
    """Decrypt, after checking that nobody has changed it."""
    try:
        return bytes(decrypt_attachment(data, sealed.key.k, sealed.hashes.sha256, sealed.iv))
    except (EncryptionError, ValueError):
        raise UserError("file.damaged") from None
