"""Words that templates for public documents print: standard headings, words on forms."""

from __future__ import annotations

_STANDARD_HEADINGS = frozenset({
    "ansvar", "ansvarsfördelning", "bakgrund", "bedömning", "beskrivning av ärendet", "beslut",
    "beslutsgång", "beslutsunderlag", "bilaga", "bilagor", "definitioner", "förslag till beslut",
    "genomförande", "inledning", "omfattning", "referenser", "reservation", "sammanfattning",
    "sammanfattning av ärendet", "syfte", "syfte och mål", "uppföljning", "yrkanden", "ärendet",
    "ärendebeskrivning", "överväganden",
})  # fmt: skip
_FORM_WORDS = frozenset({
    "justerandes", "justerandes signatur", "justerare", "justering", "protokoll",
    "protokollsutdrag", "sammanträdesdatum", "sammanträdesprotokoll", "tjänsteskrivelse",
    "tjänsteutlåtande", "utdragsbestyrkande",
})  # fmt: skip


def is_standard_heading(line: str) -> bool:
    """Whether the line is a heading of the usual templates, known as such wherever it stands."""
    return line.casefold() in _STANDARD_HEADINGS


def is_form_word(line: str) -> bool:
    """Whether the line is a word printed on forms for minutes and memos, never a heading."""
    return line.casefold().strip(" :.") in _FORM_WORDS
