"""Who may do what. Pure, and default deny: who is not known to belong is a stranger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.skill import Role

LEADS, PRESIDES = 50, 100
"""The power levels that clients call moderator and administrator."""


@dataclass(frozen=True)
class Permissions:
    """The rules, as the settings give them."""

    allowed_servers: frozenset[str]
    roles: Mapping[Role, Collection[str]] = field(default_factory=dict)
    rooms: Collection[str] = ()
    """Rooms whose power levels count. In any other room power says nothing: whoever makes a
    room has all of it there."""

    def role_of(self, member: str, room: str = "", power: int = 0) -> Role:
        """The highest role of a person; STRANGER where the server is not on the list."""
        if server_of(member) not in self.allowed_servers:
            return Role.STRANGER
        named = max((r for r, who in self.roles.items() if member in who), default=Role.STAFF)
        return max(named, _by_power(power)) if room in self.rooms else named


def server_of(member: str) -> str:
    """The server part of a Matrix id; empty if it is none."""
    return member.partition(":")[2] if member.startswith("@") else ""


def _by_power(power: int) -> Role:
    if power >= PRESIDES:
        return Role.PROCESS_LEADER
    return Role.TEAM_LEAD if power >= LEADS else Role.STAFF
