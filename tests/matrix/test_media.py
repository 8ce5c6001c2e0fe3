"""Files, sealed and clear, both ways."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import pytest
from nio import UploadResponse
from nio.crypto.attachments import decrypt_attachment, encrypt_attachment

from bot.clock import SystemClock
from bot.journal import Incoming
from bot.matrix import media
from bot.matrix.errors import MatrixError, Refused, TooLarge
from bot.matrix.media import Media
from bot.skill import Attachment, Message, UserError
from tests.matrix.conftest import Town
from tests.matrix.person import Person

FILE = "Rutin för natten\n".encode() * 1000


class Shelf:
    """An Api that only knows one file."""

    def __init__(self, held: bytes | MatrixError) -> None:
        self._held = held

    async def download(self, mxc: str, limit: int) -> bytes:
        if isinstance(self._held, MatrixError):
            raise self._held
        if len(self._held) > limit:
            raise TooLarge
        return self._held


async def get(held: bytes | MatrixError, place: object) -> bytes:
    return await Media(Shelf(held)).get(json.dumps(place))  # type: ignore[arg-type]


async def test_a_sealed_file_is_opened() -> None:
    sealed, keys = encrypt_attachment(FILE)
    assert await get(sealed, {"file": keys | {"url": "mxc://x/y"}}) == FILE
    assert await get(FILE, {"url": "mxc://x/y"}) == FILE


@pytest.mark.parametrize(
    ("changes", "broken"),
    [({}, b"x"), ({"iv": "å"}, b""), ({"key": {"k": "AAAA"}}, b""), ({"hashes": {}}, b"")],
)
async def test_a_changed_file_is_not(changes: dict[str, Any], broken: bytes) -> None:
    sealed, keys = encrypt_attachment(FILE)
    with pytest.raises(UserError) as error:
        await get(sealed + broken, {"file": keys | {"url": "mxc://x/y"} | changes})
    assert error.value.code == "file.damaged"


@pytest.mark.parametrize("place", [{}, [], {"url": 7}, {"file": None}])
async def test_a_file_that_lies_nowhere_is_damaged(place: object) -> None:
    with pytest.raises(UserError) as error:
        await get(FILE, place)
    assert error.value.code == "file.damaged"


async def test_too_large_is_told_before_and_while_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for held, size in ((b"", 10**9), (FILE, 0)):
        with pytest.raises(UserError) as error:
            await get(held, {"url": "mxc://x/y", "info": {"size": size}})
        assert error.value.code == "file.too-large"
        monkeypatch.setattr(media, "LARGEST_MB", 0)


async def test_a_server_that_has_it_not_now() -> None:
    with pytest.raises(UserError) as error:
        await get(Refused(404, {"errcode": "M_NOT_FOUND"}), {"url": "mxc://x/y"})
    assert error.value.code == "file.not-now"


@pytest.mark.server
@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "clear"])
async def test_files_go_both_ways(town: Town, encrypted: bool) -> None:
    anna, bot = await town.person(), town.bot()
    room = await anna.make_room(bot.user_id, encrypted=encrypted)
    got: list[bytes] = []

    def handle(incoming: Incoming) -> None:
        if incoming.kind == "file":
            assert incoming.media is not None
            got.append(bot.outside.file(incoming.media))
            back = Attachment("logg.csv", "text/csv", FILE)
            message = Message(to=room, text="", key="back", attachment=back)
            with bot.engine.begin() as tx:
                bot.outbox.put(tx, [message], SystemClock().now())
        bot.echo(incoming)

    bot.handle = handle
    await send_file(anna, room, encrypted)
    await anna.until(lambda: bool(anna.heard(room, bot.user_id)))
    assert got == [FILE]

    (content,) = anna.heard(room, bot.user_id)
    assert ("file" in content, "url" in content) == (encrypted, not encrypted)
    assert await received(anna, content) == FILE


async def send_file(person: Person, room: str, encrypted: bool) -> None:
    answer, keys = await person.client.upload(
        io.BytesIO(FILE), "application/pdf", "rutin.pdf", encrypt=encrypted, filesize=len(FILE)
    )
    assert isinstance(answer, UploadResponse)
    url = {"url": answer.content_uri}
    place = {"file": keys | url} if encrypted else url
    content = {"msgtype": "m.file", "body": "rutin.pdf", "info": {"size": len(FILE)}}
    await person.send(room, "m.room.message", content | place)


async def received(person: Person, content: dict[str, Any]) -> bytes:
    """What the person's client makes of a file."""
    sealed = content.get("file")
    answer = await person.client.download(sealed["url"] if sealed else content["url"])
    if sealed is None:
        return bytes(answer.body)
    key, digest = sealed["key"]["k"], sealed["hashes"]["sha256"]
    opened = await asyncio.to_thread(decrypt_attachment, answer.body, key, digest, sealed["iv"])
    return bytes(opened)
