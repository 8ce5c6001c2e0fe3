"""What the bot knows of a room, read from its state events. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PRESENT = ("join", "invite")
MADE_FOR = "se.lotsen.made_for"
"""In the creation of a private room: the person with whom the bot talks there."""


@dataclass
class Room:
    """One joined room."""

    id: str
    memberships: dict[str, str] = field(default_factory=dict)
    """Everyone who is in the room or invited, and which of the two."""
    encrypted: bool = False
    creators: tuple[str, ...] = ()
    made_for: str | None = None
    """The person whose private room this is to be, as its creators say."""
    version: str = "1"
    predecessor: str | None = None
    """The room that was upgraded to this one, as this one says."""
    moved_to: str | None = None
    """Where what was said here goes on, once the bot has followed."""
    _tombstone: tuple[str, str] | None = None
    _powers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def members(self) -> frozenset[str]:
        """Everyone who may read what is said: joined or invited."""
        return frozenset(self.memberships)

    def is_private(self, bot: str, person: str) -> bool:
        """Whether exactly the bot and this person are here, and nobody else is invited."""
        return bot != person and self.members == {bot, person}

    @property
    def upgraded_by(self) -> str:
        """Who said that this room goes on elsewhere; empty if nobody has."""
        return self._tombstone[0] if self._tombstone else ""

    @property
    def replacement(self) -> str | None:
        """The room that this one was upgraded to, by someone who had the power to."""
        if self._tombstone is None:
            return None
        sender, room = self._tombstone
        allowed = self.power_of(sender) >= self.power_needed("m.room.tombstone")
        return room if allowed else None

    def apply(self, event: Mapping[str, Any]) -> None:
        """Take one state event; anything malformed is passed over."""
        content, key = event.get("content"), event.get("state_key")
        if not isinstance(content, Mapping) or not isinstance(key, str):
            return
        match event.get("type"), key:
            case "m.room.member", person:
                self._set_membership(person, content.get("membership"))
            case "m.room.encryption", "":
                self.encrypted = True  # for good: a room never becomes clear again
            case "m.room.create", "":
                self._set_create(str(event.get("sender")), content)
            case "m.room.power_levels", "":
                self._powers = content
            case "m.room.tombstone", "":
                room = _text(content.get("replacement_room"))
                self._tombstone = (str(event.get("sender")), room) if room else None

    def power_of(self, person: str) -> float:
        """A person's power level; from version 12 on, creators stand above all numbers."""
        if self._creators_rule and person in self.creators:
            return float("inf")
        default = 0 if self._powers else (100 if person in self.creators else 0)
        users = self._powers.get("users")
        level = users.get(person) if isinstance(users, Mapping) else None
        return _number(level, _number(self._powers.get("users_default"), default))

    def power_needed(self, state_event: str) -> float:
        """The power that it takes to send a state event of this type."""
        events = self._powers.get("events")
        level = events.get(state_event) if isinstance(events, Mapping) else None
        default = 50 if self._powers else 0
        return _number(level, _number(self._powers.get("state_default"), default))

    def may_redact(self, person: str) -> bool:
        """Whether a person may take away what others have said."""
        return self.power_of(person) >= _number(self._powers.get("redact"), 50)

    @property
    def _creators_rule(self) -> bool:
        return not self.version.isdecimal() or int(self.version) >= 12

    def _set_membership(self, person: str, membership: object) -> None:
        if membership in PRESENT:
            self.memberships[person] = str(membership)
        else:
            self.memberships.pop(person, None)

    def _set_create(self, sender: str, content: Mapping[str, Any]) -> None:
        more = content.get("additional_creators")
        more = more if isinstance(more, list) else []
        self.creators = (sender, *(person for person in more if isinstance(person, str)))
        self.made_for = _text(content.get(MADE_FOR))
        self.version = str(content.get("room_version", "1"))
        before = content.get("predecessor")
        self.predecessor = _text(before.get("room_id")) if isinstance(before, Mapping) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object, otherwise: float) -> float:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
