from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Metadata, Principal, Status, Unreadable
from knowledge.read import text
from knowledge.recognise import dates, recognise, side_file, with_side_file, write_side_file
from knowledge.recognise.labels import labelled


def recognised(source: str, **properties: str) -> Metadata:
    content = text.read(source.encode())
    return recognise(content.text, content.blocks, properties)


def test_labelled_lines() -> None:
    found = recognised(
        "Rutin för cyklar\n\nDiarienummer: PN 2026/17\n"
        "Fastställd av parknämnden den 3 mars 2026, § 9\n"
        "Giltig från 2026-04-01 till 2027-03-31\n"
        "Dokumentansvarig: parkchefen\nErsätter: PN 2024/2\n"
        "Ses över senast 2027-01-15\nHuvudman: kommunen\n\n§ 1 Lån\n\nLåna den.\n"
    )
    assert found == Metadata(
        title="Rutin för cyklar",
        diary_number="PN 2026/17",
        decided=date(2026, 3, 3),
        body="Parknämnden",
        status=Status.DECIDED,
        valid_from=date(2026, 4, 1),
        valid_to=date(2027, 3, 31),
        supersedes=("PN 2024/2",),
        owner="parkchefen",
        review=date(2027, 1, 15),
        principal=Principal.MUNICIPALITY,
    )


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Diarienummer: PN-2026-0017-12", "PN-2026-0017-12"),
        ("Dnr PN 2026/17", "PN 2026/17"),
        ("Diarienr: 2026/17", "2026/17"),
        ("Nämnd: Parknämnden Diariern: PN 2026-17 / RN 2026-3", "PN 2026-17 / RN 2026-3"),
        ("Dnr | PN 17-2026", "PN 17-2026"),
        ("PN 17-2026", "PN 17-2026"),
        ("Mörby kommun  Dnr PN 2026/17", "PN 2026/17"),
        ("Dnr: 2026-03-01", None),
        ("Dnr: saknas", None),
        ("Vi följer beslutet i ärende (PN 17-2026) från i fjol.", None),
    ],
)
def test_diary_numbers(line: str, number: str | None) -> None:
    assert recognised(f"Rutin för park\n\n{line}\n\nText.\n").diary_number == number


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("Status: Fastställd", Status.DECIDED),
        ("Status: Utkast, inte beslutad", Status.PROPOSAL),
        ("Status: Ersatt", Status.SUPERSEDED),
        ("Ersatt av: Rutin för bussar", Status.SUPERSEDED),
        ("Beslutad av: Parknämnden 2026-03-01", Status.DECIDED),
        ("Dokumentet är upphävt från och med 2026.", Status.REPEALED),
        ("Förslag till beslut\n\nNämnden köper en park.", Status.PROPOSAL),
        ("Utskottet föreslår nämnden att besluta om en park.", Status.PROPOSAL),
        ("Beslut\n\nUtskottet föreslår att nämnden beslutar om en park.", Status.PROPOSAL),
        ("Förslag till beslut\n\nKöp.\n\nBeslut\n\nNämnden beslutar att köpa.", Status.DECIDED),
        ("Rekommendationer för parken\n\nVila ofta.", Status.RECOMMENDATION),
        ("Nuläge i parken 2026-02-03\n\nDet snöar.", Status.SNAPSHOT),
        ("Parken är öppen. Nämnden beslutade i fjol om nya bänkar.", Status.UNKNOWN),
    ],
)
def test_status(source: str, status: Status) -> None:
    assert recognised(f"{source}\n").status is status


def test_a_snapshot_is_of_its_day() -> None:
    assert recognised("Lägesbild parken\n\nLäget 2026-02-03\n\nSnö.\n").decided == date(2026, 2, 3)


def test_minutes_have_the_day_of_the_meeting_and_their_body() -> None:
    found = recognised(
        "Protokoll\n\nSammanträdesdatum\nParknämndens \narbetsutskott\n\n2026-02-03\n\n"
        "§ 4 Nya bänkar\nPN 17-2026\n\nFörslag till beslut\n\nKöp bänkar.\n"
    )
    assert found == Metadata(
        title="Nya bänkar",
        diary_number="PN 17-2026",
        decided=date(2026, 2, 3),
        body="Parknämndens arbetsutskott",
        status=Status.PROPOSAL,
    )


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("MÖRBY KOMMUN\nPark\n\nRutin för bänkar\n\n§ 1 Syfte\n\nSitt.", "Rutin för bänkar"),
        ("Rutin nu: bänkar i snö\n\nStatus: beslutad\n\n§ 1 A\n\nB.", "Rutin nu: bänkar i snö"),
        ("§ 4 Nya bänkar\n\nSammanfattning\n\nVi sitter.", "Nya bänkar"),
        ("Vi sitter alltid på bänken i parken.", ""),
    ],
)  # fmt: skip
def test_titles(source: str, title: str) -> None:
    assert recognised(source).title == title


