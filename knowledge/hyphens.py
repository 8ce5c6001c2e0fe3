"""Words broken over two lines."""

from __future__ import annotations

import re

_BROKEN = re.compile(
    r"(?<=[a-zåäöé])-\s(?!(?:och|eller|samt|respektive|resp|men|till|and|or)\b)(?=[a-zåäöé])"
)
_SOFT = "\u00ad"


def mend(text: str) -> str:
    """Put broken words together: "sjuksköterske- insatser" -> "sjuksköterskeinsatser".

    A hyphen that stands for a word left out ("vård- och omsorg") is kept.
    """
    return _BROKEN.sub("", text)


def join(first: str, second: str) -> str:
    """Join two lines of a paragraph, and the word broken over them if there is one.

    A hyphen that belongs to the word is kept: "IT-" + "system" -> "IT-system".
    """
    if first.endswith(_SOFT):
        return first[:-1] + second
    if not first.endswith("-") or not second[:1].islower():
        return f"{first} {second}"
    last = first.split()[-1][:-1]
    if last.isupper() or "-" in last:
        return first + second
    return first[:-1] + second if _BROKEN.search(f"a- {second[:20]}") else f"{first} {second}"
