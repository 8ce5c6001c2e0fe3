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


@pytest.mark.parametrize(
    ("power", "role"),
    [(0, Role.STAFF), (49, Role.STAFF), (50, Role.TEAM_LEAD), (100, Role.PROCESS_LEADER)],
)
def test_power_counts_in_the_rooms_that_the_settings_name_and_nowhere_else(
    power: int, role: Role
) -> None:
    rules = Permissions(RULES.allowed_servers, RULES.roles, rooms=("!ledning:kommun.example",))
    anna = "@anna:kommun.example"
    assert rules.role_of(anna, "!ledning:kommun.example", power) is role
    assert rules.role_of(anna, "!eget:kommun.example", power) is Role.STAFF
    assert rules.role_of("@x:annan.example", "!ledning:kommun.example", power) is Role.STRANGER
    assert rules.role_of("@it:kommun.example", "!ledning:kommun.example", power) is Role.ADMIN
