from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from knowledge.swedish import GRAM, grams, words


def test_words_are_the_same_on_any_keyboard() -> None:
    assert words("Läkemedels-delning, KL. 07:00!") == ["lakemedels", "delning", "kl", "07", "00"]
    assert words("LAKEMEDEL") == words("läkemedel") == words("la\u0308kemedel")


@given(st.text())
def test_any_text_becomes_words(text: str) -> None:
    assert words(text) == words(unicodedata.normalize("NFC", text))
    assert all(word == word.casefold() and word.split() == [word] for word in words(text))


def test_inflected_and_compounded_words_share_pieces() -> None:
    assert grams("natten") == [" natt", "natte", "atten", "tten "]
    assert set(grams("nattpersonal")) & set(grams("personalen"))
    assert not set(grams("natten")) & set(grams("dagen"))


@given(st.from_regex(r"[a-z]{1,40}", fullmatch=True))
def test_the_pieces_of_a_word_put_together_are_the_word(word: str) -> None:
    pieces = grams(word)
    assert "".join([pieces[0], *(piece[-1] for piece in pieces[1:])]) == f" {word} "
    assert all(len(piece) <= GRAM for piece in pieces)
