"""`NAME.meta.toml` beside a document: metadata written by hand, which overrules all else."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.model import Metadata, Unreadable
from knowledge.recognise import fields, labels, toml

_OWN = {"granskad": "vetted", "vetted": "vetted"}
"""What only a side file can say: no document vouches for itself."""


def side_file(path: Path) -> Path:
    """Where the metadata of a document may lie: "rutin.pdf" -> "rutin.pdf.meta.toml"."""
    return path.with_name(path.name + ".meta.toml")


def with_side_file(metadata: Metadata, path: Path) -> Metadata:
    """The metadata with what the side file of the document at `path` says, if there is one.

    Raises Unreadable ("unreadable.side-file", "…-key" or "…-value"), naming what is wrong.
    """
    side = side_file(path)
    if not side.is_file():
        return metadata
    try:
        given = toml.loads(side.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable("unreadable.side-file", file=side.name) from error
    changes: dict[str, Any] = {}
    for key, value in given.items():
        field = _OWN.get(key.casefold()) or labels.field_of(key)
        if field is None:
            raise Unreadable("unreadable.side-file-key", file=side.name, key=key)
        try:
            changes[field] = fields.parse(field, value)
        except ValueError as error:
            raise Unreadable("unreadable.side-file-value", file=side.name, key=key) from error
    return replace(metadata, **changes)
