import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import escape, render


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**I natt: sjuksköterskan**\nsjukstugan", "I natt: sjuksköterskan\nsjukstugan"),
        ("ett\n\ntvå", "ett\n\ntvå"),
        ("- ett\n- två", "• ett\n• två"),
        ("1. ett\n2. två", "1. ett\n2. två"),
        ("> sagt\n> och gjort\n\n*källa*", "> sagt\n> och gjort\n\nkälla"),
        ("Skriv `!hjälp`", "Skriv !hjälp"),
    ],
)
def test_the_plain_body_reads_well_alone(markdown: str, plain: str) -> None:
    assert render(markdown).plain == plain


def test_html_in_what_people_wrote_is_shown_not_run() -> None:
    shown = render("<script>alert(1)</script> <b>x</b>")
    assert "<script>" not in shown.html
    assert "<b>" not in shown.html


def test_a_link_in_what_people_wrote_stays_text() -> None:
    assert "<a" not in render(escape("[klicka](https://example.org)")).html


@given(st.text(max_size=200))
def test_escaped_text_comes_out_letter_by_letter(text: str) -> None:
    shown = render("x " + escape(text))
    # Control characters cannot be shown and are replaced, as CommonMark says.
    expected = "x " + " ".join(text.split())
    if "\x00" not in text:
        assert shown.plain == expected.strip()
    assert "<" not in shown.html.removeprefix("<p>").removesuffix("</p>")
