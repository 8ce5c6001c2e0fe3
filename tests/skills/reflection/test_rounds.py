"""Whole rounds, from the line that makes them to what is told at the end."""

from __future__ import annotations

import icalendar
import pytest
from sqlalchemy import Engine

from bot.outbox import Outgoing
from bot.render import render
from tests.skills.reflection.table import ALL, BO, ELSEWHERE, KIM, answer, reflection, start, table
from tests.talk import ANNA, EVA, LARS, ROOM, TEA, Talk

ANONYMOUS = "Trygghet varje torsdag 13:00 för alla, svar inom 2 dagar, anonymt"
NAMED = "Trygghet varje torsdag 13:00 för @anna @lars, svar inom 2 dagar, med namn"
"""Thursday 26 November 2026; it is Wednesday night."""


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return table(engine)


def to(person: str, said: list[Outgoing]) -> list[str]:
    return [render(out.text).plain for out in said if out.to in (person, f"!{person}")]


def in_room(said: list[Outgoing]) -> list[Outgoing]:
    return [out for out in said if out.to == ROOM]


def test_it_is_told_as_understood_and_begins_when_confirmed(talk: Talk) -> None:
    (proposed,) = talk.say(
        "!runda Nattbemanning varannan tisdag 13:00 för @anna @lars, svar inom 2 dagar, anonymt",
        TEA,
    )
    for words in ("tisdag 1 december", "tisdag 15 december", "tisdag 29 december", ANNA,
                  "2 dagar", "Anonymt", "färre än 5"):  # fmt: skip
        assert words in render(proposed.text).plain
    assert talk.react("✅", proposed, ANNA) == [], "it is for the one who made it"
    assert "inga rundor" in talk.say("!runda")[0].text
    assert "igång" in talk.react("✅", proposed, TEA)[0].text
    assert (
        "1. Nattbemanning · tisdag 1 december kl 13:00" in render(talk.say("!runda")[0].text).plain
    )


def test_only_a_team_lead_makes_one(talk: Talk) -> None:
    assert "teamled" in talk.say(f"!runda {ANONYMOUS}")[0].text
    assert "Vad är egentligen behovet?" in talk.say("!runda mallar")[0].text


def test_in_a_guided_talk_one_thing_at_a_time(talk: Talk) -> None:
    told, first = talk.say("!runda ny", TEA)
    assert (told.to, first.to) == (ROOM, TEA)
    assert "avbryt" in first.text
    assert "När ska den" in talk.whisper("Trygghet", TEA)[0].text
    assert "ingen tid" in talk.whisper("snart", TEA)[0].text
    assert "Vilka" in talk.whisper("varje torsdag 13:00", TEA)[0].text
    assert "Jag hittar ingen @nils" in talk.whisper("@nils", TEA)[0].text
    assert "anonymt" in talk.whisper("alla", TEA)[0].text
    assert "2 dagar" in talk.whisper("anonymt", TEA)[0].text
    assert "Skriv hur länge" in talk.whisper("en stund", TEA)[0].text
    (proposed,) = talk.whisper("24 timmar", TEA)
    assert "torsdag 26 november" in proposed.text.replace("imorgon", "torsdag 26 november")
    assert "igång" in talk.whisper("ja", TEA)[0].text
    assert "Trygghet" in talk.say("!runda")[0].text


def test_a_guided_talk_can_be_left_and_never_swallows_a_question(talk: Talk) -> None:
    talk.whisper("!runda ny", TEA)
    assert talk.whisper("vem har jour i natt?", TEA)[0].text == ELSEWHERE
    assert "ingen runda" in talk.whisper("avbryt", TEA)[0].text
    assert talk.whisper("Trygghet", TEA)[0].text == ELSEWHERE


