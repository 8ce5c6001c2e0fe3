"""Looking at the bot's cross-signing identity, and replacing it on a person's word."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

from bot.config import MatrixSettings
from bot.matrix.client import FOLDER
from bot.matrix.crypto import Crypto
from bot.matrix.errors import CannotGoOn, MatrixError
from bot.matrix.lock import Lock
from bot.matrix.session import onlooker, restore
from bot.matrix.trust import Standing, Trust, standing

T = TypeVar("T")


async def show(data_dir: Path) -> Standing:
    """How others see the bot's device; raises CannotGoOn."""
    folder = data_dir / FOLDER
    async with onlooker(folder) as (api, saved):
        return await _answered(standing(api, saved.user_id, saved.device_id, folder))


async def reset(settings: MatrixSettings, data_dir: Path) -> Standing:
    """Give the account a new identity and sign the bot's device with it.

    Raises CannotGoOn, also where a bot is running: it holds the keys.
    """
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Lock(folder / "lock"):
        await _answered(_replace(settings, folder))
    return await show(data_dir)


async def _replace(settings: MatrixSettings, folder: Path) -> None:
    session = await restore(settings, folder)
    try:
        await Crypto(session.api, session.machine).upkeep(frozenset())  # a key to be signed
        await Trust(session, folder, settings.password).reset()
    finally:
        await session.close()


async def _answered(request: Awaitable[T]) -> T:
    try:
        return await request
    except MatrixError as error:
        raise CannotGoOn("matrix.not-now", reason=error.code) from None
