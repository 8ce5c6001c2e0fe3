"""Files for the registry: marked, complete, and harmless whatever people wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from bot.registration import Record, Standing, as_file

LESSON = Record(
    id="lesson:12",
    title="Larmen på natten <b>",
    standing=Standing.SETTLED,
    on=date(2026, 11, 25),
    responsible="Gemensam systemledning",
    text="**Läge:** vi ringde för sent.\n\n- nästa steg <script>alert(1)</script>",
    diary_number="DK 2026/117",
)


def test_what_a_registrar_needs_is_in_it() -> None:
    file = as_file(LESSON, "sv")
    page = LexborHTMLParser(file.data.decode())
    assert (file.name, file.media_type) == ("fastställd-lesson-12-2026-11-25.html", "text/html")
    assert page.css_first(".mark").text() == "FASTSTÄLLD"
    rows = {row.css_first("th").text(): row.css_first("td").text() for row in page.css("tr")}
    assert rows["Diarienummer"] == "DK 2026/117"
    assert rows["Datum"] == "2026-11-25"
    assert rows["Ansvarig"] == "Gemensam systemledning"
    meta = {one.attributes["name"]: one.attributes["content"] for one in page.css("meta[name]")}
    assert meta["DCTERMS.identifier"] == "DK 2026/117"
    assert meta["DCTERMS.title"] == LESSON.title
    assert page.css_first("html").attributes["lang"] == "sv"


def test_working_material_says_so_and_needs_no_number() -> None:
    working = replace(LESSON, standing=Standing.WORKING, diary_number="")
    page = as_file(working, "sv").data.decode()
    assert "ARBETSMATERIAL" in page
    assert "ges av registrator" in page
    assert "WORKING MATERIAL" in as_file(working, "en").data.decode()


def test_what_people_wrote_is_shown_as_text() -> None:
    page = LexborHTMLParser(as_file(LESSON, "sv").data.decode())
    assert page.css("script") == []
    assert page.css("h1 b") == []
    assert "<script>" in page.css_first("main").text()


def test_the_same_record_gives_the_same_bytes() -> None:
    assert as_file(LESSON, "sv") == as_file(LESSON, "sv")
    assert as_file(LESSON, "sv") != as_file(replace(LESSON, text="annat"), "sv")
