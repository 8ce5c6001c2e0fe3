"""Identity numbers in all the ways that people, keyboards and programs write them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

NBSP, THIN, NARROW, ZERO_WIDTH, SOFT_HYPHEN = "\u00a0", "\u2009", "\u202f", "\u200b", "\u00ad"

JOINS = (
    "", "-", "+", " ", "  ", "–", "—", "−", "‒", "‐", "‑", " - ", " – ", "- ", " -", ".", "/", "_",
    ":", NBSP, THIN, NARROW, ZERO_WIDTH, SOFT_HYPHEN + "-", "\n", "-\n", "\n-", "\t", "*", "~",
    ") ", " (", "** ",
)  # fmt: skip
"""What stands between the date and the four last."""
CUTS = ("", "", "", "-", "–", ".", "/", " ", NBSP, THIN, "_", ZERO_WIDTH, "·")
"""What stands between year, month and day."""
BEFORE = (
    "", "Pat ", "pnr ", "pnr: ", "personnummer ", "Det gäller ", "rum 4 ", "(", '"', "id:", "* ",
    "| ", "mvh Anna\n", "2026-03-14 ", "tel 0980-31 92 10, ", "ärende 12: ", "insulin 8 E ",
    "patient_",
)  # fmt: skip
AFTER = (
    "", " mår sämre", ".", ",", ")", '"', "\n", " har fallit", "!", "?", ":s dosett", " |",
    "-provet",    " kl 08.00", " 84 år", ";", ".pdf",
)  # fmt: skip


def _fullwidth(text: str) -> str:
    return text.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


def _arabic(text: str) -> str:
    return text.translate({ord("0") + n: 0x660 + n for n in range(10)})


def _bold(text: str) -> str:
    return text.translate({ord("0") + n: 0x1D7CE + n for n in range(10)})


def _letters(text: str) -> str:
    return text.replace("0", "O").replace("1", "l")


def _interleaved(text: str) -> str:
    return ZERO_WIDTH.join(text)


def _keycaps(text: str) -> str:
    return "".join(f"{char}\ufe0f\u20e3" if char.isdecimal() else char for char in text)


SCRIPTS = (str, str, str, _fullwidth, _arabic, _bold, _letters, _interleaved, _keycaps)


def check_digit(nine: str) -> str:
    """Luhn over the nine digits before it."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return str(-sum(sum(divmod(product, 10)) for product in doubled) % 10)


@st.composite
def numbers(
    draw: st.DrawFn, *, coordination: bool = False, checked: bool, born: tuple[date, date]
) -> str:
    """An identity number in some written form, with or without a right check digit."""
    day = draw(st.dates(*born))
    written_day = day.day + 60 if coordination else day.day
    short = f"{day:%y%m}{written_day:02}"
    serial = f"{draw(st.integers(0, 999)):03}"
    last = check_digit(short + serial) if checked else str(draw(st.integers(0, 9)))
    year = draw(st.sampled_from([f"{day.year}", f"{day:%y}", f"{day.year // 100} {day:%y}"]))
    cut = draw(st.sampled_from(CUTS))
    parts = cut.join([year, f"{day.month:02}", f"{written_day:02}"])
    whole = parts + draw(st.sampled_from(JOINS)) + serial + last
    return draw(st.sampled_from(SCRIPTS))(whole)


_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split()
)
_DAYS_FIRST = (
    "{d} {name} {y}", "{d}:e {name} {y}", "den {d} {short}. {y}", "{d}/{m} {y}", "{d}/{m}-{yy}",
    "{d}/{m}/{yy}", "{d}.{m}.{y}", "{d:02}-{m:02}-{y}", "{d} {name} -{yy}", "{d} {name} {yy}",
)  # fmt: skip


@st.composite
def days_first(draw: st.DrawFn, *, checked: bool, born: tuple[date, date]) -> str:
    """An identity number whose date is written as dates are said. No four last that could be a
    time of day: "12/3 1945-2030" is taken for hours."""
    day = draw(st.dates(*born))
    serial = f"{draw(st.integers(250, 999)):03}"
    last = check_digit(f"{day:%y%m%d}{serial}") if checked else str(draw(st.integers(0, 9)))
    name = _MONTHS[day.month - 1]
    written = draw(st.sampled_from(_DAYS_FIRST)).format(
        d=day.day, m=day.month, y=day.year, yy=f"{day:%y}", name=name, short=name[:3]
    )
    join = draw(st.sampled_from(["-", " ", " - ", "–", "- ", ", ", "+", NBSP, "\n"]))
    if not checked and join == ", ":
        join = "-"  # a list, unless the check digit is right
    return draw(st.sampled_from((str, _fullwidth, _arabic)))(f"{written}{join}{serial}{last}")


@st.composite
def in_prose(draw: st.DrawFn, number: st.SearchStrategy[str]) -> str:
    """A number with words around it."""
    return draw(st.sampled_from(BEFORE)) + draw(number) + draw(st.sampled_from(AFTER))


LONG_AGO = (date(1931, 1, 1), date(2014, 12, 31))
"""Births that no meeting's date is mistaken for, with two digits for the year or four."""
EVER = (date(1890, 1, 1), date(2030, 12, 31) - timedelta(days=1))
