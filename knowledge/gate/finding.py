"""What the gate says of a text: the kind of a finding and where it stands, never its content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why a text is stopped, in the words of its readers."""

    PERSONAL_NUMBER = "personnummer"
    COORDINATION_NUMBER = "samordningsnummer"
    RESERVE_NUMBER = "reservnummer"
    ASYLUM_NUMBER = "lma-nummer"
    BIRTH_DATE = "födelsedatum"
    PHONE = "telefon"
    EMAIL = "e-post"
    PERSON = "person-i-sammanhang"


@dataclass(frozen=True)
class Finding:
    """Something that must not be stored: `text[start:end]` of the text as it was written."""

    kind: Kind
    start: int
    end: int
