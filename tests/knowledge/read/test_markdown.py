from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Unreadable
from knowledge.read.markdown import read
from knowledge.read.text import decode

SOURCE = """\
---
titel: Rutin för cyklar
gäller från: 2026-01-01
rum: [natt, dag]
---

# Rutin för cyklar

## § 1 Lån

En **cykel** lånas
över disk.

- hjälm
- lås

| Dag | Tid |
|---|---|
| måndag | 8 |
| tisdag | 9 |

Nämnd: Parken  \nDnr: P 2026/1

<!-- inte med -->
"""


def parts() -> list[tuple[str, str, str]]:
    content = read(SOURCE.encode())
    return [(b.kind, content.text[b.start : b.end], b.context) for b in content.blocks]


def test_blocks_are_slices_of_the_source() -> None:
    assert parts() == [
        ("heading", "Rutin för cyklar", ""),
        ("heading", "§ 1 Lån", ""),
        ("text", "En **cykel** lånas över disk.", ""),
        ("item", "- hjälm", ""),
        ("item", "- lås", ""),
        ("row", "| måndag | 8 |", "Dag | Tid"),
        ("row", "| tisdag | 9 |", "Dag | Tid"),
        ("text", "Nämnd: Parken", ""),
        ("text", "Dnr: P 2026/1", ""),
    ]


def test_front_matter_becomes_properties() -> None:
    properties = read(SOURCE.encode()).properties
    assert properties == {
        "titel": "Rutin för cyklar",
        "gäller från": "2026-01-01",
        "rum": "natt; dag",
    }


def test_front_matter_in_toml() -> None:
    source = '+++\ntitle = "Cyklar"\ndecided = 2026-02-03\nscopes = ["a", "b"]\n+++\nText.\n'
    assert read(source.encode()).properties == {
        "title": "Cyklar", "decided": "2026-02-03", "scopes": "a; b",
    }  # fmt: skip


def test_front_matter_with_a_list_below_its_key() -> None:
    source = "---\nersätter:\n  - P 2020/1\n  - P 2021/2\n---\nText.\n"
    assert read(source.encode()).properties == {"ersätter": "P 2020/1; P 2021/2"}


def test_broken_front_matter_says_nothing() -> None:
    assert read(b"+++\ntitle = \n+++\nText.\n").properties == {}


def test_headings_nest_and_have_sections() -> None:
    place = read(SOURCE.encode()).blocks[2].place
    assert place.headings == ("Rutin för cyklar", "§ 1 Lån")
    assert place.section == "§ 1"


def test_underlined_headings() -> None:
    content = read(b"Lan\n===\n\nText.\n")
    assert [b.kind for b in content.blocks] == ["heading", "text"]
    assert content.blocks[1].place.headings == ("Lan",)


MARKDOWN = st.lists(
    st.sampled_from(
        ["", "# Rubrik #", "## § 2 Ansvar", "text", "mera  ", "- punkt", "  - under", "1. ett",
         "> citat", "| a | b |", "|---|---|", "| 1 | 2 |", "```", "<div>", "===", "---", "+++",
         "[x]: y", "titel: z"]
    )
    | st.text(max_size=20),
    max_size=25,
)  # fmt: skip


@given(MARKDOWN)
def test_only_white_space_changes(lines: list[str]) -> None:
    data = "\n".join(lines).encode("utf-8", "ignore")
    try:
        source = decode(data)
    except Unreadable:
        return
    assert read(data).text.split() == source.split()
