"""Who is named in a sentence: by given name, title, surname or initials."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.gate.health import EVENTS, is_condition
from knowledge.gate.names import AMBIGUOUS, given_of, is_surname
from knowledge.gate.places import ROOM, is_municipality
from knowledge.gate.sentence import Sentence
from knowledge.gate.staff import is_role

_TITLES = frozenset("fru herr fröken tant farbror mrs mr gubben gumman".split())
TITLED = re.compile(r"(?:fru|herr|fröken|tant|farbror|mrs|mr|gubben|gumman) ")
_PATIENTS = frozenset(
    """
    boende brukare brukaren flickan gamla gamle klienten kunden lilla lille pat patient
    patienten pojken vårdtagaren änkan änklingen
    """.split()
)
STATES = frozenset(
    """
    behandlas behöver blev blir blivit drabbades drabbats fick får fått got had hade har has
    hittades hostar is kissar kräks känns lider med mår needs opereras refuses skrivs suffers
    var varit verkar vägrade vägrar vårdas was är
    """.split()
)
"""Verbs between a person and what is told of them."""
_ABBREVIATIONS = frozenset("AT FT PT HR IT AI EU KS KF MS SK TV SJ RS ON VI NI SN VD OK PM".split())
_AGED = re.compile(r",? \(?(?:\d{1,3} ?år\b|[1-9]\d(?:\)|,| (?=[a-zåäö]{4})))")
_LONGEST = 4


@dataclass(frozen=True)
class Named:
    """Somebody named: the words from `start` up to `end`."""

    start: int
    end: int
    genitive: bool = False
    titled: bool = False


def may_be_name(word: str) -> bool:
    """A quick look at a capitalised word: a given name, a surname or initials."""
    return (len(word) < 3 and word.isupper()) or bool(given_of(word)) or is_surname(word)


def named_at(sentence: Sentence, index: int) -> Named | None:
    """Who is named at this word, if anybody."""
    word = sentence.get(index)
    if word.lower() in _TITLES:
        followed = sentence.get(index + 1)[:1].isupper()
        return Named(index, index + 2, titled=True) if followed else None
    if not word[:1].isupper():
        return None
    if len(word) < 3 and word.isupper():
        return _by_initials(sentence, index)
    return _by_given(sentence, index) or _by_surname(sentence, index)


def is_patient(sentence: Sentence, named: Named) -> bool:
    """By word, "patienten Ingrid", by title, by room, "Edith rum 5", or by age, "Karin, 84 år"."""
    if named.titled or sentence.lower(named.start - 1) in _PATIENTS:
        return True
    start, end = sentence.words[named.start].start, sentence.words[named.end - 1].end
    in_room = ROOM.search(sentence.source, max(0, start - 12), end + 14)
    return bool(in_room or _AGED.match(sentence.source, end))


def is_staff(sentence: Sentence, named: Named) -> bool:
    """Named with a role: "sjuksköterskan Karin", "Karin (MAS)", "Karin, sjuksköterska"."""
    if any(is_role(sentence.lower(named.start - step)) for step in (1, 2)):
        return True
    beside = sentence.get(named.end) in {",", "(", "/"}
    return beside and any(is_role(sentence.lower(named.end + step)) for step in (1, 2, 3))


def _by_given(sentence: Sentence, index: int) -> Named | None:
    word = sentence.get(index)
    given = given_of(word)
    if not given:
        return None
    end = index + 1
    while word == given and end < index + _LONGEST and _continues(sentence, end):
        end += 1
    if given.lower() in AMBIGUOUS and end == index + 1 and not _takes_verb(sentence, end):
        return None
    last = sentence.get(end - 1)
    genitive = last.endswith("s") and (end > index + 1 or word != given)
    initial = len(last) == 1 and sentence.get(end) == "."
    return Named(index, end + 1 if initial else end, genitive)


def _continues(sentence: Sentence, index: int) -> bool:
    """A surname or an initial after a given name: any capitalised word that is no abbreviation."""
    word = sentence.get(index)
    if not word[:1].isupper() or is_condition(word.lower()):
        return False
    return len(word) == 1 or not word.isupper()


def _takes_verb(sentence: Sentence, index: int) -> bool:
    return sentence.lower(index) in STATES or sentence.lower(index) in EVENTS


def _by_surname(sentence: Sentence, index: int) -> Named | None:
    """ "Andersson har …"; and where it may be a place, "Lundmark i Tallsjö har …"."""
    word = sentence.get(index)
    located = sentence.lower(index + 1) in {"i", "på", "från"}
    if not is_surname(word, alone=not located) or is_municipality(word):
        return None
    return Named(index, index + 1)


def _by_initials(sentence: Sentence, index: int) -> Named | None:
    """ "A.L. har …", "K A rum 3", "KA är …"."""
    end = _end_of_initials(sentence, index)
    if not end:
        return None
    named = Named(index, end)
    return named if sentence.lower(end) in STATES or is_patient(sentence, named) else None


def _end_of_initials(sentence: Sentence, index: int) -> int:
    word = sentence.get(index)
    if len(word) == 2:
        return 0 if word in _ABBREVIATIONS else index + 1
    second = index + 2 if sentence.get(index + 1) == "." else index + 1
    end = second + 2 if sentence.get(second + 1) == "." else second + 1
    more = _is_initial(sentence.get(end)) or _is_initial(sentence.get(index - 1))
    return end if _is_initial(sentence.get(second)) and not more else 0


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()
