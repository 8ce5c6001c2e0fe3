"""After a day with patient data in it, none of it lies anywhere."""

from __future__ import annotations

import logging

import pytest

from bot.gate import stop
from tests.attack.house import House
from tests.talk import ANNA, EVA, LARS

PLANTED = (
    "19121212-1212",
    "450317-2389",
    "701063-2391",
    "0701234567",
    "berit_svensson@hotmail.com",
)
"""An identity each, as they would be written."""


def told(text: str) -> dict[str, str]:
    """What reaches the journal of a text, as the reader of any channel makes it."""
    kind = stop(text)
    return {"kind": "stopped", "text": kind} if kind else {"kind": "message", "text": text}


@pytest.mark.parametrize("private", [False, True])
def test_nothing_of_it_is_in_the_database_the_files_the_logs_or_the_vectors(
    house: House, caplog: pytest.LogCaptureFixture, private: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    lines = [
        "patienten {} ramlade i natt",
        "!fråga vem ansvarar för {}?",
        "!åtgärd ring dottern på {} @lars i morgon",
        "anteckning: mannen med {} har larmat tre gånger",
        "!påminn mig om {} imorgon kl 8",
        "lärdom: vi ringde {} för sent",
        "!{}",
        "{}",
    ]
    for line in lines:
        for identity in PLANTED:
            said = told(line.format(identity))
            assert said["kind"] == "stopped", line.format(identity)
            for out in house.tell(said["text"], ANNA, private=private, kind=said["kind"]):
                assert identity not in out.text
    for person in (ANNA, LARS, EVA):
        house.tell("vad gäller för cykelhjälm?", person)

    everything = b"".join(p.read_bytes() for p in house.folder.rglob("*") if p.is_file())
    for identity in PLANTED:
        for form in (identity, identity.replace("-", "")):
            assert form.encode() not in everything
            assert form not in caplog.text
