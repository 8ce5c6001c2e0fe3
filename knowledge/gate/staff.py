"""Words for those who work in care and its administration."""

from __future__ import annotations

_ROLE_ENDS = (
    "sköterska", "sköterskan", "skötare", "skötaren", "läkare", "läkaren", "terapeut",
    "terapeuten", "chef", "chefen", "ledare", "ledaren", "samordnare", "samordnaren",
    "handläggare", "handläggaren", "ombud", "ombudet", "direktör", "direktören", "tekniker",
    "teknikern", "planerare", "planeraren", "ansvarig", "ansvarige", "biträde", "biträdet",
    "sekreterare", "sekreteraren", "ordförande", "vikarie", "vikarien", "konsulent",
)  # fmt: skip

_ROLES = frozenset(
    """
    mas mar ssk dsk usk nssk at ft sjukgymnast sjukgymnasten kurator kuratorn psykolog psykologen
    dietist dietisten logoped logopeden barnmorska barnmorskan doktor doktorn dr jour jouren
    bakjour bakjouren personal personalen kollega kollegan kollegor upphandlare upphandlaren
    jurist juristen arkivarie registrator registratorn vaktmästare vaktmästaren receptionist
    receptionisten farmaceut farmaceuten apotekare apotekaren tandläkare lärare rektor präst
    prästen diakon diakonen polis tolk tolken utredare utredaren strateg strategen controller
    utvecklare utvecklaren föreläsare föreläsaren nurse doctor manager physician therapist
    coordinator caretaker staff colleague director
    """.split()
)


def is_role(word: str) -> bool:
    """Whether a word names somebody by what they do at work."""
    lower = word.lower()
    return any(form in _ROLES or form.endswith(_ROLE_ENDS) for form in (lower, lower.rstrip("s")))