def test_front_matter_comes_before_the_text_and_nonsense_in_it_counts_for_nothing() -> None:
    found = recognised(
        "Dnr: PN 2026/17\n\nStatus: beslutad\n",
        diarienummer="RN 1/26", status="kanske", rum="natt; dag", okänt="x",
    )  # fmt: skip
    assert found.diary_number == "RN 1/26"
    assert found.status is Status.DECIDED
    assert found.scopes == ("natt", "dag")


def test_a_side_file_overrules_all(tmp_path: Path) -> None:
    path = tmp_path / "rutin.pdf"
    side_file(path).write_text(
        'status = "upphävd"\ngäller till = 2026-01-31\nscopes = ["natt"]\nägare = "MAS"\n'
    )
    found = with_side_file(Metadata(title="Rutin", status=Status.DECIDED), path)
    assert found == Metadata(
        title="Rutin",
        status=Status.REPEALED,
        valid_to=date(2026, 1, 31),
        scopes=("natt",),
        owner="MAS",
    )


@pytest.mark.parametrize(
    ("source", "code", "key"),
    [
        ('ägrae = "MAS"', "unreadable.side-file-key", "ägrae"),
        ('status = "kanske"', "unreadable.side-file-value", "status"),
        ("översyn = 3", "unreadable.side-file-value", "översyn"),
        ("status =", "unreadable.side-file", None),
    ],
)
def test_a_wrong_side_file_is_an_error(
    tmp_path: Path, source: str, code: str, key: str | None
) -> None:
    path = tmp_path / "rutin.pdf"
    side_file(path).write_text(source)
    with pytest.raises(Unreadable) as caught:
        with_side_file(Metadata(), path)
    assert caught.value.code == code
    assert caught.value.details.get("key") == key


def test_a_side_file_can_say_that_there_is_no_such_thing(tmp_path: Path) -> None:
    path = tmp_path / "rutin.md"
    side_file(path).write_text("ägare = false\nersätter = false\n")
    found = with_side_file(Metadata(title="a", owner="MAS", supersedes=("b",)), path)
    assert found == Metadata(title="a")


TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=60).map(
    lambda text: " ".join(text.split())
)
DAY = st.none() | st.dates()


@given(
    st.builds(
        Metadata,
        title=TEXT,
        diary_number=st.none() | TEXT.filter(bool),
        decided=DAY,
        body=st.none() | TEXT.filter(bool),
        status=st.sampled_from([one for one in Status if one is not Status.ANSWERED]),
        valid_from=DAY,
        valid_to=DAY,
        supersedes=st.lists(TEXT.filter(bool), max_size=3).map(tuple),
        superseded_by=st.none() | TEXT.filter(bool),
        owner=st.none() | TEXT.filter(bool),
        review=DAY,
        principal=st.none() | st.sampled_from(Principal),
        scopes=st.lists(TEXT.filter(bool), max_size=3).map(tuple),
        vetted=DAY,
    )
)
def test_what_is_written_beside_a_document_is_read_again(known: Metadata) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "rutin.md")
        write_side_file(path, known)
        other = Metadata(title="annat", owner="x", supersedes=("y",), decided=date(1999, 1, 1))
        assert with_side_file(other, path) == known


def test_without_a_side_file_nothing_changes(tmp_path: Path) -> None:
    assert with_side_file(Metadata(title="a"), tmp_path / "a.pdf") == Metadata(title="a")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("den 1 mars 2026", date(2026, 3, 1)),
        ("1 mar. 2026", date(2026, 3, 1)),
        ("12 January 2026", date(2026, 1, 12)),
        ("2026-02-31", None),
        ("31 vindag 2026", None),
        ("12026-01-01", None),
        ("vecka 9", None),
    ],
)
def test_dates(written: str, day: date | None) -> None:
    assert dates.first(f"Mötet {written} var långt.") == day


def test_labels_in_prose_and_in_headers_of_tables_are_none() -> None:
    assert labelled("Ägare och brukare träffas ofta i parken.") == []
    assert labelled("Roll | Ägare | Översyn") == []
    assert labelled("Status " * 100) == []


WORDS = st.sampled_from(
    ["Dnr:", "Status:", "Gäller från", "till", "2026-01-01", "beslutad av", "§ 3", "föreslår",
     "Sammanträdesdatum", "|", "den", "Nuläge", "ersatt av:", "\n", "\n\n", "KS 2025/1", "Beslut"]
)  # fmt: skip


@given(
    st.lists(WORDS | st.text(max_size=12), max_size=30).map(" ".join),
    st.dictionaries(WORDS, st.text(max_size=20), max_size=4),
)
def test_recognition_never_raises(source: str, properties: dict[str, str]) -> None:
    try:
        content = text.read(source.encode("utf-8", "ignore"))
    except Unreadable:
        return
    recognise(content.text, content.blocks, properties)
