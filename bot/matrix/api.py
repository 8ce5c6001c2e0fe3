"""Requests to the homeserver: one answer or one kind of error, and never a hidden retry.

nio would repeat a failed request by itself, without end and without pause on some errors,
and tells errors apart by response classes. Here each call says once how it went, by HTTP
status and errcode; who calls decides when to try again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientError, ClientResponse
from nio import AsyncClient

from bot.matrix.errors import CannotGoOn, Refused, TooLarge, Unreachable

Json = dict[str, Any]

_CLIENT = "/_matrix/client/v3/"
_MEDIA = "/_matrix/client/v1/media/"
_UPLOAD = "/_matrix/media/v3/upload"
_DEAD = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"}
REQUEST_SECONDS = 60.0


class Api:
    """The client-server API, as the bot's account. Every method raises MatrixError."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def call(
        self,
        method: str,
        *path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        seconds: float = REQUEST_SECONDS,
    ) -> Json:
        """Ask for `path` (its parts, not quoted) and return the JSON object of the answer.

        Raises Unreachable, Refused, and CannotGoOn where the log-in is no longer valid.
        """
        url = _CLIENT + "/".join(quote(part, safe="") for part in path)
        if query:
            url += "?" + urlencode(query)
        data = None if body is None else json.dumps(body)
        status, answer = await self._exchange(method, url, data, "application/json", seconds)
        return _parsed(status, answer)

    async def upload(self, data: bytes, media_type: str) -> str:
        """Store a file on the server and return its mxc address."""
        answer = _parsed(*await self._exchange("POST", _UPLOAD, data, media_type, REQUEST_SECONDS))
        return str(answer["content_uri"])

    async def download(self, mxc: str, limit: int) -> bytes:
        """Fetch a file of at most `limit` bytes by its mxc address; raises TooLarge too."""
        server, _, name = mxc.removeprefix("mxc://").partition("/")
        url = f"{_MEDIA}download/{quote(server, safe='')}/{quote(name, safe='')}"
        status, answer = await self._exchange("GET", url, None, None, REQUEST_SECONDS, limit)
        if status != 200:
            _parsed(status, answer)
        return answer

    async def _exchange(
        self,
        method: str,
        url: str,
        data: str | bytes | None,
        kind: str | None,
        seconds: float,
        limit: int | None = None,
    ) -> tuple[int, bytes]:
        headers = {"Content-Type": kind} if kind else {}
        if self._client.access_token:
            headers["Authorization"] = f"Bearer {self._client.access_token}"
        try:
            async with asyncio.timeout(seconds):
                response = await self._client.send(method, url, data, headers, timeout=0)
                return response.status, await _read(response, limit)
        except (ClientError, TimeoutError, OSError) as error:
            raise Unreachable(type(error).__name__) from None


async def _read(response: ClientResponse, limit: int | None) -> bytes:
    if limit is None:
        return await response.read()
    pieces, size = [], 0
    async for piece in response.content.iter_any():
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            response.close()
            raise TooLarge
    return b"".join(pieces)


def _parsed(status: int, answer: bytes) -> Json:
    try:
        body = json.loads(answer)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Unreachable(f"HTTP {status} without JSON")
    if 200 <= status < 300:
        return body
    refused = Refused(status, body)
    if status == 401 and refused.code in _DEAD:
        raise CannotGoOn("matrix.dead-token", errcode=refused.code)
    raise refused
