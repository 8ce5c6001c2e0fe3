"""What a person sees on the phone."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.render import render
from knowledge.model import (
    Answer,
    Choice,
    Chunk,
    Conflict,
    Duty,
    Interval,
    Metadata,
    Passage,
    Place,
    Principal,
    Responsibility,
    Status,
    Turn,
    Verdict,
)
from skills.ask.present import Presenter
from skills.ask.skill import say

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 25, 22, 0, tzinfo=STOCKHOLM)

NIGHT = Responsibility(
    function="medicinsk bedömning",
    area="kommunal hemsjukvård",
    role="sjuksköterska, sjukstugan",
    principal=Principal.REGION,
    contact="0980-319 20",
    backup="bakjouren",
    when="natt",
    status=Status.DECIDED,
    source="Rutin nattbemanning § 3",
    valid_from=date(2025, 3, 1),
)
DAY = Responsibility(
    function="medicinsk bedömning", role="distriktssköterska", principal=Principal.MUNICIPALITY
)
TEXT = "Avvikelsen skrivs samma dag av den som upptäckte den."
PASSAGE = Passage(
    chunk=Chunk(0, len(TEXT), TEXT, Place(section="§ 2", page=1), TEXT, "k"),
    file="avvikelse.md",
    metadata=Metadata(
        title="Avvikelsehantering",
        status=Status.DECIDED,
        decided=date(2024, 11, 5),
        valid_to=date(2026, 12, 31),
    ),
    score=1.0,
    quote=TEXT,
)


def shown(answer: Answer, language: str = "sv") -> str:
    return render(Presenter(say, language, NOW).answer(answer)).plain


def test_who_first_then_how_to_reach_them_then_what_comes_after_then_the_source() -> None:
    start, end = NOW.replace(hour=21), datetime(2026, 11, 26, 7, tzinfo=STOCKHOLM)
    duty = Duty(NIGHT, start, end, DAY)
    assert shown(Answer("?", Verdict.ANSWER, responsible=(duty,))).splitlines() == [
        "I natt 21:00–07:00: sjuksköterska, sjukstugan (regionen)",
        "Medicinsk bedömning, kommunal hemsjukvård · 0980-319 20 · reserv: bakjouren",
        "Från 07:00: distriktssköterska (kommunen)",
        "Rutin nattbemanning § 3 · beslutad, gäller från 2025-03-01",
    ]


def test_an_empty_slot_is_told_with_who_stands_in() -> None:
    vacant = replace(Duty(NIGHT), vacant=True)
    assert shown(Answer("?", Verdict.ANSWER, responsible=(vacant,))).startswith(
        "Natt: ingen är utsedd, i stället sjuksköterska, sjukstugan (regionen)"
    )
    nobody = replace(vacant, responsibility=replace(NIGHT, role="", contact="", backup=""))
    first = shown(Answer("?", Verdict.ANSWER, responsible=(nobody,))).splitlines()[0]
    assert first == "Natt: ingen är utsedd"


def test_a_roster_puts_a_name_and_a_number_on_the_role() -> None:
    turn = Turn("sjuksköterska", "Passet", "0980-31 92 99", Interval(NOW, NOW))
    lines = shown(Answer("?", Verdict.ANSWER, responsible=(Duty(NIGHT, people=(turn,)),)))
    assert lines.splitlines()[1] == "Passet 0980-31 92 99"


def test_a_quote_stands_word_for_word_above_its_source() -> None:
    assert shown(
        Answer("?", Verdict.ANSWER, documents=Verdict.ANSWER, passages=(PASSAGE,))
    ).splitlines() == [
        f"> {TEXT}",
        "",
        "Avvikelsehantering § 2, s. 1 · beslutad 2024-11-05, gäller till 2026-12-31",
    ]


def test_what_is_not_there_is_said_with_the_nearest_place() -> None:
    assert shown(Answer("?", Verdict.UNKNOWN, passages=(PASSAGE,))) == (
        "Det står inte i dokumenten. Närmast kommer Avvikelsehantering § 2, s. 1."
    )
    assert shown(Answer("?", Verdict.UNKNOWN), "en") == "The documents do not say."


def test_doubt_is_shown_as_doubt() -> None:
    assert shown(
        Answer("?", Verdict.MAYBE, documents=Verdict.MAYBE, passages=(PASSAGE,))
    ).startswith("Jag är inte säker.")


def test_a_passage_that_is_only_near_does_not_blur_what_the_register_says() -> None:
    duty = Duty(NIGHT)
    sure = Answer(
        "?",
        Verdict.ANSWER,
        responsible=(duty,),
        documents=Verdict.ANSWER,
        passages=(PASSAGE, PASSAGE),
    )
    assert shown(sure).count(TEXT) == 1
    assert "I dokumenten står också:" in shown(sure)
    assert TEXT not in shown(replace(sure, documents=Verdict.MAYBE))


def test_sources_that_differ_are_shown_side_by_side() -> None:
    other = replace(PASSAGE, chunk=replace(PASSAGE.chunk, key="other"), quote="Inom en vecka.")
    conflict = Conflict("avvikelse", ("A § 1", "B § 2"), ("k", "other"))
    text = shown(
        Answer(
            "?",
            Verdict.ANSWER,
            documents=Verdict.ANSWER,
            passages=(PASSAGE, PASSAGE, PASSAGE, other),
            conflicts=(conflict,),
        )
    )
    assert text.startswith("Källorna säger olika: A § 1, B § 2.")
    assert "Inom en vecka." in text


def test_a_near_tie_asks_back() -> None:
    choices = (Choice("larm", "särskilt boende"), Choice("larm", "hemtjänst"))
    assert shown(Answer("?", Verdict.MAYBE, ask_back=choices)).splitlines()[-2:] == [
        "1. larm – särskilt boende",
        "2. larm – hemtjänst",
    ]


def test_what_does_not_work_is_said_aloud() -> None:
    text = shown(Answer("?", Verdict.UNKNOWN, degraded=("no-register",)))
    assert text.startswith("Ansvarsregistret saknas")
    assert shown(Answer("🙂", Verdict.UNKNOWN, degraded=("unreadable-question",))) == say(
        "sv", "degraded.unreadable-question"
    )


def test_signs_in_a_quote_stay_as_they_are() -> None:
    text = "1. Ring *genast* <jouren> [här](x)\n# Rubrik\n- punkt_ett"
    passage = replace(PASSAGE, quote=text)
    plain = shown(Answer("?", Verdict.ANSWER, documents=Verdict.ANSWER, passages=(passage,)))
    quoted = [line.removeprefix("> ") for line in plain.splitlines()[:3]]
    assert "\n".join(quoted) == text
