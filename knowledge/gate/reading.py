"""A text as the gate reads it: one way to write a digit, a dash, a space and a letter.

Whoever types an identity number on a phone, or pastes it from a record, a PDF or a chat, brings
along full-width digits, thin spaces, soft hyphens and dashes of ten kinds. All finders read the
same plain text and give their findings back in the places of the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.gate.finding import Finding, Kind

_DASHES = frozenset("−⁃˗¯─━ー一")
_DOTS = frozenset("·•‧・∙⋅")
_SLASHES = frozenset("⁄∕⧸")
_BLANKS = frozenset("\t\v\f\r\u2800\u3164\uffa0\u115f\u1160")
_LETTERS = {"О": "O", "о": "o", "Ο": "O", "ο": "o", "…": ".", "І": "I", "і": "i"}
"""Cyrillic and Greek letters that look Latin, and an ellipsis, which NFKC would make longer."""


class _Plain(dict[int, str]):
    """Code point -> plain text, worked out when a character is first met."""

    def __missing__(self, code: int) -> str:
        plain = self[code] = _plain(chr(code))
        return plain


_PLAIN = _Plain()


@dataclass(frozen=True)
class Reading:
    """A text in plain characters, and the way back."""

    text: str
    digits: str
    """As long as `text`, with letters that stand for digits (O, o, l, I) as digits, and without
    the digits of runs longer than any number looked for."""
    lower: str
    """`digits` in small letters; as long as `text`."""
    origins: Sequence[int]
    """For each character, its place in the text as written, and last the length of that."""

    def finding(self, kind: Kind, start: int, end: int) -> Finding:
        """The finding for `text[start:end]`, in the places of the text as written."""
        return Finding(kind, self.origins[start], self.origins[end - 1] + 1)


def read(text: str) -> Reading:
    """Read a text: compatibility forms folded (NFKC), invisible characters dropped."""
    plain, origins = _in_plain(text)
    digits = _as_digits(plain)
    lower = digits.lower()
    if len(lower) != len(digits):  # a few capital letters are two characters when small
        lower = "".join(char.lower()[0] for char in digits)
    return Reading(plain, digits, lower, origins)


def _in_plain(text: str) -> tuple[str, Sequence[int]]:
    same_places = range(len(text) + 1)
    characters = set(text)
    if text.isascii() and all(char.isprintable() or char == "\n" for char in characters):
        return text, same_places
    if unicodedata.is_normalized("NFC", text) and all(
        len(_PLAIN[ord(char)]) == 1 for char in characters
    ):
        return text.translate(_PLAIN), same_places
    return _by_cluster(text)


_CLUSTER = re.compile(r"(?s).[\u0300-\u036f]*")


def _by_cluster(text: str) -> tuple[str, Sequence[int]]:
    """The slower way, for texts where a letter is several characters or a character vanishes."""
    parts: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        written = cluster.group()
        if len(written) > 1:
            written = unicodedata.normalize("NFC", written)
        plain = written.translate(_PLAIN)
        parts.append(plain)
        origins.extend([cluster.start()] * len(plain))
    origins.append(len(text))
    return "".join(parts), origins


def _plain(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if char in _LETTERS:
        return _LETTERS[char]
    return _plain_mark(char) or "".join(
        _plain_mark(part) or part
        for part in unicodedata.normalize("NFKC", char)
        if not _invisible(part)
    )


def _plain_mark(char: str) -> str:
    """The plain form of a dash, dot, slash, space or line break, or nothing."""
    category = unicodedata.category(char)
    if char == "\n" or category in {"Zl", "Zp"}:
        return "\n"
    if category == "Pd" or char in _DASHES:
        return "-"
    if category == "Zs" or char in _BLANKS:
        return " "
    if char in _DOTS:
        return "."
    return "/" if char in _SLASHES else ""


def _invisible(char: str) -> bool:
    """Zero-width and control characters, and marks that only dress the one before."""
    return unicodedata.category(char) in {"Cf", "Cc", "Mn", "Me", "Cn", "Co"}


_AS_DIGITS = str.maketrans("OoIl", "0011")
_LONG_RUN = re.compile(r"\d{17,}")
_AFTER_DIGIT = re.compile(
    r"""
      \d[OoIl]+(?![^\W\d_])                   # 54O312, 98O4
    | \d[-./+][OoIl]{1,4}(?=[-./+]?\d)        # 54-lO-12
    | \d\d[-+][OoIl]{4}(?![^\W_])             # 540312-OOIO
    """,
    re.VERBOSE,
)
_MIXED = re.compile(r"[\dOoIl](?<![^\W_].)[\dOoIl]*(?:[ \n\-./+_:~*()|]{1,3}[\dOoIl]+)+(?![^\W_])")
_BEFORE_DIGIT = re.compile(r"[OoIl](?<![^\W_][OoIl])[OoIl]*(?=\d)")  # l234


def _all_as_digits(run: re.Match[str]) -> str:
    """Of "4 O 1 2 l 3 …" every part, when it is as long as an identity number."""
    written = run.group()
    signs = sum(char in "0123456789OoIl" for char in written)
    if signs >= 10 and any(map(str.isdigit, written)):
        return written.translate(_AS_DIGITS)
    return written


def _as_digits(text: str) -> str:
    """Letters for digits where they touch digits and no other letter; "5 l" is five litres."""
    text = _MIXED.sub(_all_as_digits, text)
    for form in (_BEFORE_DIGIT, _AFTER_DIGIT):
        text = form.sub(lambda run: run.group().translate(_AS_DIGITS), text)
    return _LONG_RUN.sub(lambda run: "#" * len(run.group()), text)
