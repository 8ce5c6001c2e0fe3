"""The patient-data gate: no text that points out a patient or a private person is stored.

Pure: no input or output, and time linear in the length of the text.
"""

from __future__ import annotations

from knowledge.gate.age import find_age_in_place
from knowledge.gate.birth import find_birth
from knowledge.gate.dayfirst import find_day_first
from knowledge.gate.email import find_email
from knowledge.gate.finding import Finding, Kind
from knowledge.gate.identity import find_number
from knowledge.gate.person import find_person
from knowledge.gate.phone import find_phone
from knowledge.gate.reading import read
from knowledge.gate.reserve import find_reserve
from knowledge.gate.sentence import sentences
from knowledge.gate.spoken import find_spoken

__all__ = ["Finding", "Kind", "screen"]

_IN_CHARACTERS = (
    find_number,
    find_day_first,
    find_spoken,
    find_reserve,
    find_birth,
    find_phone,
    find_email,
)
_IN_SENTENCES = (find_age_in_place, find_person)


def screen(text: str) -> Finding | None:
    """The first thing in the text that must not be stored, or None when it may pass."""
    reading = read(text)
    for find in _IN_CHARACTERS:
        finding = find(reading)
        if finding:
            return finding
    all_of = sentences(reading.text)
    for search in _IN_SENTENCES:
        finding = search(reading, all_of)
        if finding:
            return finding
    return None
