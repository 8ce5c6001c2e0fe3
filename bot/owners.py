"""Who answers for what: the person behind a document's owner, or behind an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.fold import fold


class Owners:
    """People by what they answer for, as the settings give it; else those who lead."""

    def __init__(self, named: Mapping[str, str], leaders: Sequence[str]) -> None:
        """`named`: the owner of a document ("MAS") or an area of the register -> a Matrix id."""
        self._named = {fold(name): person for name, person in named.items()}
        self.leaders = tuple(leaders)

    def of(self, *names: str | None) -> tuple[str, ...]:
        """The person behind the first of some names that is known; else those who lead."""
        for name in names:
            if name and (person := self._named.get(fold(name))):
                return (person,)
        return self.leaders
