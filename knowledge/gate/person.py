"""A person by name and something about their health: "Karin A har diabetes".

Staff are named too, so a name and a condition in the same sentence are not enough: the sentence
must say the one about the other. Reads words, not grammar; precision goes before recall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.gate.finding import Finding, Kind
from knowledge.gate.health import is_condition, is_medicine, is_refusal
from knowledge.gate.names import AMBIGUOUS, given_of, is_given, is_surname
from knowledge.gate.places import MUNICIPALITIES, ROOM, may_be_place
from knowledge.gate.reading import Reading
from knowledge.gate.sentence import Sentence, sentence_at
from knowledge.gate.staff import is_role

_TITLES = frozenset("fru herr fröken tant farbror mrs mr ms miss gubben gumman".split())
_PATIENTS = frozenset(
    """
    patienten patient pat brukaren brukare vårdtagaren kunden klienten pojken flickan lilla lille
    gamla gamle änkan änklingen boende
    """.split()
)
_STATES = frozenset(
    """
    har hade fick får fått lider drabbats drabbades är var blev blivit varit blir verkar känns
    behöver ska äter tar använder vägrar vägrade medicinerar behandlas hittades väntar has had got
    is was suffers needs takes refuses kissar kräks hostar
    """.split()
)
_BETWEEN = frozenset(
    """
    en ett sin sitt sina svår svårt svåra lätt lätta grav mild lindrig kronisk kroniskt akut akuta
    nydebuterad misstänkt känd ny nytt nya stor stort stora litet liten mycket ganska lite lätt
    rejält rejäl djup djupt haft fått få ha nu också både även dessutom inte ingen tyvärr troligen
    nog kanske länge sedan igen idag igår natt dag går morse i av från för mot som blivit varit ta
    tagit ett två tre grad typ begynnande långt gången insulinbehandlad hög högt låg lågt dålig
    dåligt svagt väldigt ju visst väl precis just nyligen lever med diagnostiserats diagnostiserad
    diagnosticerats diagnosen behandlad akut urusel sitta vara bli behandlas att ur ner mer mera
    hela natten dygnet sig hans hennes the a an been with from his her severe bad very by last
    slutat inget knappt ha mått stått nytt åter upp fel
    """.split()
)
_ABOUT = frozenset("hos på åt".split())
_CARE = frozenset(
    """
    ge gav gett ger lägg lägga la lagt byt byta väg väga mata hjälp hjälpa hittade hittat lyft
    lyfta duscha kontrollera kolla koll mät mäta give gave vänd vända orolig oroliga
    """.split()
)
_MODAL = frozenset("ska skall får har fick behöver brukar ville vill".split())
_NOT_ABOUT = frozenset("som ansvar specialområde område ämne schemat ansvarsområde".split())
_REACH = 8
_LONGEST_NAME = 4
_TITLED = re.compile(r"(?:fru|herr|fröken|tant|farbror|mrs|mr|ms|miss|gubben|gumman) ")
_CAPITALISED = re.compile(r"[A-ZÅÄÖ][\w'-]*")


@dataclass(frozen=True)
class _Named:
    """Somebody named: the words from `start` up to `end`."""

    start: int
    end: int
    genitive: bool = False
    certain: bool = False
    """A patient by title, room or age, so that any condition in the sentence is theirs."""


def find_person(reading: Reading, sentences: list[Sentence]) -> Finding | None:
    """The first person named with something about their health, or None."""
    for sentence in _that_may_name(reading, sentences):
        for index in range(len(sentence.words)):
            named = _named(sentence, index)
            if named and not _is_staff(sentence, named) and _is_told(sentence, named):
                start, end = sentence.words[named.start].start, sentence.words[named.end - 1].end
                return reading.finding(Kind.PERSON, start, end)
    return None


def _that_may_name(reading: Reading, sentences: list[Sentence]) -> Iterator[Sentence]:
    """The sentences with a word that may be a name; a quick look, before they are cut."""
    capitalised = set(_CAPITALISED.findall(reading.text))
    names = {word for word in capitalised if len(word) == 1 or given_of(word) or is_surname(word)}
    places = [m.start() for m in _CAPITALISED.finditer(reading.text) if m.group() in names]
    places += [m.start() for m in _TITLED.finditer(reading.lower)]
    for index in sorted({sentence_at(sentences, place) for place in places}):
        yield sentences[index]


def _named(words: Sentence, index: int) -> _Named | None:
    """Who is named at this word, if anybody."""
    word = words.get(index)
    if word.lower() in _TITLES:
        titled = words.get(index + 1)[:1].isupper()
        return _Named(index, index + 2, certain=True) if titled else None
    if not word[:1].isupper():
        return None
    if len(word) == 1:
        return _by_initials(words, index)
    return _by_given(words, index) or _by_surname(words, index)


def _by_given(words: Sentence, index: int) -> _Named | None:
    word = words.get(index)
    given = given_of(word)
    if not given:
        return None
    end = index + 1
    while end < index + _LONGEST_NAME and _continues(words, end):
        end += 1
    last = words.get(end - 1)
    genitive = last.endswith(("s", "'s")) and (end > index + 1 or word != given)
    if given.lower() in AMBIGUOUS and end == index + 1 and not _takes_verb(words, end):
        return None
    return _Named(index, end, genitive)


def _continues(words: Sentence, index: int) -> bool:
    """A surname or an initial after a given name."""
    word = words.get(index)
    return word[:1].isupper() and (len(word) == 1 or is_surname(word) or is_given(word))


def _takes_verb(words: Sentence, index: int) -> bool:
    return words.lower(index) in _STATES or is_condition(words.lower(index))


def _by_surname(words: Sentence, index: int) -> _Named | None:
    """ "Lundmark i Tallsjö har …", "Andersson på rum 4"."""
    word = words.get(index)
    is_one = is_surname(word) and word.lower() not in MUNICIPALITIES
    return _Named(index, index + 1) if is_one else None


def _by_initials(words: Sentence, index: int) -> _Named | None:
    """ "A.L.", "K A": two capital letters, each on its own."""
    second = index + 2 if words.get(index + 1) == "." else index + 1
    end = second + 2 if words.get(second + 1) == "." else second + 1
    two = _is_initial(words.get(index)) and _is_initial(words.get(second))
    more = _is_initial(words.get(end)) or _is_initial(words.get(index - 1))
    return _Named(index, end) if two and not more else None


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _is_staff(words: Sentence, named: _Named) -> bool:
    """Named with a role: "sjuksköterskan Karin", "Karin (MAS)", "Karin, sjuksköterska"."""
    if is_role(words.lower(named.start - 1)) or is_role(words.lower(named.start - 2)):
        return True
    after = named.end
    if words.get(after) in {",", "(", "/"}:
        return any(is_role(words.lower(after + step)) for step in range(1, 4))
    return False


def _is_told(words: Sentence, named: _Named) -> bool:
    """Whether the sentence tells something of the health of the one who is named."""
    if named.certain or _is_patient(words, named):
        return _tells_health(words, named)
    if named.genitive and _health_follows(words, named.end):
        return True
    return _predicate(words, _skip(words, named.end)) or _object(words, named)


def _tells_health(words: Sentence, named: _Named) -> bool:
    """Whether anything of the sentence beside the name is about health."""
    return any(
        _is_health(words, index)
        for index in range(len(words.words))
        if not named.start <= index < named.end
    )


def _is_patient(words: Sentence, named: _Named) -> bool:
    """By word, "patienten Ingrid", by room, "Edith rum 5", or by age, "Karin, 84 år"."""
    if words.lower(named.start - 1) in _PATIENTS:
        return True
    start, end = words.words[named.start].start, words.words[named.end - 1].end
    in_room = ROOM.search(words.source, max(0, start - 12), end + 14)
    return bool(in_room or _AGED.match(words.source, end))


_AGED = re.compile(r",? \(?(?:[1-9]\d|10\d)(?: ?år\b|\)|,| (?=[a-zåäö]{4}))")


def _skip(words: Sentence, index: int) -> int:
    """Past a place and such: "… i Granliden", "… på Storgatan 4", ", hon", "som"."""
    if words.lower(index) in {"i", "på", "från"} and may_be_place(words.get(index + 1)):
        index += 2
        if words.get(index).isdigit():
            index += 1
    elif words.lower(index) in {"i", "på", "från"} and words.lower(index + 1) in {
        "korttids",
        "byn",
    }:
        index += 2
    while words.lower(index) in {",", ":", "hon", "han", "hen", "som", "she", "he"}:
        index += 1
    return index


def _is_health(words: Sentence, index: int) -> bool:
    word = words.lower(index)
    return is_condition(word) or is_refusal(words.lower(index - 1), word)


def _predicate(words: Sentence, index: int) -> bool:
    """ "… har svår KOL", "… ramlade", "… är dement"."""
    word = words.lower(index)
    if word in _STATES:
        return _is_health(words, index) or _health_follows(words, index + 1)
    return _is_health(words, index) and _is_alone(words, index)


def _health_follows(words: Sentence, index: int) -> bool:
    """A condition after nothing but small words, and not as somebody's subject at work."""
    for step in range(index, index + _REACH):
        if _is_health(words, step):
            return _is_alone(words, step)
        if words.lower(step) not in _BETWEEN and not words.get(step).isdigit():
            return False
    return False


def _is_alone(words: Sentence, index: int) -> bool:
    return words.lower(index + 1) not in _NOT_ABOUT


def _object(words: Sentence, named: _Named) -> bool:
    """ "såret hos Rune", "ge Gunvor två Alvedon", "ska Sven ha insulin"."""
    before = words.lower(named.start - 1)
    if before in _ABOUT and _is_health(words, named.start - 2):
        return True
    if before in _CARE or words.lower(named.start - 2) in _CARE:
        return _tells_health(words, named)
    asked = before in _MODAL and words.lower(named.end) in {"ha", "få", "fått", "ta", "tagit"}
    return asked and any(is_medicine(word.lower) for word in words.words)
