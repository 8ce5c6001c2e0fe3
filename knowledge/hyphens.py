"""Words broken over two lines."""

from __future__ import annotations

import re

_BROKEN = re.compile(
    r"(?<=[^\W\d_])-\s(?!(?:och|eller|samt|respektive|resp|men|till|and|or)\b)(?=[a-zåäöé])"
)


def mend(text: str) -> str:
    """Put broken words together: "sjuksköterske- insatser" -> "sjuksköterskeinsatser".

    A hyphen that stands for a word left out ("vård- och omsorg") is kept.
    """
    return _BROKEN.sub("", text)
