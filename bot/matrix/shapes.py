"""Reading JSON that anyone may have written: what has the wrong shape counts as empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def mapping(value: object) -> Mapping[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> list[Any]:
    """An array, or an empty one."""
    return value if isinstance(value, list) else []


def dicts(value: object) -> list[dict[str, Any]]:
    """The objects of an array."""
    return [item for item in items(value) if isinstance(item, dict)]


def events(section: object) -> list[dict[str, Any]]:
    """The events of a section of a sync."""
    return dicts(mapping(section).get("events"))
