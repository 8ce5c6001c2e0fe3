"""Words broken over two lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BROKEN = re.compile(
    r"(?<=[a-zåäöé])-\s(?!(?:och|eller|samt|respektive|resp|men|till|and|or)\b)(?=[a-zåäöé])"
)
_SOFT = "\u00ad"


def mend(text: str) -> str:
    """Put broken words together: "sjuksköterske- insatser" -> "sjuksköterskeinsatser".

    A hyphen that stands for a word left out ("vård- och omsorg") is kept.
    """
    return _BROKEN.sub("", text)


def join(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph, and the words broken over them.

    A hyphen that belongs to the word is kept: "IT-" + "system" -> "IT-system".
    """
    parts: list[str] = []
    for line in lines:
        if parts:
            parts[-1], between = _ending(parts[-1], line)
            parts.append(between)
        parts.append(line)
    return "".join(parts)


def _ending(line: str, below: str) -> tuple[str, str]:
    """The line as it ends in the paragraph, and what stands between it and the next."""
    if line.endswith(_SOFT):
        return line[:-1], ""
    if not line.endswith("-") or not below[:1].islower() or not line.split()[-1].strip("-"):
        return line, " "
    last = line.split()[-1][:-1]
    if last.isupper() or "-" in last:
        return line, ""
    return (line[:-1], "") if _BROKEN.search(f"a- {below[:20]}") else (line, " ")
