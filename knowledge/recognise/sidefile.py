"""`NAME.meta.toml` beside a document: metadata written by hand, which overrules all else."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.model import Metadata, Unreadable
from knowledge.recognise import fields, labels, toml

_OWN = {"granskad": "vetted", "vetted": "vetted"}
"""What only a side file can say: no document vouches for itself."""


def side_file(path: Path) -> Path:
    """Where the metadata of a document may lie: "rutin.pdf" -> "rutin.pdf.meta.toml"."""
    return path.with_name(path.name + ".meta.toml")


def write_side_file(path: Path, metadata: Metadata) -> None:
    """Write all that is known of the document at `path` beside it; what is not, as `false`."""
    lines = []
    for field, value in asdict(metadata).items():
        if value is None or value in ("", ()):
            lines.append(f"{field} = false")
        elif isinstance(value, date):
            lines.append(f"{field} = {value.isoformat()}")
        else:
            # What JSON writes for texts and lists of texts is TOML as well.
            lines.append(f"{field} = {json.dumps(value, ensure_ascii=False)}")
    side_file(path).write_text("\n".join([*lines, ""]), "utf-8")


def with_side_file(metadata: Metadata, path: Path) -> Metadata:
    """The metadata with what the side file of the document at `path` says, if there is one;
    `false` says that there is no such thing, whatever is recognised.

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
        if value is False:
            changes[field] = getattr(Metadata(), field)
            continue
        try:
            changes[field] = fields.parse(field, value)
        except ValueError as error:
            raise Unreadable("unreadable.side-file-value", file=side.name, key=key) from error
    return replace(metadata, **changes)
