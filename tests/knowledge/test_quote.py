from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Chunk, Place
from knowledge.quote import LONGEST, cut, quote, sentences

RULE = (
    "Första hembesöket görs av koordinatorn och en undersköterska tillsammans, senast sju dagar "
    "efter beslut om inskrivning.\n\n"
    "Alla som skrivs in ska ha en beredskapsplan inom 14 dagar. Planen säger vad som är normalt "
    "för personen, vilka tecken på försämring personalen ska leta efter, vad som görs i första "
    "hand och vem som ringer vem. Planen skrivs av koordinatorn och godkänns av teamets läkare."
)


def chunk(text: str, *headings: str) -> Chunk:
    return Chunk(0, len(text), text, Place(headings), text, "key")


def test_the_sentence_that_answers_is_in_the_quote() -> None:
    shown = quote("när ska beredskapsplanen vara klar för den som skrivits in?", chunk(RULE))
    assert "ska ha en beredskapsplan inom 14 dagar." in shown
    assert len(shown) <= LONGEST


def test_the_thing_asked_for_is_in_the_quote() -> None:
    filler = "Larmet provas varje månad av den som bor där, och larmet ska nås från sängen. " * 3
    text = f"Trygghetslarm beslutas av handläggaren. {filler}Avgiften är 210 kronor i månaden."
    assert "210 kronor" in quote("vad kostar trygghetslarm", chunk(text))


def test_a_short_passage_is_shown_whole() -> None:
    assert quote("vad gäller?", chunk("  Ring 112 först.\n")) == "Ring 112 först."


def test_half_a_rule_is_never_shown() -> None:
    long = "Ring " + "och ring " * 100 + "igen."
    assert quote("vem ska ringa igen", chunk("Först. " + long)) in (long, "Först. " + long)


def test_the_heading_is_left_to_the_source_unless_it_holds_the_answer() -> None:
    heading = "Närteamet – ett team för sköra"
    part = chunk(f"## {heading}\nHär möts olika yrken.", heading)
    assert quote("vilka yrken möts", part) == "Här möts olika yrken."
    assert quote("vad är närteamet för något", part).startswith("## Närteamet")


@given(st.text(max_size=1500), st.text(max_size=60))
def test_a_quote_is_a_slice_of_its_source(text: str, question: str) -> None:
    assert quote(question, chunk(text)) in text


@given(st.text(max_size=600), st.data())
def test_sentences_are_slices_in_order(text: str, data: st.DataObject) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    weights = data.draw(st.lists(st.floats(0, 9), min_size=len(spans), max_size=len(spans)))
    assert cut(text, weights) in text
