import pytest

from bot.permissions import Permissions
from bot.skill import Role

RULES = Permissions(
    allowed_servers=frozenset({"kommun.example", "region.example"}),
    roles={
        Role.TEAM_LEAD: ["@eva:region.example"],
        Role.ADMIN: ["@it:kommun.example", "@fel:annan.example"],
    },
)


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("@anna:kommun.example", Role.STAFF),
        ("@eva:region.example", Role.TEAM_LEAD),
        ("@it:kommun.example", Role.ADMIN),
        ("@anna:annan.example", Role.STRANGER),
        ("@fel:annan.example", Role.STRANGER),
        ("@anna:kommun.example.annan.example", Role.STRANGER),
        ("anna:kommun.example", Role.STRANGER),
        ("@anna", Role.STRANGER),
        ("", Role.STRANGER),
    ],
)
def test_who_is_who(person: str, role: Role) -> None:
    assert RULES.role_of(person) is role


def test_nobody_belongs_where_no_server_is_listed() -> None:
    assert Permissions(frozenset()).role_of("@anna:kommun.example") is Role.STRANGER
