"""A client that nobody here wrote: matrix-js-sdk, cross-signed, in strict isolation mode."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.matrix.conftest import PASSWORD, Town

FOLDER = Path(__file__).parent / "js"

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(shutil.which("node") is None, reason="needs Node"),
]


@pytest.fixture(scope="module")
def client() -> Path:
    """The script, with the packages it needs."""
    if not (FOLDER / "node_modules").exists():
        installed = subprocess.run(["npm", "ci"], cwd=FOLDER, capture_output=True, check=False)
        if installed.returncode:
            pytest.skip("the packages of matrix-js-sdk cannot be had here")
    return FOLDER / "client.mjs"


async def test_element_hears_the_bot_and_is_heard(town: Town, client: Path) -> None:
    anna, bot = town.account("anna"), town.bot()
    process = await asyncio.create_subprocess_exec(
        *("node", str(client), town.server.url, anna, PASSWORD, bot.user_id, "hej på natten"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            output, errors = await process.communicate()
    except TimeoutError:
        process.kill()
        raise

    assert process.returncode == 0, errors.decode()[-2000:]
    assert json.loads(output.splitlines()[-1]) == {
        "body": "echo: hej på natten",
        "thread": True,
        "encrypted": True,
        "failed": False,
        "shield": None,
    }
