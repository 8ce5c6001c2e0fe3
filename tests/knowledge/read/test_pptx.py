from __future__ import annotations

from knowledge.read.pptx import read
from tests.knowledge.read import samples


def test_slides_with_titles_lists_and_tables() -> None:
    content = read(samples.saved(samples.slides()))
    assert [
        (b.place.slide, b.kind, content.text[b.start : b.end], b.context) for b in content.blocks
    ] == [
        (1, "heading", "Läget", ""),
        (1, "item", "• Vi cyklar", ""),
        (1, "item", "• Vi går", ""),
        (2, "heading", "Sedan", ""),
        (2, "item", "• Vi åker", ""),
        (2, "item", "• Vi står", ""),
        (3, "heading", "Tider", ""),
        (3, "row", "natt | Cia", "Tid | Vem"),
    ]


def test_notes_and_what_is_on_every_slide_are_left_out() -> None:
    text = read(samples.saved(samples.slides())).text
    assert "Hemlig" not in text
    assert "Mörby" not in text


def test_hidden_slides_are_left_out_and_the_others_keep_their_numbers() -> None:
    deck = samples.slides()
    deck.slides[0]._element.set("show", "0")
    content = read(samples.saved(deck))
    assert content.blocks[0].place.slide == 2
    assert "Läget" not in content.text
