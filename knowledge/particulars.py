"""What a question pins down: a number, a year, a month, a place, a shift, a principal. Pure.

A passage may be on the subject and hold the kind of thing asked for, and yet be about another
year or place, or a sentence of it about another shift.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.fold import fold
from knowledge.question import coverage
from knowledge.swedish import pieces, words

_MEANT = 0.4
"""Share of a name's pieces from which a passage means the same one."""
_CLOCK = re.compile(r"\b(?:kl(?:ockan)?\.?|at) ?\d[\d.:]*|\b\d{1,2}[.:]\d\d\b", re.IGNORECASE)
_ASKED_NUMBER = re.compile(r"(?<![\d.:,–-])\d+(?![\d.:,–-]*\d)")
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[\w,] )[A-ZÅÄÖ][a-zåäö]\w+")
_MONTHS = tuple(
    re.compile(rf"\b(?:{names})\b|\d-{number:02}-\d")
    for number, names in enumerate(
        (
            "januari|january", "februari|february", "mars|march", "april", "maj|may(?= \\d)",
            "juni|june", "juli|july", "augusti|august", "september", "oktober|october",
            "november", "december",
        ),
        1,
    )
)  # fmt: skip
_ALWAYS = r"|\b(?:dygnet runt|alla dagar|alltid|varje (?:dag|dygn)|around the clock)\b"
_SHIFTS = {
    "night": r"\b(?:natt|natter|night)" + _ALWAYS,
    "evening": r"\b(?:kvall|evening)" + _ALWAYS,
    "weekend": r"\b(?:(?:stor)?helg|(?:lor|son)dag|roda? dag|weekend|s(?:atur|un)day)" + _ALWAYS,
    "weekday": r"\b(?:vardag|(?:man|tis|ons|tors|fre)dag|kontorstid|weekday)" + _ALWAYS,
}
_PRINCIPALS = {"municipality": r"\bkommun|\bmunicipal", "region": r"\bregion"}
_CONTRASTS = tuple(
    {name: re.compile(pattern) for name, pattern in contrast.items()}
    for contrast in (_SHIFTS, _PRINCIPALS)
)
"""Things of one sort, of which a rule is about some and not about the others."""

Named = frozenset[str]


@dataclass(frozen=True)
class Particulars:
    """What a question pins down."""

    numbers: Named
    """Years among them, times of day not: they are rarely written as they are asked."""
    months: frozenset[int]
    names: Named
    contrasts: tuple[Named, ...]
    """Of each of _CONTRASTS, what is named."""

    def lacking_in(self, text: str) -> bool:
        """Whether a passage leaves out a number, a month or a name."""
        plain, held = fold(text), pieces(text)
        return (
            not self.numbers.issubset(_NUMBER.findall(plain))
            or not self.months <= _months(plain)
            or any(coverage([(name,)], held) < _MEANT for name in self.names)
        )

    def contradicted_by(self, sentence: str) -> bool:
        """Whether a sentence is about another shift or principal, and not about that asked for."""
        return any(self.contrasts) and any(
            wanted and named and wanted.isdisjoint(named)
            for wanted, named in zip(self.contrasts, _contrasts(fold(sentence)), strict=True)
        )


def particulars(question: str) -> Particulars:
    """What a question pins down."""
    plain = fold(question)
    return Particulars(
        numbers=frozenset(_ASKED_NUMBER.findall(_CLOCK.sub(" ", question))),
        months=_months(plain),
        names=frozenset(
            word for name in _NAME.findall(question) for word in words(name) if _is_name(word)
        ),
        contrasts=_contrasts(plain),
    )


def _is_name(word: str) -> bool:
    """Whether a word with a capital is no day or month, which English writes so too."""
    return not _months(word) and not any(_contrasts(word))


def _months(plain: str) -> frozenset[int]:
    return frozenset(at for at, month in enumerate(_MONTHS) if month.search(plain))


def _contrasts(plain: str) -> tuple[Named, ...]:
    return tuple(
        frozenset(name for name, pattern in contrast.items() if pattern.search(plain))
        for contrast in _CONTRASTS
    )
