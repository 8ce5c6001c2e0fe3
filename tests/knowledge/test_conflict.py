from dataclasses import replace

import pytest

from knowledge.conflict import conflicts
from knowledge.model import Chunk, Metadata, Passage, Place, Principal


def passage(text: str, principal: Principal | None) -> Passage:
    chunk = Chunk(0, len(text), text, Place(section="§ 1"), text, text)
    return Passage(
        chunk, f"{principal}.md", Metadata(title=str(principal), principal=principal), 1.0, text
    )


KOMMUN = passage("Besöket görs inom 24 timmar efter hemgång.", Principal.MUNICIPALITY)
REGION = passage("Besöket ska göras inom 48 timmar.", Principal.REGION)


def test_kommun_and_region_with_different_figures_disagree() -> None:
    (found,) = conflicts("hemgång", [KOMMUN, REGION])
    assert found.sources == ("kommun § 1", "region § 1")


@pytest.mark.parametrize(
    "other",
    [
        replace(REGION, quote="Besöket ska göras inom ett dygn."),
        replace(REGION, quote="Senast efter 24 timmar."),
        replace(REGION, quote="Kontakten tas samma dag."),
        replace(REGION, metadata=Metadata(principal=Principal.MUNICIPALITY)),
        replace(REGION, metadata=Metadata()),
    ],
)
def test_other_words_or_one_and_the_same_principal_do_not(other: Passage) -> None:
    assert conflicts("hemgång", [KOMMUN, other]) == ()
