"""What people write to put the recognised metadata right: "status beslutad"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.skill import UserError
from knowledge.fold import fold
from knowledge.model import Metadata
from knowledge.recognise import fields, labels

_NOTHING = frozenset({"-", "–", "ingen", "inget", "inga", "none", "nothing"})
_VETTED = frozenset({"granskad", "vetted"})
_LONGEST = 4
"""Words of a field: "gäller till och med"."""


def field_in(words: str) -> tuple[str, str] | None:
    """The field of the metadata that some words begin with, and its value; None if none."""
    parts = words.split()
    for count in range(min(_LONGEST, len(parts) - 1), 0, -1):
        name = " ".join(parts[:count]).rstrip(":")
        field = "vetted" if name.casefold() in _VETTED else labels.field_of(name)
        if field:
            return field, " ".join(parts[count:])
    return None


def corrected(known: Metadata, field: str, written: str, today: date) -> Metadata:
    """The metadata with a field as written; "-" takes it away. Raises UserError."""
    changes: dict[str, Any] = {}
    try:
        if fold(written) in _NOTHING:
            changes[field] = getattr(Metadata(), field)
        elif field == "vetted":
            changes[field] = today
        else:
            changes[field] = fields.parse(field, written)
    except ValueError:
        raise UserError("intake.bad-value", value=written[:60]) from None
    return replace(known, **changes)
