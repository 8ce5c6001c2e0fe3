from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.chunk import MOST_WORDS, chunk
from knowledge.model import Chunk, Document, Metadata, Unreadable
from knowledge.read import markdown, text
from knowledge.read.writer import Writer

PARAGRAPH = "Den som öppnar dörren stänger den också efter sig varje gång. "


def document(writer: Writer, title: str = "") -> Document:
    content = writer.content()
    return Document("a.md", content.text, content.blocks, Metadata(title=title))


def from_markdown(source: str, title: str = "") -> tuple[Chunk, ...]:
    content = markdown.read(source.encode())
    return chunk(Document("a.md", content.text, content.blocks, Metadata(title=title)))


def test_a_section_is_a_passage_with_its_heading() -> None:
    first, second = from_markdown("# § 1 Dörr\n\nStäng den.\n\n# § 2 Fönster\n\nÖppna det.\n")
    assert first.text == "§ 1 Dörr\n\nStäng den."
    assert first.place.section == "§ 1"
    assert second.text == "§ 2 Fönster\n\nÖppna det."


def test_the_index_text_begins_with_title_and_headings() -> None:
    (only,) = from_markdown("# Rutin\n\n## § 1 Dörr\n\nStäng den.\n", title="Rutin")
    assert only.index_text == "Rutin › § 1 Dörr\nStäng den."


def test_a_heading_without_text_goes_with_what_is_below_it() -> None:
    (only,) = from_markdown("# Hus\n\n## Dörr\n\nStäng den.\n")
    assert only.text == "Hus\n\n## Dörr\n\nStäng den."
    assert only.place.headings == ("Hus", "Dörr")


def test_a_row_is_a_passage_with_its_header_as_context() -> None:
    rows = from_markdown("# Vem\n\n| Tid | Vem |\n|---|---|\n| natt | Bo |\n| dag | Al |\n")
    assert [row.text for row in rows] == ["| natt | Bo |", "| dag | Al |"]
    assert rows[0].index_text == "Vem\nTid | Vem\n| natt | Bo |"
    assert rows[0].context == "Tid | Vem"


def test_numbered_points_are_passages_of_their_own() -> None:
    first, second = from_markdown("# 2 Dörr\n\n2.1 Stäng den.\n\n2.2 Lås den.\n")
    assert (first.place.section, second.place.section) == ("2.1", "2.2")
    assert second.text == "2.2 Lås den."


def test_a_list_stays_with_its_introduction() -> None:
    (only,) = from_markdown("# Dörr\n\nTa med:\n\n- nyckel\n- lampa\n")
    assert only.text.endswith("Ta med:\n\n- nyckel\n- lampa")


def test_a_long_list_remembers_its_introduction() -> None:
    points = "\n".join(f"- {n} {PARAGRAPH}" for n in range(30))
    first, *more = from_markdown(f"# Dörr\n\nGör så här:\n\n{points}\n")
    assert "Gör så här:" in first.text
    assert more
    assert all("Gör så här:" in part.index_text for part in more)


def test_long_sections_are_cut_at_paragraphs_into_equal_parts() -> None:
    paragraph = PARAGRAPH * 6
    parts = from_markdown("# Dörr\n\n" + f"{paragraph}\n\n" * 6)
    sizes = [len(part.text.split()) for part in parts]
    assert max(sizes) <= MOST_WORDS
    assert min(sizes) > MOST_WORDS / 3
    assert all(part.text.endswith("efter sig varje gång.") for part in parts)


def test_a_long_paragraph_is_cut_between_sentences_and_a_long_sentence_between_words() -> None:
    parts = from_markdown(PARAGRAPH * 40) + from_markdown("ord " * 1000)
    assert all(len(part.text.split()) <= MOST_WORDS for part in parts)
    assert parts[0].text.endswith("gång.")


def test_a_repeated_paragraph_is_indexed_once() -> None:
    parts = from_markdown(f"# Dörr\n\n{PARAGRAPH}\n\nNytt.\n\n{PARAGRAPH}\n")
    assert "".join(part.text for part in parts).count(PARAGRAPH.strip()) == 1


def test_a_passage_never_spans_what_was_left_out() -> None:
    writer = Writer()
    writer.write("Före.")
    writer.skip("Sidhuvud 3")
    writer.write("Efter.")
    assert [part.text for part in chunk(document(writer))] == ["Före.", "Efter."]


def test_broken_words_are_whole_in_the_index_text() -> None:
    (only,) = from_markdown("En sjuk-\nsköterska i vård- och omsorg.\n")
    assert only.index_text == "En sjuksköterska i vård- och omsorg."


def test_a_lone_heading_counts_when_it_says_something() -> None:
    assert from_markdown("# Bilaga\n") == ()
    (only,) = from_markdown("# Team Nord är ett team för alla\n")
    assert only.text == "Team Nord är ett team för alla"
    assert from_markdown("# Team Nord är ett team för alla\n", only.text) == ()


def test_keys_depend_on_file_place_and_text_alone() -> None:
    before = from_markdown("# Dörr\n\nStäng den.\n")
    after = from_markdown("Nytt först.\n\n# Dörr\n\nStäng den.\n", title="Titel")
    assert before[0].key == after[1].key


BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(["heading", "text", "item", "row", "skip", "slide"]),
        st.integers(1, 3),
        st.sampled_from(["§ 1 Ett", "§ 2 Två", "2.1 Punkt", "Kort:", "Mening. " * 60, PARAGRAPH])
        | st.text(max_size=40),
    ),
    max_size=25,
)


@given(BLOCKS)
def test_passages_are_slices_within_one_section(parts: list[tuple[str, int, str]]) -> None:
    writer = Writer()
    for kind, level, words in parts:
        if kind == "heading":
            writer.heading(words, level)
        elif kind == "skip":
            writer.skip(words)
        elif kind == "slide":
            writer.slide = level
        else:
            writer.write(words, kind, "Huvud" if kind == "row" else "")
    made = document(writer)
    chunks = chunk(made)
    assert len({part.key for part in chunks}) == len(chunks)
    for part in chunks:
        assert part.text == made.text[part.start : part.end]
        inside = [b for b in made.blocks if b.start < part.end and b.end > part.start]
        body = [b for b in inside if b.kind != "heading"]
        assert len({(b.place.headings, b.place.section, b.place.slide) for b in body}) <= 1
        assert len({b.place.section for b in inside if b.place.section}) <= 1 or body
        assert sum(b.kind == "row" for b in inside) <= 1


@given(st.binary(max_size=300))
def test_any_text_can_be_cut(data: bytes) -> None:
    try:
        content = text.read(data)
    except Unreadable:
        return
    chunk(Document("a.txt", content.text, content.blocks, Metadata()))
