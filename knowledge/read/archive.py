"""Packed formats (DOCX, PPTX, XLSX) looked at before they are opened: is it a bomb?"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO

from knowledge.model import Unreadable

_MAGIC = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
"""How an Office file with a password begins: it is no zip file any more."""
_MOST_FILES = 10_000
_ENTITY = (b"<!ENTITY", b"<!DOCTYPE")
_XML = (".xml", ".rels")
_BLOCK = 1 << 20


def check(data: bytes, unpacked: int) -> None:
    """Refuse a zip file that unpacks to more than `unpacked` bytes or declares XML entities.

    The sizes in the directory can be relied on: zipfile never reads beyond them. Other files
    pass. Raises Unreadable: "unreadable.bomb", "….encrypted" or "….wrong-format".
    """
    if data.startswith(_OLE):
        raise Unreadable("unreadable.encrypted")
    if not data.startswith(_MAGIC):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > unpacked:
                raise Unreadable("unreadable.bomb")
            if any(e.flag_bits & 1 for e in entries):
                raise Unreadable("unreadable.encrypted")
            for entry in entries:
                if entry.filename.endswith(_XML):
                    _check_xml(packed.open(entry))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise Unreadable("unreadable.wrong-format") from error


def _check_xml(part: IO[bytes]) -> None:
    """Office formats never declare a document type, which is where entities hide."""
    with part:
        tail = b""
        while block := part.read(_BLOCK):
            if any(mark in tail + block for mark in _ENTITY):
                raise Unreadable("unreadable.bomb")
            tail = block[-10:]
