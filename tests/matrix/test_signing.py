"""Signed JSON, against the test vectors of the Matrix specification."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.signing import SigningKey, decode, encode, is_signed, signed, signed_bytes

# https://spec.matrix.org/latest/appendices/#cryptographic-test-vectors
SPECIFIED = SigningKey(decode("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"))

things = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=4,
)


@pytest.mark.parametrize(
    ("thing", "signature"),
    [
        (
            {},
            "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ",
        ),
        (
            {"one": 1, "two": "Two"},
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw",
        ),
    ],
)
def test_the_signatures_are_those_of_the_specification(
    thing: dict[str, Any], signature: str
) -> None:
    assert SPECIFIED.sign(thing) == signature
    assert is_signed(signed(thing, "domain", SPECIFIED, "1"), "domain", SPECIFIED.public, "1")


def test_canonical_json_sorts_and_keeps_letters_as_they_are() -> None:
    thing = {"b": "日å", "a": {"z": 1, "c": [True, None]}, "unsigned": 1, "signatures": {}}
    assert signed_bytes(thing) == '{"a":{"c":[true,null],"z":1},"b":"日å"}'.encode()


@given(things)
def test_a_signature_holds_until_something_changes(thing: dict[str, Any]) -> None:
    key = SigningKey.random()
    thing = {name: value for name, value in thing.items() if name != "signatures"}
    done = signed(thing, "@a:b", key)
    assert is_signed(done, "@a:b", key.public)
    assert is_signed(done | {"unsigned": {"age": 1}}, "@a:b", key.public)
    assert not is_signed(done | {"added": 1}, "@a:b", key.public)
    assert not is_signed(done, "@a:b", SigningKey.random().public)
    assert not is_signed(done, "@other:b", key.public)


def test_signatures_of_others_are_kept() -> None:
    first, second = SigningKey.random(), SigningKey.random()
    done = signed(signed({"x": 1}, "@a:b", first), "@a:b", second)
    assert is_signed(done, "@a:b", first.public)
    assert is_signed(done, "@a:b", second.public)


@pytest.mark.parametrize(
    "thing",
    [
        {},
        {"signatures": None},
        {"signatures": {"@a:b": []}},
        {"signatures": {"@a:b": {"ed25519:x": 1}}},
        {"signatures": {"@a:b": {"ed25519:x": "ä"}}},
    ],
)
def test_what_is_malformed_is_not_signed(thing: dict[str, Any]) -> None:
    assert not is_signed(thing, "@a:b", "x")


@given(st.binary(max_size=40))
def test_base64_comes_back(raw: bytes) -> None:
    assert decode(encode(raw)) == raw
    assert "=" not in encode(raw)
