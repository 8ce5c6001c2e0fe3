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
from knowledge.gate.staff import is_role

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
_WHOSE = (
    r"\b(?:hennes|hans|min|mitt|privat\w*|son(?:en|ens)?|dotter\w*|anhörig|god man|frun?s?|maken?s?"
    r"|makans?|bror\w*|syster\w*|her|his|my|mamma\w?|pappa\w?|daughter)\b"
)
_TIED = re.compile(rf"{_WHOSE}[^.!?\n]*$")
_TIED_AFTER = re.compile(rf"[^.!?\n]*{_WHOSE}")


def find_email(reading: Reading) -> Finding | None:
    """The first e-mail address of a private person, or None."""
    lower = reading.lower
    for at in _AT.finditer(lower):
        reach = max(0, at.start() - 65)
        before = lower[reach : at.start()].rstrip(" ")
        head = before.rstrip(_LOCAL)
        local = before[len(head) :]
        if not local or head.endswith("@"):
            continue  # "@karin:example.org" is a Matrix id, and "a@b@c" no address
        after = lower[at.end() : at.end() + 40]
        if _is_private(local, at["domain"], head, after):
            return reading.finding(Kind.EMAIL, reach + len(head), at.end())
    return None


def _is_private(local: str, domain: str, before: str, after: str) -> bool:
    labels = re.split(r"[^a-z0-9åäö\-]+", domain)
    if "familj" in domain or any(label in _PROVIDERS for label in labels[:-1]):
        return True
    if _PUBLIC.search(domain) or is_municipal(domain):
        return False
    if _TIED.search(before) or _TIED_AFTER.match(after):
        return True
    at_work = any(map(is_role, re.findall(r"\w+", f"{before} {after}")))
    return _is_personal(local) and not at_work


def _is_personal(local: str) -> bool:
    """Made of somebody's name: "karin.andersson", "k.andersson", "gunilla", "familjen.ek"."""
    parts = [part.capitalize() for part in re.split(r"[._+\-\d]+", local) if part]
    if any(part in {"Familjen", "Fam"} for part in parts):
        return True
    if len(parts) == 1:
        return is_given(parts[0]) and parts[0].lower() not in AMBIGUOUS
    return any(is_given(part) or is_surname(part) for part in parts)
