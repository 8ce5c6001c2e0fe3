from __future__ import annotations

import pytest

from knowledge import hyphens


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["sjuk-", "sköterska"], "sjuksköterska"),
        (["vård-", "och omsorg"], "vård- och omsorg"),
        (["ett IT-", "system"], "ett IT-system"),
        (["utifrån-in-", "perspektiv"], "utifrån-in-perspektiv"),
        (["mjuk\u00ad", "vara"], "mjukvara"),
        (["Nord-", "Norge"], "Nord- Norge"),
        (["2022 -", "nu"], "2022 - nu"),
        (["hel", "rad"], "hel rad"),
        ([], ""),
    ],
)
def test_join(lines: list[str], joined: str) -> None:
    assert hyphens.join(lines) == joined


def test_mend() -> None:
    assert hyphens.mend("sjuk- sköterska, vård- och IT- stöd") == (
        "sjuksköterska, vård- och IT- stöd"
    )
