"""Documents in chat: listed with their versions, dropped, confirmed, corrected, reviewed."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from bot import audit
from bot.outbox import Outgoing
from bot.owners import Owners
from bot.rooms import moved
from bot.scopes import Scopes
from bot.skill import Skill
from knowledge import tables
from knowledge.library import Library
from knowledge.model import Status
from knowledge.vectors import ExactVectors
from skills.documents import skill as documents
from skills.documents import store
from skills.documents.folder import plain_name
from tests.fakes import FakeEmbedder
from tests.talk import ANNA, EVA, ROOM, ZONE, Talk, event_of

ADMIN = "!admin:kommun.example"
MAS = "@mas:kommun.example"
KEYS = """---
titel: Rutin för nycklar
status: {status}
beslutad: {decided}
ägare: MAS
översyn: 2027-01-10
{more}
---

# Rutin för nycklar

Nycklar hämtas i skåpet {where}.
"""


def keys(where: str = "vid entrén", decided: str = "2025-01-10", more: str = "") -> bytes:
    return KEYS.format(status="beslutad", decided=decided, where=where, more=more).encode()


@pytest.fixture
def library(engine: Engine) -> Iterator[Library]:
    tables.metadata.create_all(engine)
    store.metadata.create_all(engine)
    library = Library(engine, FakeEmbedder, lambda name: ExactVectors())
    yield library
    library.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def made(library: Library, data: Path, scopes: Scopes | None = None, room: str = ADMIN) -> Skill:
    owners = Owners({"MAS": MAS}, (EVA,))
    return documents.skill(library, data, room, scopes or Scopes({}), owners, ZONE, "sv")


@pytest.fixture
def talk(engine: Engine, library: Library, data: Path) -> Talk:
    return Talk(engine, [made(library, data)])


def drop(
    talk: Talk, content: bytes, name: str = "nycklar.md", sender: str = EVA, **changes: object
) -> list[Outgoing]:
    talk.world.files["mxc"] = content
    where = {"room": ADMIN, "mentioned": False, **changes}
    return talk.say(name, sender, kind="file", media="mxc", **where)


def admin(talk: Talk, text: str, sender: str = EVA, **changes: object) -> list[Outgoing]:
    return talk.say(text, sender, room=ADMIN, **changes)


def press(talk: Talk, sign: str, shown: Outgoing, sender: str = EVA) -> list[Outgoing]:
    return talk.say(sign, sender, kind="reaction", relates=event_of(shown), room=ADMIN)


def answers(library: Library, talk: Talk, **seen: frozenset[str]) -> list[str]:
    """The documents that a question about keys is answered from."""
    today = talk.clock.now().date()
    return [p.file for p in library.search("var hämtas nycklar", today=today, **seen).passages]


def test_a_file_is_shown_as_recognised_and_counts_when_confirmed(
    talk: Talk, library: Library, data: Path, engine: Engine
) -> None:
    (shown,) = drop(talk, keys())
    for part in ("Rutin för nycklar", "beslutad", "2025\\-01\\-10", "MAS", "2027-01-10"):
        assert part.replace("\\", "") in shown.text.replace("\\", "")
    assert shown.reactions == ("✅", "❌")
    assert answers(library, talk) == []
    (thanks,) = press(talk, "✅", shown)
    assert "Nu svarar jag ur" in thanks.text
    assert answers(library, talk) == ["0001/nycklar.md"]
    files = [path for path in (data / "documents").rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"nycklar.md", "nycklar.md.meta.toml"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert not list((data / "incoming").iterdir())
    with engine.connect() as tx:
        noted = [tuple(r) for r in tx.execute(select(audit.audit.c.action, audit.audit.c.what))]
    assert noted == [("document.confirmed", "document:1")]


def test_what_was_recognised_is_put_right_before_it_counts(talk: Talk, library: Library) -> None:
    drop(talk, b"# Rutin f\xc3\xb6r cyklar\n\nCyklar st\xc3\xa5r i garaget.\n", "cyklar.md")
    admin(talk, "!dokument status förslag", thread="$q1")
    admin(talk, "!dokument gäller till 2028-12-31", thread="$q1")
    admin(talk, "!documents owner: MAR")
    assert "går inte att förstå" in admin(talk, "!dokument beslutad igår")[0].text
    (shown,) = admin(talk, "!dokument rum ledning; chef")
    assert "ledning, chef" in shown.text
    (shown,) = admin(talk, "!dokument rum -")
    assert "alla rum" in shown.text
    assert "Nu svarar jag" in admin(talk, "!dokument ja", thread="$q1")[0].text
    (one,) = library.documents()
    known = one.metadata
    assert (known.status, known.owner, str(known.valid_to)) == (
        Status.PROPOSAL,
        "MAR",
        "2028-12-31",
    )


def test_what_was_taken_away_stays_away_when_the_file_is_read_again(
    talk: Talk, library: Library
) -> None:
    drop(talk, keys())
    admin(talk, "!dokument ägare -")
    admin(talk, "!dokument ja")
    assert library.documents()[0].metadata.owner is None


def test_a_rejected_file_leaves_nothing(talk: Talk, library: Library, data: Path) -> None:
    (shown,) = drop(talk, keys())
    assert "kastad" in press(talk, "❌", shown)[0].text
    assert library.documents() == ()
    assert not list((data / "incoming").iterdir())
    assert press(talk, "✅", shown) == []
    assert "Ingen fil väntar" in admin(talk, "!dokument ja")[0].text


def test_only_those_in_charge_drop_and_confirm(talk: Talk) -> None:
    assert "processledare och administratörer" in drop(talk, keys(), sender=ANNA)[0].text
    (shown,) = drop(talk, keys())
    assert press(talk, "✅", shown, ANNA) == []
    assert "processledare och administratörer" in admin(talk, "!dokument ja", ANNA)[0].text


def test_elsewhere_nothing_is_taken_in_and_it_is_said_only_in_private(
    talk: Talk, data: Path
) -> None:
    assert drop(talk, keys(), room=ROOM) == []
    (told,) = drop(talk, keys(), room=f"!{EVA}", private=True)
    assert "administratörsrummet" in told.text
    assert not data.exists()


def test_without_an_admin_room_the_reason_is_told(
    engine: Engine, library: Library, data: Path
) -> None:
    talk = Talk(engine, [made(library, data, room="")])
    (told,) = drop(talk, keys(), room=f"!{EVA}", private=True)
    assert "rooms.admin" in told.text
    assert drop(talk, keys(), room="") == []


def test_the_room_keeps_its_task_when_it_is_upgraded(talk: Talk, engine: Engine) -> None:
    with engine.begin() as tx:
        moved(tx, ADMIN, "!newer", [])
    assert drop(talk, keys()) == []
    assert drop(talk, keys(), room="!newer")[0].reactions


def test_a_new_version_takes_over_and_the_old_one_stays_to_be_seen(
    talk: Talk, library: Library
) -> None:
    drop(talk, keys())
    admin(talk, "!dokument ja")
    (shown,) = drop(talk, keys("i källaren", "2026-02-02"))
    assert "ny version av Rutin för nycklar (2025-01-10)" in shown.text
    (told,) = press(talk, "✅", shown)
    assert "ersätter Rutin för nycklar (2025-01-10)" in told.text
    assert answers(library, talk) == ["0002/nycklar.md"]
    assert [one.file for one in library.documents()] == ["0001/nycklar.md", "0002/nycklar.md"]
    (listed,) = talk.say("!dokument")
    assert "Jag svarar ur 1 dokument" in listed.text
    assert "1 ligger kvar men gäller inte längre" in listed.text
    assert "ersatt av Rutin för nycklar" in listed.text
    (full,) = talk.say("!dokument 0002")
    assert "Tidigare versioner: Rutin för nycklar (2025-01-10)" in full.text
    assert "Ersatt av: Rutin för nycklar (2026-02-02)" in talk.say("!dokument 0001")[0].text


def test_a_guess_that_is_wrong_is_taken_back(talk: Talk, library: Library) -> None:
    drop(talk, keys())
    admin(talk, "!dokument ja")
    drop(talk, keys("i källaren"))
    admin(talk, "!dokument ersätter -")
    admin(talk, "!dokument ja")
    assert len(answers(library, talk)) == 2


def test_a_third_version_replaces_the_second_only(talk: Talk, library: Library) -> None:
    for number, where in enumerate(("a", "b", "c"), start=1):
        drop(talk, keys(where, f"202{number}-01-01"))
        admin(talk, "!dokument ja")
    assert answers(library, talk) == ["0003/nycklar.md"]


def test_two_that_wait_are_told_apart_by_their_threads(talk: Talk, library: Library) -> None:
    drop(talk, keys())
    drop(talk, b"# Rutin f\xc3\xb6r bilar\n\nBilar tankas.\n", "bilar.md")
    assert "tråden" in admin(talk, "!dokument ja")[0].text
    assert "Rutin för bilar" in admin(talk, "!dokument ja", thread="$q2")[0].text
    assert "Rutin för nycklar" in admin(talk, "!dokument ja", relates="$q1")[0].text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bild.png", b"x", "png"),
        ("tom.md", b"", "tom"),
        ("plan.docx", b"nonsense", "skadad"),
        ("plan.md", b"# Plan\n\nG\xc3\xa4ller 19540312-9804.\n", "ett personnummer"),
        ("plan 19540312-9804.md", b"# Plan\n\nText.\n", "ett personnummer"),
    ],
)
def test_what_cannot_be_taken_in_is_one_sentence_and_leaves_nothing(
    talk: Talk, data: Path, name: str, content: bytes, told: str
) -> None:
    (sentence,) = drop(talk, content, name)
    assert told in sentence.text
    assert "9804" not in sentence.text
    assert not any(path.is_file() for path in data.rglob("*"))


def test_a_phone_that_belongs_to_the_service_is_vouched_for(talk: Talk, library: Library) -> None:
    text = "# Kontakter för nycklar\n\nRing Karin Ek, hennes mobil är 070-123 45 67.\n"
    (shown,) = drop(talk, text.encode(), "kontakter.md")
    assert "en privatpersons telefonnummer" in shown.text
    assert "granskad" in admin(talk, "!dokument ja")[0].text
    assert library.documents() == ()
    admin(talk, "!dokument granskad ja")
    assert "Nu svarar jag" in admin(talk, "!dokument ja")[0].text
    assert answers(library, talk) == ["0001/kontakter.md"]


def test_a_message_that_is_taken_back_takes_the_waiting_file_along(talk: Talk, data: Path) -> None:
    (shown,) = drop(talk, keys())
    (gone,) = talk.say("", EVA, kind="redaction", relates="$q1", room=ADMIN)
    assert gone.redacts == event_of(shown)
    assert not any(path.is_file() for path in data.rglob("*"))
    assert "Ingen fil väntar" in admin(talk, "!dokument ja")[0].text


def test_a_document_is_taken_out_again(talk: Talk, library: Library, data: Path) -> None:
    drop(talk, keys())
    admin(talk, "!dokument ja")
    assert "inte precis" in admin(talk, "!dokument ta bort något annat")[0].text
    assert "processledare" in talk.say("!dokument ta bort Rutin för nycklar")[0].text
    assert "borttagen" in admin(talk, "!dokument ta bort Rutin för nycklar")[0].text
    assert answers(library, talk) == []
    assert not any(path.is_file() for path in data.rglob("*"))


def test_files_that_nobody_confirms_are_let_go(
    talk: Talk, library: Library, data: Path, engine: Engine
) -> None:
    drop(talk, keys())
    (kept,) = made(library, data).kept
    with engine.begin() as tx:
        assert kept.purge(tx, talk.clock.now() - timedelta(days=1)) == 0
        later = talk.clock.now() + timedelta(days=1)
        assert kept.count(tx, later) == kept.purge(tx, later) == 1
    assert not any(path.is_file() for path in data.rglob("*"))


def test_who_dropped_a_file_is_forgotten(talk: Talk, library: Library, data: Path) -> None:
    about = made(library, data).personal
    assert about is not None
    drop(talk, keys())
    engine = talk._engine
    with engine.begin() as tx:
        assert about.shown(tx, EVA) == {"kept.your-files": ["nycklar.md"]}
        assert about.forget(tx, EVA) == ("kept.files-stay",)
        assert about.shown(tx, EVA) == {"kept.your-files": []}


def test_documents_of_other_rooms_are_not_told_of(
    engine: Engine, library: Library, data: Path
) -> None:
    talk = Talk(engine, [made(library, data, Scopes({"!leaders:x": ["ledning"]}))])
    drop(talk, keys(more="rum: ledning"))
    admin(talk, "!dokument ja")
    assert "inga dokument" in talk.say("!dokument")[0].text
    assert "inga dokument" in talk.say("!dokument nycklar")[0].text
    assert "Rutin för nycklar" in talk.say("!dokument", room="!leaders:x")[0].text
    assert "Rutin för nycklar" in admin(talk, "!dokument")[0].text
    assert answers(library, talk, scopes=frozenset()) == []


def test_a_failed_file_is_listed_with_the_mend(
    talk: Talk, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "trasig.docx").write_bytes(b"nonsense")
    library.ingest([folder], now=talk.clock.now())
    (listed,) = talk.say("!dokument")
    assert "1 gick inte att läsa" in listed.text
    assert "spara om den" in listed.text
    assert "skadad" in talk.say("!dokument trasig")[0].text


def test_a_word_that_no_document_has_is_told(talk: Talk) -> None:
    drop(talk, keys())
    admin(talk, "!dokument ja")
    assert "inget sådant" in talk.say("!dokument xyz")[0].text


def test_the_owner_is_reminded_thirty_and_seven_days_before(talk: Talk) -> None:
    drop(talk, keys())
    admin(talk, "!dokument ja")
    assert talk.wait(days=10) == []
    (first,) = talk.wait(days=7)
    assert (first.to, "Rutin för nycklar" in first.text) == (MAS, True)
    assert "2027-01-10" in first.text.replace("\\", "")
    assert talk.wait(hours=1) == []
    (second,) = talk.wait(days=23)
    assert second.key != first.key


def test_what_has_been_replaced_is_not_reviewed(talk: Talk) -> None:
    drop(talk, keys())
    admin(talk, "!dokument ja")
    drop(talk, keys("b", "2026-02-02"))
    admin(talk, "!dokument ja")
    assert len(talk.wait(days=17)) == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.md", "passwd.md"),
        ("C:\\Mina dokument\\rutin.pdf", "rutin.pdf"),
        (".gömd.md", "gömd.md"),
        ("~$rutin.docx", "rutin.docx"),
        ("a\nb\u202e.md", "ab.md"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("", "dokument"),
    ],
)
def test_a_name_is_made_fit_for_a_disk(name: str, plain: str) -> None:
    assert plain_name(name) == plain
