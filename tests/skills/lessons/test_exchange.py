"""What is exported comes back as it was, and what is shared comes to others as something new."""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, create_engine

from bot.skill import UserError
from knowledge.model import Principal
from skills.lessons import exchange, history, milestones, sheets, store
from skills.lessons.fields import clean
from skills.lessons.milestones import Milestone, Reach
from skills.lessons.model import Direction, Kind, Lesson, State, Timing
from skills.lessons.records import Entry, File, LessonRecord
from skills.lessons.store import Mark
from skills.lessons.tables import metadata
from tests.clock import START
from tests.talk import ANNA, LARS, TEA

NASTY = [
    "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "'=1", "'", "''", "a;b\"c\"\nd\te",
    "_x0041_", "1,5", "007", "2026-11-25", "TRUE", "👨‍👩‍👧 ja", "\u00a0rad\u2028två",
]  # fmt: skip
text = st.one_of(
    st.text(max_size=60).map(clean),
    st.sampled_from(NASTY).map(clean),
    st.text(alphabet=string.printable + "åäö=+-@'\";", max_size=60).map(clean),
)
day = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))


def maybe(kind: type[StrEnum]) -> st.SearchStrategy[StrEnum | None]:
    """One of the words of a field, or none."""
    return st.one_of(st.none(), st.sampled_from(list(kind)))


moments = st.datetimes(
    min_value=START.replace(tzinfo=None), max_value=START.replace(year=2050, tzinfo=None)
).map(lambda moment: moment.replace(tzinfo=START.tzinfo))
records = st.builds(
    LessonRecord,
    uid=st.text(alphabet="abcdef0123456789", min_size=8, max_size=8),
    state=st.sampled_from(State),
    since=moments,
    made=moments,
    kind=maybe(Kind),
    principal=maybe(Principal),
    timing=maybe(Timing),
    direction=maybe(Direction),
    decided=day,
    due=day,
    verified=day,
    secrecy_checked=day,
    keep_until=day,
    recurrences=st.integers(0, 99),
    decided_formally=st.booleans(),
    number=st.integers(0, 999),
    instead=st.one_of(st.none(), st.just("abc123")),
    **{
        name: text
        for name, one in LessonRecord.model_fields.items()
        if one.default == "" and one.annotation is str
    },
)
files = st.lists(records, max_size=3).map(
    lambda found: File(kind="export", made=START, lessons=tuple(Entry(lesson=one) for one in found))
)


@pytest.mark.parametrize(
    ("write", "read"),
    [(sheets.to_csv, sheets.from_csv), (sheets.to_xlsx, sheets.from_xlsx)],
    ids=["csv", "xlsx"],
)
@pytest.mark.parametrize("language", ["sv", "en"])
@settings(max_examples=25)
@given(file=files)
def test_a_table_comes_back_as_it_was(
    write: Callable[..., bytes], read: Callable[..., File], language: str, file: File
) -> None:
    assert read(write(file, language), START).lessons == file.lessons


@settings(max_examples=25)
@given(file=files)
def test_json_comes_back_as_it_was(file: File) -> None:
    assert exchange.read(file.model_dump_json().encode()) == file


@given(text)
def test_no_cell_of_a_csv_begins_like_a_formula(words: str) -> None:
    record = LessonRecord(uid="a", state=State.DRAFT, since=START, made=START, title=words)
    file = File(kind="export", made=START, lessons=(Entry(lesson=record),))
    data = sheets.to_csv(file, "sv").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline=""), delimiter=";"):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    metadata.create_all(engine)
    with engine.begin() as tx:
        yield tx


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Connection]:
    """The database of another installation."""
    engine = create_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    metadata.create_all(engine)
    with engine.begin() as tx:
        yield tx


@pytest.fixture
def told(tx: Connection) -> tuple[Lesson, Lesson]:
    """A lesson that has been verified, and one that is the same."""
    new = store.blank(START, title="Ring", observation="Vi ringde sent.", author=ANNA, event="$1")
    one = store.add(tx, new, Mark("record", ANNA, START, "$1"))
    done = replace(one, state=State.VERIFIED, owner=LARS, verifier=TEA, outcome="Det hjälpte.")
    one = store.change(tx, one, done, Mark("verify", TEA, START + timedelta(days=9)))
    twin = replace(store.blank(START, title="Ring tidigare"), state=State.DUPLICATE, instead=one.id)
    same = store.add(tx, twin, Mark("merge", ANNA, START))
    store.add(tx, store.blank(START, title="Halvt"), Mark("record", ANNA, START))
    goal = Milestone(0, "m1", "Alla team i drift", Reach.ONGOING, None, "plan", START)
    milestones.add(tx, goal)
    return one, same


