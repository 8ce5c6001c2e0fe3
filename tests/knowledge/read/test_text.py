from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Block, Unreadable
from knowledge.read.text import decode, read
from knowledge.read.writer import Content

WRAPPED = """\
Rutin för snöröjning vid entréer

§ 1 Syfte

Rutinen gäller alla entréer där besökare och personal går in, och den
ska se till att ingen halkar på väg in eller ut ur husen under vintern.
Vaktmästaren skottar före klockan sju.

§ 2 Ansvar

Ansvarig är:
• vaktmästaren på vardagar
• jouren på helger och
  röda dagar

Den som ser is ringer genast.
"""


def text_of(content: Content, block: Block) -> str:
    return content.text[block.start : block.end]


def blocks(text: str) -> list[tuple[str, str]]:
    content = read(text.encode())
    return [(block.kind, text_of(content, block)) for block in content.blocks]


def headings(text: str) -> list[str]:
    return [words for kind, words in blocks(text) if kind == "heading"]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_broken_lines_are_joined_and_lists_kept_apart() -> None:
    assert blocks(WRAPPED) == [
        ("heading", "Rutin för snöröjning vid entréer"),
        ("heading", "§ 1 Syfte"),
        (
            "text",
            "Rutinen gäller alla entréer där besökare och personal går in, och den ska se till "
            "att ingen halkar på väg in eller ut ur husen under vintern. Vaktmästaren skottar "
            "före klockan sju.",
        ),
        ("heading", "§ 2 Ansvar"),
        ("text", "Ansvarig är:"),
        ("item", "• vaktmästaren på vardagar"),
        ("item", "• jouren på helger och röda dagar"),
        ("text", "Den som ser is ringer genast."),
    ]


def test_places_have_headings_and_section() -> None:
    content = read(WRAPPED.encode())
    last = content.blocks[-1].place
    assert last.headings == ("§ 2 Ansvar",)
    assert last.section == "§ 2"
    assert last.page is None


def test_form_feeds_are_pages() -> None:
    content = read("Första sidan säger detta.\n\fAndra sidan säger något annat.\n".encode())
    assert [block.place.page for block in content.blocks] == [1, 2]


def test_headings_without_numbers_nest_below_those_with() -> None:
    text = "§ 7 Ny entré\nSammanfattning\n\nEntrén ska byggas.\n\nBeslut\n\nNämnden bygger.\n"
    content = read(text.encode())
    assert [b.place.headings for b in content.blocks if b.kind == "text"] == [
        ("§ 7 Ny entré", "Sammanfattning"),
        ("§ 7 Ny entré", "Beslut"),
    ]


def test_capitals_are_headings() -> None:
    assert headings("BAKGRUND\n\nDet började förra året.\n\nFÖRSLAG\n\nVi slutar.\n") == [
        "BAKGRUND",
        "FÖRSLAG",
    ]


def test_a_heading_right_above_its_text_is_told_by_the_room_left_in_its_line() -> None:
    text = (
        "Vad vi gör först\n"
        "Först öppnar vi dörren på vid gavel så att alla som står utanför kan komma in.\n"
        "Sedan stänger vi den.\n"
    )
    assert headings(text) == ["Vad vi gör först"]


def test_a_list_of_names_is_no_pile_of_headings() -> None:
    text = "Mötet öppnas.\n\nAnna Ek\n\nBo Al\n\nCia Gran\n\nDe närvarande godkände dagordningen.\n"
    assert len(headings(text)) <= 1


def test_numbered_points_side_by_side_are_a_list() -> None:
    text = "Gör så här:\n\n1. Ring jouren\n2. Skriv upp tiden\n3. Vänta\n\nSedan är det klart.\n"
    assert [kind for kind, _ in blocks(text)] == ["text", "item", "item", "item", "text"]


def test_numbered_headings_have_text_below() -> None:
    text = "1. Syfte\n\nHär står syftet.\n\n2. Ansvar\n\nHär står ansvaret.\n"
    content = read(text.encode())
    assert headings(text) == ["1. Syfte", "2. Ansvar"]
    assert content.blocks[-1].place.section == "2"


def test_a_reference_to_a_section_is_no_section() -> None:
    text = "Nämnden följer beslutet i förvaltningslagen enligt\n§ 102 att förlänga tiden.\n"
    content = read(text.encode())
    assert [block.place.section for block in content.blocks] == [None]


def test_furniture_and_page_numbers_are_no_passages_but_stay_in_the_text() -> None:
    page = "Mörby kommun   Sida {n} (2)\nRutin för lås\n\n§ {n} Del {n}\n\nText nummer {n}.\n\n"
    text = page.format(n=1) + page.format(n=2)
    content = read(text.encode())
    assert [words for _, words in blocks(text)] == [
        "§ 1 Del 1", "Text nummer 1.", "§ 2 Del 2", "Text nummer 2.",
    ]  # fmt: skip
    assert squeezed(content.text) == squeezed(text)


def test_a_table_of_contents_is_no_passage() -> None:
    text = (
        "Innehållsförteckning\nInledning.............. 2\nEn lång rubrik som går över\n"
        "två rader.............. 3\n\nInledning\n\nHär börjar texten.\n"
    )
    assert blocks(text) == [("heading", "Inledning"), ("text", "Här börjar texten.")]


def test_a_deck_has_its_titles_last_and_its_list_of_slides_left_out() -> None:
    text = (
        "• Vi börjar här\n• Sedan hit\n\nVägen framåt\n\n\n\n"
        "• Det kostar\n• Det lönar sig\n\nPengarna\n\n\n\tBild 1: Läget 2024-05-06\n\tBild 2\n"
    )
    content = read(text.encode())
    assert [(b.place.headings, b.place.slide) for b in content.blocks if b.kind == "item"] == [
        (("Vägen framåt",), 1), (("Vägen framåt",), 1), (("Pengarna",), 2), (("Pengarna",), 2),
    ]  # fmt: skip
    assert content.properties["title"] == "Läget 2024-05-06"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert decode("Räksmörgås – på fat".encode(encoding)) == "Räksmörgås – på fat"


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"a\x00b", b"\xff\xfea", b"\x81\x8d\x8f"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="wrong-encoding"):
        decode(data)


LINES = st.lists(
    st.sampled_from(
        ["", "", " ", "Sammanfattning", "§ 3 Ansvar", "1. Ring", "2.1 Gå hem", "• punkt", "ÅÄÖÅ",
         "Sida 2 (3)", "7", "Rubrik", "en rad som fortsätter", "En mening slutar här.", "\f",
         "Innehåll", "Om....... 4", "- streck", "Bild 1: Läge", "Bild 2", "   indragen rad"]
    )
    | st.text(max_size=30),
    max_size=30,
)  # fmt: skip


@given(LINES)
def test_only_white_space_changes(lines: list[str]) -> None:
    data = "\n".join(lines).encode("utf-8", "ignore")
    try:
        content = read(data)
    except Unreadable:
        return
    assert squeezed(content.text) == squeezed(decode(data))
    ends = [0]
    for block in content.blocks:
        assert block.start >= ends[-1]
        assert text_of(content, block).strip()
        ends.append(block.end)
