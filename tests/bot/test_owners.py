"""Who answers for what."""

from bot.owners import Owners

OWNERS = Owners({"MAS": "@mas:x", "Hemtjänsten": "@hem:x"}, ["@eva:x"])


def test_the_first_name_that_is_known_decides() -> None:
    assert OWNERS.of("mas") == ("@mas:x",)
    assert OWNERS.of("någon", None, "hemtjansten", "MAS") == ("@hem:x",)


def test_else_those_who_lead() -> None:
    assert OWNERS.of() == OWNERS.of("okänd", None, "") == ("@eva:x",)
