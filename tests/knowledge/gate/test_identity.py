"""No identity number passes, in any form; what only looks a little like one does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.gate import Kind, screen
from tests.knowledge.gate.forms import EVER, LONG_AGO, days_first, in_prose, numbers

MANY = settings(max_examples=400)


@MANY
@given(in_prose(numbers(checked=False, born=LONG_AGO)))
def test_a_date_of_birth_and_any_four_digits_stop(text: str) -> None:
    assert screen(text) is not None


@MANY
@given(in_prose(numbers(checked=False, born=LONG_AGO, coordination=True)))
def test_a_coordination_number_stops_with_any_check_digit(text: str) -> None:
    assert screen(text) is not None


@MANY
@given(in_prose(numbers(checked=True, born=EVER)))
def test_a_true_number_stops_whenever_the_person_was_born(text: str) -> None:
    assert screen(text) is not None


@MANY
@given(in_prose(days_first(checked=True, born=EVER)))
def test_a_true_number_stops_also_with_its_day_first(text: str) -> None:
    assert screen(text) is not None


@MANY
@given(in_prose(days_first(checked=False, born=LONG_AGO)))
def test_the_day_first_and_any_four_digits_stop(text: str) -> None:
    assert screen(text) is not None


@given(numbers(checked=True, born=LONG_AGO), st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=200)
def test_a_number_on_a_line_of_its_own_stops_among_anything(
    number: str, before: str, after: str
) -> None:
    assert screen(f"{before}\n\npnr {number}\n\n{after}") is not None


@pytest.mark.parametrize(
    "text",
    [
        "5 4 0 3 1 2 - 9 8 0 4",
        "1 9 5 4 0 3 1 2 9 8 0 4",
        "54 03 12 98 04",
        "5403\n12-9804",
        "54031\n2-9804",
        "född 540312 nr 9804",
        "540312 de fyra sista är 9804",
        "slutar på 9804 och är född 540312",
        "född den 12 mars 1954, sista fyra 9804",
        "fem fyra noll tre ett två nio åtta noll fyra",
        "femtiofyra noll tre tolv nittioåtta noll fyra",
        "54-lO-12-98O4",
        "https://journal.example/?pnr=540312-9804",
        "journal_19540312-9804.pdf",
        "| rum | pnr |\n| 4 | 540312-9804 |",
    ],
)
def test_a_number_said_or_cut_stops(text: str) -> None:
    found = screen(text)
    assert found is not None
    assert found.kind is Kind.PERSONAL_NUMBER


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ring om 540312-9804 i kväll", "540312-9804"),
        ("ring om ５４０３１２–９８０４ i kväll", "５４０３１２–９８０４"),
        ("a\u030a 5\u200b40312-9804!", "5\u200b40312-9804"),
    ],
)
def test_the_place_is_that_of_the_text_as_written(text: str, found: str) -> None:
    finding = screen(text)
    assert finding is not None
    assert text[finding.start : finding.end] == found


def digits(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda n: f"{n:0{len(str(high))}}")


YEAR, MONTH, DAY = digits(2015, 2030), digits(1, 12), digits(1, 28)
DATE = st.builds("{}-{}-{}".format, YEAR, MONTH, DAY)
SHORT_DATE = st.builds("{}{}{}".format, digits(15, 30), MONTH, DAY)
CLOCK = st.builds("{}{}{}".format, digits(10, 23), st.sampled_from(":."), digits(10, 59))
LANDLINE = st.builds("0{}-{} {} {}".format, digits(910, 999), *[digits(10, 99)] * 3)

MINUTE = st.integers(0, 11).map(lambda n: f"{5 * n:02}")
_ON = (digits(21, 28), digits(1, 12))  # "18/01 - 01/01 2029" may be of 1801

HARMLESS = {
    "meeting": st.builds("Möte {} kl {}".format, DATE, CLOCK),
    "hours": st.builds("Möte {} {}-{}".format, DATE, digits(10, 12), digits(13, 20)),
    "day first": st.builds(
        "Möte {}/{} {}{}-{}{}".format, *_ON, st.just("10"), MINUTE, st.just("16"), MINUTE
    ),
    "day and time": st.builds("{} mars {} {}{}".format, DAY, YEAR, digits(10, 23), MINUTE),
    "day and hours": st.builds("{}/{}-{} kl {}".format, *_ON, digits(15, 30), CLOCK),
    "days": st.builds("{}/{} - {}/{} {}".format, *_ON, *_ON, YEAR),
    "span": st.builds("Gäller {}–{}".format, DATE, DATE),
    "short span": st.builds("Gäller {}-{}".format, SHORT_DATE, SHORT_DATE),
    "shift": st.builds("Passet {}-{}".format, CLOCK, CLOCK),
    "organisation": st.builds(
        "org.nr {}{}{}-{}".format, digits(16, 99), digits(20, 99), digits(10, 99), digits(0, 9999)
    ),
    "diary": st.builds("KS-{}-{}-{}".format, YEAR, digits(1, 9999), digits(1, 9999)),
    "diary and date": st.builds("HSN {}-{}, {}".format, digits(1, 999), YEAR, DATE),
    "paragraph": st.builds("§ {} {}".format, digits(1, 300), DATE),
    "units": st.builds("Växeln {}, sjukstugan {}".format, LANDLINE, LANDLINE),
    "list of units": st.builds("Växel {}\nJour {}\nLarm {}".format, *[LANDLINE] * 3),
    "date and phone": st.builds("{} {}".format, DATE, LANDLINE),
    "duty phone": st.builds(
        "Jourtelefon 07{}-{} {} {}".format,
        st.sampled_from("02369"),
        digits(100, 999),
        *[digits(10, 99)] * 2,
    ),
    "amount": st.builds("{}: {} {} kr".format, YEAR, digits(10, 999), digits(100, 999)),
    "postal": st.builds("Box 12, {} {} Orten".format, digits(100, 989), digits(10, 99)),
    "bankgiro": st.builds("bankgiro {}-{}".format, digits(100, 9999), digits(1000, 9999)),
    "version": st.builds("v{}.{}.{}".format, digits(0, 9), digits(0, 30), digits(0, 99)),
    "stamp": st.builds("{}T{}:{}:{}Z".format, DATE, digits(10, 23), digits(10, 59), digits(10, 59)),
    "weeks": st.builds("v {}-{} {}".format, digits(1, 52), digits(1, 52), YEAR),
    "years": st.builds("{}-{}".format, YEAR, YEAR),
    "barcode": st.integers(10**12, 10**13 - 1).map(str),
    "article": st.builds("Varunr {}, {} st".format, digits(0, 999999), digits(1, 99)),
}


@pytest.mark.parametrize("form", HARMLESS)
def test_other_numbers_pass(form: str) -> None:
    @settings(max_examples=60)
    @given(HARMLESS[form])
    def passes(text: str) -> None:
        assert screen(text) is None

    passes()
