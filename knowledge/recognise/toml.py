"""TOML whose keys may be Swedish words: `gäller från = 2026-01-01` without quotes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_BARE_KEY = re.compile(r"^[ \t]*(?P<key>[^\W\d_][\w \t-]*?)[ \t]*=", re.MULTILINE)


def loads(source: str) -> dict[str, Any]:
    """Parse TOML. Its bare keys are ASCII by the standard, so ours are quoted first.

    Raises tomllib.TOMLDecodeError.
    """
    return tomllib.loads(_BARE_KEY.sub(r'"\g<key>" =', source))
