"""What kind of thing a question asks for, and whether a sentence holds such a thing. Pure.

A passage that says *that* something exists tells neither who, how many nor what it costs.
The patterns are in `knowledge/data/kinds.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from itertools import chain

from knowledge.fold import fold
from knowledge.particulars import Particulars, particulars
from knowledge.question import Alternatives, coverage, is_english, subject, written
from knowledge.swedish import pieces, words

LONGEST = 2_000
"""Characters of a question that are read."""
_SENTENCE = re.compile(r"(?<=[^\d][.!?:;])\s+|\n+")
_FLAGS = re.IGNORECASE | re.MULTILINE
_PROPER = re.compile(r"\b[A-ZÅÄÖ][a-zåäöé]+[ -][A-ZÅÄÖ][a-zåäöé]+\b")
_NAMED = re.compile(r"\b(?:heter|kallas)\b|: *\w|[”\"][A-ZÅÄÖ]|^\s*[•*–-]\s", _FLAGS)
_SAME = 0.3
"""Share of a word's pieces from which another word counts as a form of it."""
_LABELLED = re.compile(r"[:|]")
_BEHIND = 3
"""Words after a number among which what it counts stands."""
_DEFINED = (
    r"\b{term}\w*\W{{0,3}}(?: (?:ar|betyder|innebar|menas)\b| ?[–:-]|\()"
    r"|\({term}\w*\)|\bmenas\b.*\b{term}"
)
_TERMS = 2
"""Words of a term, at most; what is longer is hardly defined anywhere."""


class Kind(StrEnum):
    """What is asked for; OPEN where any sentence about the subject may do."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    WHO = "who"
    TIME = "time"
    DURATION = "duration"
    COUNT = "count"
    REASON = "reason"
    PERMISSION = "permission"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    NAME = "name"
    DEFINITION = "definition"
    LIST = "list"
    OPEN = "open"


@dataclass(frozen=True)
class _Patterns:
    asked: Mapping[Kind, re.Pattern[str]]
    held: Mapping[Kind, re.Pattern[str]]
    number: re.Pattern[str]
    role: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    file = resources.files("knowledge") / "data" / "kinds.toml"
    source = tomllib.loads(file.read_text("utf-8"))
    lists = {name.upper(): _any(parts) for name, parts in source.pop("lists").items()}
    names = re.compile("|".join(lists))

    def compiled(parts: Sequence[str]) -> re.Pattern[str]:
        return re.compile(names.sub(lambda name: lists[name[0]], _any(parts)), _FLAGS)

    return _Patterns(
        asked={Kind(name): compiled(kind["asked"]) for name, kind in source.items()},
        held={
            Kind(name): compiled(kind["held"]) for name, kind in source.items() if "held" in kind
        },
        number=compiled([r"\bNUMBER\b"]),
        role=compiled(["ROLE"]),
    )


def _any(parts: Sequence[str]) -> str:
    return f"(?:{'|'.join(part.replace(chr(10), '') for part in parts)})"


@dataclass(frozen=True)
class Asked:
    """A question taken apart."""

    kind: Kind
    about: tuple[Alternatives, ...]
    """The words of its subject, as documents write them."""
    named: str
    """All its words, as documents write them."""
    english: bool
    particulars: Particulars

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence holds a thing of the kind asked for."""
        if special := _SPECIAL.get(self.kind):
            return special(self, sentence)
        pattern = _patterns().held.get(self.kind)
        return pattern is None or bool(pattern.search(sentence))

    def said_in(self, index_text: str) -> float:
        """How much of the subject a passage says around a thing of the kind asked for: 0 to 1.

        Around it are the sentence, its neighbours and the headings above. A sentence about
        another shift or principal says nothing.
        """
        heading, _, body = index_text.partition("\n")
        parts = _SENTENCE.split(body or heading)
        sentences = ["" if self.particulars.contradicted_by(part) else part for part in parts]
        above, held = pieces(heading), [pieces(sentence) for sentence in sentences]
        return max(
            (
                coverage(self.about, above.union(*held[max(0, at - 1) : at + 2]))
                for at, sentence in enumerate(sentences)
                if sentence.strip() and self.is_in(sentence)
            ),
            default=0.0,
        )


def asked(question: str) -> Asked:
    """What kind of thing a question asks for, and about what."""
    plain = " ".join(question[:LONGEST].split())
    english = is_english(plain)
    patterns = _patterns().asked.items()
    kind, pattern = next(((k, p) for k, p in patterns if p.search(plain)), (Kind.OPEN, None))
    about = subject(pattern.sub(" ", plain) if pattern else plain, english=english)
    if kind is Kind.DEFINITION and len(about) > _TERMS:
        kind = Kind.OPEN
    named = " ".join(chain(*written(plain, english=english)))
    return Asked(kind, tuple(about), named, english, particulars(plain))


def _a_count(question: Asked, sentence: str) -> bool:
    """A number of what is counted: "tre fasta platser", "Platser: 3", "Platser | 3"."""
    # A place has things to count; "how many need groups" has the thing itself second.
    things = [thing for thing in question.about if thing[0] not in question.particulars.names]
    counted = things[: 2 if question.english else 1]
    for number in _patterns().number.finditer(sentence):
        before, after = sentence[: number.start()], sentence[number.end() :]
        label = before if _LABELLED.search(before) else ""
        near = [*words(label), *words(after)[:_BEHIND]]
        if any(coverage([thing], pieces(word)) >= _SAME for thing in counted for word in near):
            return True
    return False


def _a_person(question: Asked, sentence: str) -> bool:
    """A role that the question does not name itself, or a person's name."""
    named = pieces(question.named)
    roles = (role for said in _patterns().role.finditer(sentence) for role in words(said[0]))
    return any(coverage([(role,)], named) < _SAME for role in roles) or _is_proper(sentence)


def _a_name(question: Asked, sentence: str) -> bool:
    """The name of a person, if a role is asked about; else one after a colon or in a list."""
    if _patterns().role.search(question.named):
        return _is_proper(sentence)
    return bool(_NAMED.search(sentence))


def _is_proper(sentence: str) -> bool:
    """Whether two words in a row have capitals, as a person's names do."""
    return bool(_PROPER.search(sentence))


def _a_definition(question: Asked, sentence: str) -> bool:
    """A term of the question before "är", a dash or a parenthesis, in one, or after "menas"."""
    plain = fold(sentence)
    return any(
        re.search(_DEFINED.format(term=re.escape(term)), plain) for term in chain(*question.about)
    )


_SPECIAL: Mapping[Kind, Callable[[Asked, str], bool]] = {
    Kind.COUNT: _a_count,
    Kind.WHO: _a_person,
    Kind.NAME: _a_name,
    Kind.DEFINITION: _a_definition,
}
