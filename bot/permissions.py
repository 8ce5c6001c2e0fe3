"""Who may do what. Pure, and default deny: who is not known to belong is a stranger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.skill import Role


@dataclass(frozen=True)
class Permissions:
    """The rules, as the settings give them."""

    allowed_servers: frozenset[str]
    roles: Mapping[Role, Collection[str]] = field(default_factory=dict)

    def role_of(self, member: str) -> Role:
        """The highest role of a person; STRANGER where the server is not on the list."""
        if server_of(member) not in self.allowed_servers:
            return Role.STRANGER
        return max((r for r, who in self.roles.items() if member in who), default=Role.STAFF)


def server_of(member: str) -> str:
    """The server part of a Matrix id; empty if it is none."""
    return member.partition(":")[2] if member.startswith("@") else ""
