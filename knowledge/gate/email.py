"""E-mail addresses of private persons.

At a provider of private mail every address is a person's. Elsewhere it is a person's when it is
made of a name and the domain is no public body's.
"""

from __future__ import annotations

import re

from knowledge.gate.finding import Finding, Kind
from knowledge.gate.names import AMBIGUOUS, is_given, is_surname
from knowledge.gate.places import is_municipal
from knowledge.gate.reading import Reading

_DOT = r"(?:\.| ?[(\[{] ?(?:dot|punkt|\.) ?[)\]}] ?| punkt )"
_LABEL = r"[a-z0-9åäö\-]{1,63}"
_AT = re.compile(
    r"(?:@|[(\[{] ?(?:at|snabel-?a|@) ?[)\]}] ?|snabel-?a )"
    rf"(?P<domain>{_LABEL}(?:{_DOT}{_LABEL}){{1,4}})"
)
_LOCAL = "abcdefghijklmnopqrstuvwxyzåäö0123456789.+-_"
_PROVIDERS = frozenset(
    """
    gmail googlemail hotmail outlook live msn icloud me mac yahoo ymail aol proton protonmail pm
    tutanota telia comhem bredband bredband2 bahnhof tele2 spray swipnet glocalnet passagen home
    gmx fastmail hey mail web zoho yandex tiscali algonet utfors bostream netatonce ownit telenor
    """.split()
)
_PUBLIC = re.compile(
    r"kommun|region|landsting|inera|1177|skr\b|myndighet|socialstyrelsen|folkhalso|sjukhus|vgr\b"
    r"|sll\b|univers|\bumu\b|lansstyrelsen|forening|gov\b|forsakringskassan|skatteverket|polisen|omsorg|vard|vård|avdelning"
)
_TIED = re.compile(
    r"\b(?:hennes|hans|min|mitt|privat\w*|son(?:en)?|dotter\w*|anhörig|god man|fru|maken?|mak[ae]n"
    r"|bror|syster|her|his|my|mamma|pappa|daughter)\b[^.!?\n]*$"
)


def find_email(reading: Reading) -> Finding | None:
    """The first e-mail address of a private person, or None."""
    for at in _AT.finditer(reading.lower):
        reach = max(0, at.start() - 65)
        before = reading.lower[reach : at.start()].rstrip(" ")
        head = before.rstrip(_LOCAL)
        local = before[len(head) :]
        # "@karin:example.org" is a Matrix id, and "a@b@c" no address.
        if local and not head.endswith("@") and _is_private(head[-60:], local, at["domain"]):
            return reading.finding(Kind.EMAIL, reach + len(head), at.end())
    return None


def _is_private(before: str, local: str, domain: str) -> bool:
    labels = re.split(r"[^a-z0-9åäö\-]+", domain)
    if any(label in _PROVIDERS for label in labels[:-1]):
        return True
    if _PUBLIC.search(domain) or is_municipal(domain):
        return False
    return _is_personal(local) or _TIED.search(before) is not None


def _is_personal(local: str) -> bool:
    """Made of somebody's name: "karin.andersson", "k.andersson", "gunilla", "familjen.ek"."""
    parts = [part.capitalize() for part in re.split(r"[._+\-\d]+", local) if part]
    if any(part in {"Familjen", "Fam"} for part in parts):
        return True
    if len(parts) == 1:
        return is_given(parts[0]) and parts[0].lower() not in AMBIGUOUS
    return any(is_given(part) or is_surname(part) for part in parts)
