"""A homeserver that misbehaves when told to: a reverse proxy in front of the real one."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import ClientSession, web
from yarl import URL

Json = dict[str, Any]
Forward = Callable[[], Awaitable[web.Response]]
Fault = Callable[[web.Request, Forward], Awaitable[web.StreamResponse]]
"""What happens to a request; the second argument passes it on to the real server."""

_HOP_BY_HOP = {"host", "content-length", "transfer-encoding", "connection", "content-encoding"}


@dataclass
class _Rule:
    path: str
    fault: Fault
    times: int


@dataclass
class Faulty:
    """The proxy. Use as an async context manager; clients connect to `url`."""

    upstream: str
    seen: list[tuple[float, str]] = field(default_factory=list)
    """When (monotonic seconds) and for which path each request came."""
    _rules: list[_Rule] = field(default_factory=list)

    def fail(self, path: str, *faults: Fault, times: int = 1) -> None:
        """Let the next requests whose path holds `path` fail: each fault so many times."""
        self._rules += [_Rule(path, fault, times) for fault in faults]

    def mend(self) -> None:
        """Behave well again."""
        self._rules.clear()

    @property
    def waiting(self) -> bool:
        """Whether some of the faults ordered have not happened yet."""
        return bool(self._rules)

    def requests(self, path: str, since: float = 0.0) -> list[float]:
        """When requests for a path came, after the moment `since` (monotonic)."""
        return [at for at, asked in self.seen if path in asked and at >= since]

    async def __aenter__(self) -> Faulty:
        self._session = ClientSession(auto_decompress=False)
        app = web.Application(client_max_size=100 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((time.monotonic(), request.path))
        body = await request.read()

        async def forward() -> web.Response:
            return await self._forward(request, body)

        rule = next((rule for rule in self._rules if rule.path in request.path), None)
        if rule is None:
            return await forward()
        rule.times -= 1
        if rule.times == 0:
            self._rules.remove(rule)
        return await rule.fault(request, forward)

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP}
        headers["Accept-Encoding"] = "identity"
        url = self.upstream + request.raw_path
        async with self._session.request(
            request.method, URL(url, encoded=True), data=body, headers=headers
        ) as answer:
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                content_type="application/json",
            )


def limited(milliseconds: int) -> Fault:
    """429: come back after so long."""
    body = {"errcode": "M_LIMIT_EXCEEDED", "error": "slow", "retry_after_ms": milliseconds}
    return _instead(web.json_response, body, status=429)


def bad_gateway() -> Fault:
    """A proxy's page that speaks of the errcode that ends the bot, and does not mean it."""
    page = "<html><h1>502 Bad Gateway</h1>M_UNKNOWN_TOKEN</html>"
    return _instead(web.Response, text=page, status=502, content_type="text/html")


def dead_token() -> Fault:
    """401: the log-in is no longer valid."""
    body = {"errcode": "M_UNKNOWN_TOKEN", "error": "unknown", "soft_logout": False}
    return _instead(web.json_response, body, status=401)


def garbage(body: bytes = b"\x00\xff{never json") -> Fault:
    """200, and then nonsense."""
    return _instead(web.Response, body=body, content_type="application/json")


def _instead(make: Callable[..., web.Response], *args: object, **options: object) -> Fault:
    async def fault(_request: web.Request, _forward: Forward) -> web.StreamResponse:
        return make(*args, **options)

    return fault


async def hang(_request: web.Request, _forward: Forward) -> web.StreamResponse:
    """No answer, until the client gives up."""
    await asyncio.sleep(3600)
    raise AssertionError


async def drop(request: web.Request, _forward: Forward) -> web.StreamResponse:
    """The connection breaks before the server hears of the request."""
    return _cut(request)


async def lose_answer(request: web.Request, forward: Forward) -> web.StreamResponse:
    """The server does what was asked, and the connection breaks before it says so."""
    await forward()
    return _cut(request)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def truncate(_request: web.Request, forward: Forward) -> web.StreamResponse:
    """The server does what was asked; half of its answer arrives."""
    answer = await forward()
    assert isinstance(answer.body, bytes)
    return web.Response(
        status=answer.status,
        body=answer.body[: len(answer.body) // 2],
        content_type="application/json",
    )


def alter(change: Callable[[Json], None]) -> Fault:
    """The server's answer, changed on its way."""

    async def fault(_request: web.Request, forward: Forward) -> web.StreamResponse:
        answer = await forward()
        assert isinstance(answer.body, bytes)
        body = json.loads(answer.body)
        if answer.status == 200:
            change(body)
        return web.json_response(body, status=answer.status)

    return fault
