"""The value of one field of the metadata, from what a person wrote."""

from __future__ import annotations

import re
from datetime import date, datetime

from knowledge.model import Principal, Status
from knowledge.recognise import dates

DATES = frozenset({"decided", "valid_from", "valid_to", "review", "vetted"})
LISTS = frozenset({"supersedes", "scopes"})
LONGEST = 200
"""Characters of a written value; what is longer is prose."""
_STATUS_WORDS = {
    Status.DECIDED: "beslutad beslutat fastställd fastställt antagen antaget gällande decided",
    Status.PROPOSAL: "förslag utkast remiss remissversion arbetsmaterial proposal draft",
    Status.RECOMMENDATION: "rekommendation recommendation",
    Status.SNAPSHOT: "lägesbild nuläge lägesrapport snapshot",
    Status.SUPERSEDED: "ersatt superseded",
    Status.REPEALED: "upphävd upphävt upphörd repealed",
    Status.UNKNOWN: "okänd unknown",
}
_STATUSES = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}
_WORD = re.compile(r"\w+")


def parse(field: str, value: object) -> object:
    """The value of a field of `Metadata`. Raises ValueError when it cannot be understood."""
    if field in DATES:
        return _date(value)
    if field in LISTS:
        return _several(value)
    text = _text(value)
    if field == "status":
        return _status(text)
    if field == "principal":
        return _principal(text)
    return text


def _text(value: object) -> str:
    if not isinstance(value, str | int | date):
        raise ValueError("not a text")  # noqa: TRY004 - of a value, not of a call
    text = " ".join(str(value).split())
    if not text or len(text) > LONGEST:
        raise ValueError("empty or too long")
    return text


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = dates.leading(_text(value))
    if found is None:
        raise ValueError("not a date")
    return found


def _several(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(_text(one) for one in value)
    return tuple(part.strip() for part in _text(value).split(";") if part.strip())


def _status(text: str) -> Status:
    word = _WORD.search(text.casefold())
    if word is None or word.group() not in _STATUSES:
        raise ValueError("not a status")
    return _STATUSES[word.group()]


def _principal(text: str) -> Principal:
    words = text.casefold()
    municipality, region = "kommun" in words or "municipal" in words, "region" in words
    if words.startswith(("gemensam", "joint")) or (municipality and region):
        return Principal.JOINT
    if municipality:
        return Principal.MUNICIPALITY
    if region:
        return Principal.REGION
    raise ValueError("not a principal")
