"""Questions that lean on the one before: "och på dagtid?", "vem är reserv?"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.fold import fold

_WORD = re.compile(r"\w+")
_EMPTY = frozenset(
    """
    och men da sa sen sedan efter efterat annars nu pa i om under vid hur vad vem vilka vilken som
    ar det den de dar far man jag vi ska kan blir galler gor ringer nar nas svarar tar over
    reserv reserven backup nasta numret nummer telefon telefonnummer kontakt ansvarar ansvarig
    and but then what who whom which is it that about after next at in on for the reserve number
    phone contact responsible how do i we reach
    deras hans hennes dem dom henne honom till hos har finns nagon nan annan mer ingen inte istallet
    stallet telefonnumret tel tfn ansvaret svarat dit their them his her to else instead nobody no
    one does not answer anyone someone has have
    """.split()
)


def leans(question: str, times: Iterable[tuple[int, int]]) -> bool:
    """Whether nothing but times and small words is asked, so that the subject is an earlier one.

    `times` are the spans of the time words in the question.
    """
    rest = list(question)
    for start, end in times:
        rest[start:end] = " " * (end - start)
    return all(word in _EMPTY for word in _WORD.findall(fold("".join(rest))))
