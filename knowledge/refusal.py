"""What the assistant must not answer, whatever the documents say: doses for someone, and
questions about a single patient. A person decides those."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.fold import fold


class Refusal(StrEnum):
    """Why a question is not answered."""

    DOSE = "dose"
    PATIENT = "patient"


_AMOUNT = re.compile(
    r"\b(hur (mycket|manga|ofta)|vilken (dos|mangd|styrka)|dos(en|er|ering|eringen)?|maxdos\w*"
    r"|overdos\w*|how (much|many|often)|(what|which) dos(e|age)|dos(e|age))\b"
)
_MEDICINE = re.compile(
    r"\b(mg|ml|mikrogram|milligram|tablett(er|en|erna)?|insulin\w*|morfin\w*|paracetamol\w*|alvedon"
    r"|panodil|ipren|ibuprofen|oxy(contin|norm|kodon)\w*|fentanyl\w*|midazolam|stesolid|diazepam"
    r"|oxascand|sobril|haldol|zopiklon|imovane|furosemid|furix|warfarin|waran|eliquis|digoxin"
    r"|metoprolol|kortison|betapred|penicillin|antibiotika|morphine|antibiotics?|tablets?)\b"
)
_GIVEN = re.compile(
    r"\b(ge|ger|gett|gav|ta|tar|far|kan jag|ska jag|ska vi|give|take|max|hogst|ok|okej|lagom)\b"
)
_PATIENT = re.compile(
    r"\b((min|var|mitt|denna|den har) (patient|brukare|boende|vardtagare|kund)\b"
    r"|(patient|brukar|boende|vardtagar|kund)\w* (pa|i) (rum|sal|lagenhet|lgh|sang|avdelning) ?\d+"
    r"|(fru|herr|froken) [a-z]{3,}"
    r"|(my|our|this) (patient|resident|client)\b"
    r"|(patient|resident) in (room|bed) ?\d+)"
)


def refused(question: str) -> Refusal | None:
    """Whether a question is for a person to decide, and why; None if it may be answered.

    Rules about medicines in general ("hur ofta kontrolleras narkotikaskåpet") pass: only an
    amount of a medicine that is to be given is a dose.
    """
    asked = fold(question)
    if _PATIENT.search(asked):
        return Refusal.PATIENT
    if _AMOUNT.search(asked) and _MEDICINE.search(asked) and _GIVEN.search(asked):
        return Refusal.DOSE
    return None
