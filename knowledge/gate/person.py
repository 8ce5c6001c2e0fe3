"""A person by name and something about their health: "Karin A har diabetes".

Staff are named too, so a name and a condition in the same sentence are not enough: the sentence
must say the one about the other. Reads words, not grammar; precision goes before recall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.gate.finding import Finding, Kind
from knowledge.gate.naming import TITLED, is_staff, may_be_name, named_at
from knowledge.gate.reading import Reading
from knowledge.gate.sentence import Sentence, sentence_at
from knowledge.gate.telling import is_told

_CAPITALISED = re.compile(r"[A-ZÅÄÖ][\w'-]*")


def find_person(reading: Reading, sentences: list[Sentence]) -> Finding | None:
    """The first person named with something about their health, or None."""
    for sentence in _that_may_name(reading, sentences):
        for index in range(len(sentence.words)):
            named = named_at(sentence, index)
            if named and not is_staff(sentence, named) and is_told(sentence, named):
                start, end = sentence.words[named.start].start, sentence.words[named.end - 1].end
                return reading.finding(Kind.PERSON, start, end)
    return None


def _that_may_name(reading: Reading, sentences: list[Sentence]) -> Iterator[Sentence]:
    """The sentences with a word that may be a name; a quick look, before they are cut."""
    names = set(filter(may_be_name, set(_CAPITALISED.findall(reading.text))))
    places = [word.start() for word in _CAPITALISED.finditer(reading.text) if word.group() in names]
    places += [title.start() for title in TITLED.finditer(reading.lower)]
    for index in sorted({sentence_at(sentences, place) for place in places}):
        yield sentences[index]
