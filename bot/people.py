"""People named in what somebody writes: "@anna", or with the server, "@anna:kommun.example"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.skill import UserError

_NAME = re.compile(r"(?<![\w@])@[\w.=/+-]*\w(?::[\w.-]*\w(?::\d+)?)?")


@dataclass(frozen=True)
class Named:
    """Who was named, and the text without them."""

    people: tuple[str, ...]
    """Matrix ids in the order of the text, each once."""
    rest: str


def named(text: str, members: Collection[str]) -> Named:
    """The people named in a text; only `members` can be meant.

    "@anna" means the member with that name, or the only one whose name begins so. Raises
    UserError where nobody or more than one person is meant: nothing is done for the wrong one.
    """
    people = dict.fromkeys(_meant(name, members) for name in _NAME.findall(text))
    return Named(tuple(people), " ".join(_NAME.sub(" ", text).split()))


def _meant(name: str, members: Collection[str]) -> str:
    wanted = name.casefold()
    everyone = dict.fromkeys(members)
    exact = [one for one in everyone if wanted in (one.casefold(), _local(one))]
    found = exact or [one for one in everyone if _local(one).startswith(wanted)]
    if len(found) > 1:
        raise UserError("people.several", name=name, choices=", ".join(sorted(found)))
    if not found:
        raise UserError("people.unknown", name=name)
    return found[0]


def _local(person: str) -> str:
    return person.partition(":")[0].casefold()