def test_in_private_people_are_named_and_the_summary_comes_there(talk: Talk) -> None:
    assert "Skriv vilka" in talk.whisper("!runda Natt varje torsdag 13", TEA)[0].text
    line = f"!runda Natt varje torsdag 13 för {ANNA}, med namn, svar inom 1 dag"
    talk.whisper(line, TEA)
    assert "igång" in talk.whisper("ja", TEA)[0].text
    talk.wait(hours=34, minutes=30)
    talk.wait(minutes=1)
    answer(talk, ANNA, "Folk", "Inga", "Inget", "4", "nej")
    (summary, file) = talk.wait(days=1)
    assert (summary.to, file.to) == (TEA, TEA)
    assert "1 av 1 svarade" in summary.text


def test_questions_come_one_at_a_time_and_say_who_sees_the_answers(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    assert talk.wait(hours=34, minutes=29) == []
    asked = talk.wait(minutes=1)
    assert {out.to for out in asked} == set(ALL)
    (first,) = to(ANNA, asked)
    assert "svara senast lördag 28 november kl 13:00" in first
    assert first.index("Anonymt") < first.index("1 av 6"), "before the first answer"
    said = answer(talk, ANNA, "Folk på natten", "hoppa över", "Dyrt", "4", "inget mer", "ja")
    assert [text.split(" ")[0] for text in to(ANNA, said)] == ["2", "3", "4", "5", "6", "Tack,"]


def test_what_comes_of_it_is_told_without_who(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    talk.wait(hours=34, minutes=30)
    for number, person in enumerate(ALL):
        pulse = str(1 + number % 5)
        yes = "ja" if person == KIM else "nej"
        need = f"någon att ringa på natten {'absolut' if person == KIM else ''}"
        answer(talk, person, need, "ensam vid larm", "dyrt i längden", pulse, "inget", yes)
    said = talk.wait(days=2)
    summary, picture, voices, *proposals = in_room(said)
    text = render(summary.text).plain
    assert "Trygghet, torsdag 26 november" in text
    assert "6 av 6 svarade" in text
    assert "kommunen" not in text, "three each is too few"
    assert "6 personer" in text
    assert "absolut" in text, "an allowed quote"
    assert picture.attachment is not None
    assert picture.attachment.media_type == "image/png"
    assert "2,7 av 5, 6 svar" in picture.text
    assert voices.attachment is not None
    read = voices.attachment.data.decode()
    assert read.count("- ") == 3, "only what Kim allowed"
    assert all("Förslag till lärdom" in one.text and one.reactions == ("💡",) for one in proposals)
    taken = [out.redacts for out in said if out.redacts]
    assert len(taken) == 6 * 6, "the answers are taken out of the rooms"
    for out in said:
        assert not any(person in out.text for person in ALL)


def test_fewer_than_five_say_nothing(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    talk.wait(hours=34, minutes=30)
    for person in ALL[:4]:
        answer(talk, person, "någon att ringa", "larm", "dyrt", "5", "inget", "ja")
    (summary,) = in_room(talk.wait(days=2))
    assert "Färre än 5 svarade" in summary.text
    assert "ringa" not in summary.text


def test_with_names_everyone_is_seen_and_may_be_late(talk: Talk) -> None:
    start(talk, NAMED)
    talk.wait(hours=34, minutes=30)
    answer(talk, ANNA, "Fler på natten", "Inga", "Inget", "3", "nej")
    summary, voices = in_room(talk.wait(days=2))
    assert "1 av 2 svarade (kommunen 1 av 1, regionen 0 av 1)" in render(summary.text).plain
    assert voices.attachment is not None
    assert f"Fler på natten ({ANNA})" in voices.attachment.data.decode()


def test_late_answers_are_marked_or_refused(talk: Talk) -> None:
    start(talk, NAMED)
    _, lars = talk.wait(hours=34, minutes=30)
    talk.wait(days=2)
    mine, passed_on = talk.whisper("Bilen *startar* inte", LARS, relates=f"${lars.key}")
    assert "märkt som sent" in mine.text
    assert passed_on.to == ROOM
    assert (
        f"Sent svar i rundan Trygghet, från {LARS}: Bilen *startar* inte"
        in render(passed_on.text).plain
    )


def test_late_and_anonymous_cannot_be(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    asked = talk.wait(hours=34, minutes=30)
    talk.wait(days=2)
    first = next(out for out in asked if out.to == LARS)
    (told,) = talk.whisper("Bilen startar inte", LARS, relates=f"${first.key}")
    assert "kan inte hållas anonymt" in told.text


def test_reminders_go_only_to_those_who_have_not_answered(talk: Talk) -> None:
    start(talk, ANONYMOUS + ", högst 2 påminnelser")
    talk.wait(hours=34, minutes=30)
    answer(talk, ANNA, "a", "b", "c", "4", "inget", "nej")
    answer(talk, LARS, "a")
    answer(talk, BO, "avstå")
    talk.whisper("borta till måndag", EVA)
    first = talk.wait(hours=18)  # Friday at seven
    assert {out.to for out in first} == {LARS, KIM, TEA}
    assert "2 av 6" in to(LARS, first)[0], "where he left off"
    second = talk.wait(hours=24)  # Saturday at seven
    assert {out.to for out in second} == {LARS, KIM, TEA}
    assert talk.wait(hours=5) == []


def test_answers_are_changed_and_withdrawn_until_it_closes(talk: Talk) -> None:
    start(talk, NAMED)
    talk.wait(hours=34, minutes=30)
    talk.whisper("Fel", ANNA, event="$fel")
    answer(talk, ANNA, "Inga", "Inget", "3", "nej")
    (told,) = talk.whisper("Rätt", ANNA, kind="edit", relates="$fel")
    assert told.text == "Ändrat."
    talk.whisper("hemligt", LARS, event="$hemligt")
    answer(talk, LARS, "Olyckor")
    talk.whisper("", LARS, kind="redaction", relates="$hemligt")
    _, voices = in_room(talk.wait(days=2))
    assert voices.attachment is not None
    read = voices.attachment.data.decode()
    assert "Rätt" in read
    assert "Olyckor" in read
    assert not {"Fel", "hemligt"} & set(read.split())
    assert "stängt" in talk.whisper("ta tillbaka", ANNA)[0].text


def test_withdrawn_is_withdrawn(talk: Talk) -> None:
    start(talk, NAMED)
    talk.wait(hours=34, minutes=30)
    answer(talk, ANNA, "Folk", "Inga", "Inget", "3", "nej")
    assert "borta ur rundan" in talk.whisper("ta tillbaka", ANNA)[0].text
    said = in_room(talk.wait(days=2))
    assert "0 av 2 svarade" in said[0].text
    assert len(said) == 1


def test_a_question_is_never_taken_for_an_answer(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    talk.wait(hours=34, minutes=30)
    assert talk.whisper("vem har jour i natt", ANNA)[0].text == ELSEWHERE
    assert talk.whisper("2", ANNA)[0].text == ELSEWHERE, "one of its choices"
    (doubt,) = talk.whisper("Någon att ringa", ANNA)
    assert "Är det ett svar i rundan Trygghet" in doubt.text
    assert "2 av 6" in talk.react_in_private("✅", doubt, ANNA)[0].text
    assert "3 av 6" in talk.whisper("Olyckor", ANNA)[0].text, "and the talk goes on"


def test_doubt_is_settled_in_words_too(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    talk.wait(hours=34, minutes=30)
    assert "Är det ett svar" in talk.whisper("när larmet går är vi för få", ANNA)[0].text
    assert "inget svar" in talk.whisper("nej", ANNA)[0].text
    assert "Är det ett svar" in talk.whisper("när bilen inte startar", ANNA)[0].text
    assert "2 av 6" in talk.whisper("ja", ANNA)[0].text


def test_a_reply_to_the_question_is_an_answer_whatever_it_looks_like(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    asked = talk.wait(hours=34, minutes=30)
    first = next(out for out in asked if out.to == ANNA)
    said = talk.whisper("Vem bestämmer egentligen?", ANNA, relates=f"${first.key}")
    assert "2 av 6" in said[0].text
    said = talk.whisper("Vem vet?", ANNA, thread=f"${first.key}")
    assert "3 av 6" in said[0].text
    assert said[0].thread == f"${first.key}"


def test_nobody_answers_for_another(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    asked = talk.wait(hours=34, minutes=30)
    first = next(out for out in asked if out.to == ANNA)
    assert talk.whisper("jag", LARS, relates=f"${first.key}")[0].text == ELSEWHERE


def test_all_at_once(talk: Talk) -> None:
    start(talk, NAMED + ", alla frågor på en gång, utan puls")
    (first, _) = talk.wait(hours=34, minutes=30)
    assert "4. Är det något mer" in render(first.text).plain
    assert "vilket svar" in talk.whisper("Folk och olyckor", ANNA)[0].text
    assert "Tack" in talk.whisper("1. Folk\n2. Olyckor", ANNA)[0].text
    _, voices = in_room(talk.wait(days=2))
    assert voices.attachment is not None
    assert "Olyckor" in voices.attachment.data.decode()


def test_by_role_the_role_is_shown_only_where_five_have_it(talk: Talk) -> None:
    start(talk, "Trygghet varje torsdag 13:00 för alla, svar inom 2 dagar, per roll")
    for person in ALL:
        role = "sjuksköterska" if person == EVA else "undersköterska"
        assert role in talk.whisper(f"!min-roll {role}", person)[0].text
    asked = talk.wait(hours=34, minutes=30)
    assert "rollen undersköterska" in to(ANNA, asked)[0]
    for person in ALL:
        answer(talk, person, f"Svar från {person[1:4]}", "b", "c", "3", "inget", "ja")
    voices = next(out for out in in_room(talk.wait(days=2)) if ":voices" in out.key)
    assert voices.attachment is not None
    lines = voices.attachment.data.decode().splitlines()
    assert "- Svar från ann (undersköterska)" in lines
    assert "- Svar från eva" in lines


def test_night_staff_are_asked_at_night(talk: Talk) -> None:
    assert "21:00–07:00" in talk.whisper("!mina-tider natt", LARS)[0].text
    start(talk, ANONYMOUS)
    assert LARS not in {out.to for out in talk.wait(hours=34, minutes=30)}
    (late,) = talk.wait(hours=8)
    assert late.to == LARS


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "07:00–21:00"),
        ("07–16 vardagar", "07:00–16:00, mån tis ons tors fre"),
        ("alltid inte röda dagar", "när som helst, inte på röda dagar"),
        ("Europe/Helsinki dag", "07:00–16:00, Europe/Helsinki"),
        ("natt måndagar och tisdagar", "21:00–07:00, mån tis"),
        ("ibland", "förstår inte tiderna"),
        ("Europe/Skogen", "ingen tidszon"),
        ("25-99", "förstår inte tiderna"),
    ],
)
def test_hours(talk: Talk, words: str, told: str) -> None:
    assert told in talk.whisper(f"!mina-tider {words}")[0].text


def test_back_early_is_asked_after_all(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    talk.whisper("borta till måndag", ANNA)
    assert ANNA not in {out.to for out in talk.wait(hours=34, minutes=30)}
    assert "Välkommen" in talk.whisper("tillbaka", ANNA)[0].text
    assert [out.to for out in talk.wait(minutes=1)] == [ANNA]


def test_pause_skip_change_and_end(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    start(talk, NAMED.replace("Trygghet", "Bilen"))
    assert "rundans nummer" in talk.say("!runda pausa", TEA)[0].text
    assert "pausad" in talk.say("!runda pausa 1", TEA)[0].text
    assert "finns inget att hoppa" in talk.say("!runda hoppa 1", TEA)[0].text
    assert "3 december" in talk.say("!runda hoppa 2", TEA)[0].text
    assert talk.wait(hours=34, minutes=30) == []
    assert "igång" in talk.say("!runda fortsätt 1", TEA)[0].text
    changed = talk.say("!runda ändra 2 varje fredag 10, utan puls", TEA)[0].text
    assert "fredag 27 november kl 10:00" in changed.replace("imorgon", "fredag 27 november")
    assert "Ändrat" in talk.say("!runda ändra 2 även @eva", TEA)[0].text
    assert "Ändrat" in talk.say("!runda ändra 2 utan @anna", TEA)[0].text
    assert "inget att ändra" in talk.say("!runda ändra 2", TEA)[0].text
    asked = talk.wait(hours=21)
    assert {out.to for out in asked if "Bilen" in out.text} == {LARS, EVA}
    assert "avslutad" in talk.say("!runda avsluta 1", TEA)[0].text
    assert "ingen runda 1" in talk.say("!runda avsluta 1", TEA)[0].text
    assert "ingen runda 99" in talk.say("!runda pausa 99", TEA)[0].text


def test_someone_leaves_the_round(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    talk.wait(hours=34, minutes=30)
    assert "inte med i rundan" in talk.whisper("lämna rundan", ANNA)[0].text
    talk.wait(days=2)
    assert ANNA not in {out.to for out in talk.wait(days=5)}


def test_two_rounds_at_once_are_kept_apart(talk: Talk) -> None:
    start(talk, NAMED)
    start(talk, NAMED.replace("Trygghet", "Bilen").replace("13:00", "13:05"))
    talk.wait(hours=34, minutes=30)
    talk.wait(minutes=5)
    answer(talk, ANNA, "om natten", "b", "c", "3")
    *_, thanks, other = talk.whisper("inget", ANNA)
    assert "Tack" in thanks.text
    assert "Trygghet" in other.text, "the other round goes on"
    answer(talk, ANNA, "om tryggheten", "b", "c", "3", "inget")
    first = in_room(talk.wait(days=1, hours=23, minutes=55))
    second = in_room(talk.wait(minutes=5))
    for said, words in ((first, "om tryggheten"), (second, "om natten")):
        (read,) = [out.attachment.data.decode() for out in said if out.attachment]
        assert read.count("om ") == 1
        assert words in read


def test_calendar_files_out_and_in(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    (out,) = talk.say("!runda kalender 1", TEA)
    assert out.attachment is not None
    (event,) = icalendar.Calendar.from_ical(out.attachment.data).events
    assert event["SUMMARY"] == "Trygghet"
    talk.world.files["mxc"] = out.attachment.data
    assert talk.say("rundor.ics", ANNA, kind="file", media="mxc") == []
    (proposed,) = talk.say("rundor.ics", TEA, kind="file", media="mxc")
    assert "Trygghet" in proposed.text
    assert "igång" in talk.react("✅", proposed, TEA)[0].text
    talk.world.files["mxc"] = b"BEGIN:NONSENSE"
    assert talk.say("rundor.ics", TEA, kind="file", media="mxc")[0].text


def test_the_trend_is_told_in_words_and_only_of_five_or_more(talk: Talk) -> None:
    start(talk, ANONYMOUS)
    told = []
    talk.wait(hours=34, minutes=30)
    for pulse in ("2", "3", "5"):
        for person in ALL if pulse != "3" else ALL[:4]:
            answer(talk, person, "a", "b", "c", pulse, "inget", "nej")
        said = in_room(talk.wait(days=2))
        told += [out.text for out in said if ":pulse" in out.key]
        talk.wait(days=5)
    assert len(told) == 2
    assert "första gången" in told[0]
    assert "stigit" in told[1]
    assert "2026-11-26: 2,0, 2026-12-10: 5,0" in told[1]


def test_what_is_kept_of_a_person_is_shown_and_forgotten(engine: Engine, talk: Talk) -> None:
    personal = reflection().personal
    assert personal is not None
    start(talk, NAMED)
    talk.whisper("!mina-tider natt", ANNA)
    talk.whisper("!mina-tider vanliga", ANNA)
    talk.wait(hours=34, minutes=30)
    answer(talk, ANNA, "Fler på natten")
    with engine.begin() as tx:
        assert "Fler på natten" in personal.shown(tx, ANNA)["mine.answers"]
        assert personal.shown(tx, TEA)["mine.rounds"] == ["Trygghet"]
        assert personal.forget(tx, ANNA) == ("mine.anonymous",)
        assert personal.forget(tx, TEA) == ()
        assert not any(personal.shown(tx, ANNA).values())
    assert ANNA not in {out.to for out in talk.wait(days=2)}
