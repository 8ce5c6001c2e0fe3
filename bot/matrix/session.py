"""Log in once, keep the session, and come back as the same device after every restart."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig
from nio.store import SqliteStore
from pydantic import BaseModel, ValidationError

from bot.config import MatrixSettings
from bot.files import secret, write_secret
from bot.matrix.api import Api
from bot.matrix.errors import CannotGoOn, MatrixError, Refused
from bot.matrix.machine import Machine

DEVICE_NAME = "Lotsen"
FILE = "session.json"
STORE = "store"
RESTORED = "restored"
"""A file beside the session that says: put back from a backup."""

# nio logs the ids of people, and at its finest level whole events.
for _name in ("nio", "peewee"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Saved(BaseModel):
    """A session as it is kept on disk."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str


@dataclass(frozen=True)
class Session:
    """A restored log-in: the connection, and the keys of this device."""

    client: AsyncClient
    api: Api
    machine: Machine
    user_id: str
    device_id: str

    async def close(self) -> None:
        """Close the connection and the crypto store."""
        await self.client.close()
        self.machine.store.database.close()


async def restore(settings: MatrixSettings, folder: Path) -> Session:
    """Come back as the device kept in `folder` (mode 0700), or log in for the first time.

    Raises CannotGoOn where the account, the password or the token is not accepted, and
    MatrixError where the server cannot be asked now.
    """
    file = folder / FILE
    saved = _read(file)
    if saved is None or not _fits(saved, settings) or _lost_keys(saved, folder, settings):
        saved = await _log_in(settings)
        write_secret(file, saved.model_dump_json())
    session = _open(saved, folder)
    try:
        await _check(session)
    except BaseException:
        await session.close()
        raise
    return session


async def give_up(folder: Path) -> None:
    """Log the device kept in `folder` out; the next `restore` logs in as a new one."""
    with contextlib.suppress(MatrixError, CannotGoOn):  # then it stays listed, unused
        async with onlooker(folder) as (api, _):
            await api.call("POST", "logout", body={})
    for name in (FILE, RESTORED):
        (folder / name).unlink(missing_ok=True)


def note_restored(folder: Path) -> None:
    """The session in `folder` was put back from a backup: its keys may be behind."""
    if (folder / FILE).exists():
        (folder / RESTORED).touch(mode=0o600)


def is_restored(folder: Path) -> bool:
    """Whether that is so, and no new device has taken over yet."""
    return (folder / RESTORED).exists()


@asynccontextmanager
async def onlooker(folder: Path) -> AsyncIterator[tuple[Api, Saved]]:
    """The session kept in `folder`, without its keys: for looking at, beside a running bot.

    Raises CannotGoOn where the bot has never logged in.
    """
    saved = _read(folder / FILE)
    if saved is None:
        raise CannotGoOn("matrix.no-session", path=str(folder / FILE))
    client = _client(saved.homeserver, saved.user_id)
    client.access_token = saved.access_token
    try:
        yield Api(client), saved
    finally:
        await client.close()


def _read(file: Path) -> Saved | None:
    try:
        return Saved.model_validate_json(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValidationError:
        raise CannotGoOn("matrix.broken-session", path=str(file)) from None


def _fits(saved: Saved, settings: MatrixSettings) -> bool:
    """Whether the settings still speak of this session."""
    token = settings.access_token
    return (saved.homeserver, saved.user_id) == (settings.homeserver, settings.user_id) and (
        token is None or token.get_secret_value() == saved.access_token
    )


def _lost_keys(saved: Saved, folder: Path, settings: MatrixSettings) -> bool:
    """Whether the keys are gone. The old device then stays mute for good: its keys cannot
    change, so with a password the bot becomes a new one."""
    return settings.password is not None and not (folder / STORE / _store_name(saved)).exists()


def _store_name(saved: Saved) -> str:
    return f"{saved.user_id}_{saved.device_id}.db".replace("/", "_")


async def _log_in(settings: MatrixSettings) -> Saved:
    if settings.access_token is not None:
        device, token = settings.device_id or "", settings.access_token.get_secret_value()
    else:
        device, token = await _with_password(settings)
    return Saved(
        homeserver=settings.homeserver,
        user_id=settings.user_id,
        device_id=device,
        access_token=token,
    )


async def _with_password(settings: MatrixSettings) -> tuple[str, str]:
    client = _client(settings.homeserver, settings.user_id)
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": settings.user_id},
        "password": settings.password.get_secret_value() if settings.password else "",
        "initial_device_display_name": DEVICE_NAME,
    }
    try:
        answer = await Api(client).call("POST", "login", body=body)
    except Refused as error:
        if not error.permanent:
            raise
        raise CannotGoOn("matrix.login-refused", errcode=error.code) from None
    finally:
        await client.close()
    return str(answer["device_id"]), str(answer["access_token"])


def _open(saved: Saved, folder: Path) -> Session:
    path = folder / STORE
    path.mkdir(mode=0o700, exist_ok=True)
    key, name = secret(folder / "pickle-key"), _store_name(saved)
    store = SqliteStore(saved.user_id, saved.device_id, str(path), key, name)
    client = _client(saved.homeserver, saved.user_id)
    client.restore_login(saved.user_id, saved.device_id, saved.access_token)
    machine = Machine(saved.user_id, saved.device_id, store)
    return Session(client, Api(client), machine, saved.user_id, saved.device_id)


def _client(homeserver: str, user_id: str) -> AsyncClient:
    # The keys are looked after by our Machine, the sync token by the journal.
    config = AsyncClientConfig(encryption_enabled=False, store_sync_tokens=False)
    return AsyncClient(homeserver, user_id, config=config)


async def _check(session: Session) -> None:
    """Make sure that the token is this account's and this device's."""
    answer = await session.api.call("GET", "account", "whoami")
    if answer.get("user_id") != session.user_id:
        raise CannotGoOn("matrix.other-account", user=str(answer.get("user_id")))
    if answer.get("device_id") != session.device_id:
        raise CannotGoOn("matrix.other-device", device=str(answer.get("device_id")))