def test_an_export_comes_back_as_it_was_with_its_history(
    tx: Connection, told: tuple[Lesson, Lesson], elsewhere: Connection
) -> None:
    file = exchange.export(tx, START, "Team Fjällbjörken")
    assert [entry.lesson.title for entry in file.lessons] == ["Ring", "Ring tidigare"]
    assert ANNA not in file.model_dump_json()
    taken = exchange.take_in(elsewhere, exchange.read(file.model_dump_json().encode()), START)
    assert (taken.added, taken.known, taken.refused) == (2, 0, ())
    assert exchange.export(elsewhere, START, "Team Fjällbjörken") == file
    assert history.broken(elsewhere) == ()
    again = exchange.take_in(elsewhere, file, START)
    assert (again.added, again.known) == (0, 2)
    assert len(milestones.every(elsewhere)) == 1


def test_a_number_that_is_taken_is_not_given_again(
    tx: Connection, told: tuple[Lesson, Lesson], elsewhere: Connection
) -> None:
    store.add(elsewhere, store.blank(START, title="Något annat"), Mark("record", "", START))
    exchange.take_in(elsewhere, exchange.export(tx, START, ""), START)
    twin = store.by_uid(elsewhere, told[1].uid)
    first = store.by_uid(elsewhere, told[0].uid)
    assert first is not None
    assert twin is not None
    assert (first.id, twin.instead) == (2, 2)
    assert twin.id == 3


def test_what_is_shared_is_new_to_others_and_has_no_people(
    tx: Connection, told: tuple[Lesson, Lesson], elsewhere: Connection
) -> None:
    file = exchange.shared(told[0], START, "Team Fjällbjörken", "lärdom 1 från Team Fjällbjörken")
    for person in (ANNA, LARS, TEA):
        assert person not in file.model_dump_json()
    exchange.take_in(elsewhere, file, START)
    taken = store.by_uid(elsewhere, told[0].uid)
    assert taken is not None
    assert (taken.state, taken.outcome) == (State.SUBMITTED, "")
    assert taken.source == "lärdom 1 från Team Fjällbjörken"
    assert exchange.take_in(elsewhere, file, START).known == 1


def test_patient_data_stays_outside(tx: Connection, told: tuple[Lesson, Lesson]) -> None:
    file = exchange.export(tx, START, "")
    bad = file.lessons[0].lesson.model_copy(update={"uid": "new", "need": "19121212-1212"})
    lessons = (Entry(lesson=bad),)
    taken = exchange.take_in(tx, file.model_copy(update={"lessons": lessons}), START)
    assert (taken.added, taken.refused) == (0, (("1", "personnummer"),))


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"format": "lotsen-lessons"}', b"\xff\xfe", b'{"format": "annat"}'],
)
def test_another_file_is_one_sentence(data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        exchange.read(data)
    assert caught.value.code == "import.broken"


def test_a_table_of_their_own_is_taken_in_as_new(tx: Connection) -> None:
    file = sheets.from_csv(b"Titel;Iakttagelse\nRing;Vi ringde sent\n", START)
    assert exchange.take_in(tx, file, START).added == 1
    (one,) = store.every(tx)
    assert (one.title, one.state) == ("Ring", State.SUBMITTED)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("Titel;Läge\nRing;kanske\n", "import.row"),
        ("Titel;Senast\nRing;snart\n", "import.row"),
        ("Titel;Annat\nRing;x\n", "import.broken"),
        ("", "import.broken"),
    ],
)
def test_a_broken_table_names_the_place(table: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        sheets.from_csv(table.encode(), START)
    assert caught.value.code == code


def test_the_workbook_filters_its_dates_are_dates_and_nothing_is_a_formula(
    tx: Connection, told: tuple[Lesson, Lesson]
) -> None:
    changed = replace(told[0], title="=1+1", due=START.date())
    store.change(tx, told[0], changed, Mark("fill", TEA, START))
    data = sheets.to_xlsx(exchange.export(tx, START, ""), "sv")
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Lärdomar", "Historik", "Etappmål"]
    for sheet in book.worksheets:
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.freeze_panes == "A2"
    rows = list(book.worksheets[0].iter_rows())
    heads = [cell.value for cell in rows[0]]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d", "inlineStr"}
    assert isinstance(rows[1][heads.index("Senast")].value, datetime)
    assert rows[1][heads.index("Titel")].value == "=1+1"


def test_the_schema_names_every_field() -> None:
    schema = File.model_json_schema()
    known = set(schema["$defs"]["LessonRecord"]["properties"])
    assert known == (set(Lesson.__dataclass_fields__) | {"number"}) - {
        *("id", "version", "author", "room", "event")
    }
    with pytest.raises(ValidationError):
        LessonRecord(uid="a", state=State.DRAFT, since=START, made=START, more="x")  # type: ignore[call-arg]
