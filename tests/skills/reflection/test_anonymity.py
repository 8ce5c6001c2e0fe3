"""An attack on anonymous answers, with the database, its log, the files and the logs in hand.

What was tried, and what remains possible, is told in `docs/anonymity.md`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, inspect, text

from bot.outbox import Outgoing
from tests.skills.reflection.table import ALL, answer, start, table
from tests.talk import ROOM, Talk

ROUND = "Trygghet varje torsdag 13:00 för alla, svar inom 2 dagar, anonymt"


def canary(person: str) -> str:
    """Words that only this person writes."""
    return f"kanariefågel{person[1:4]}{'ö' * 1500}"  # so long that it fills pages of its own


def rows(engine: Engine) -> Iterator[tuple[str, dict[str, Any]]]:
    """All that any table holds, with the hidden row numbers."""
    with engine.connect() as tx:
        for name in inspect(tx).get_table_names():
            for row in tx.execute(text(f'SELECT rowid, * FROM "{name}"')).mappings():
                yield name, dict(row)


def on_disk(folder: Path) -> bytes:
    """Every byte of every file: the database, free pages and write-ahead log included."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def talk(engine: Engine) -> Talk:
    talk = table(engine)
    start(talk, ROUND)
    talk.wait(hours=34, minutes=30)
    return talk


def test_before_closing_no_word_is_on_the_disk(
    talk: Talk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("bot", "skills", "knowledge"):
        caplog.set_level(logging.DEBUG, name)
    for person in ALL:
        answer(talk, person, canary(person), "risker", "följder", "4", "inget", "ja")
        talk.wait(minutes=1)
        assert b"kanarie" not in on_disk(tmp_path), "after each: no two copies differ by a word"
    assert "kanarie" not in caplog.text


def test_before_closing_only_where_the_answers_lie_is_known(engine: Engine, talk: Talk) -> None:
    for person in ALL:
        answer(talk, person, canary(person), "risker")
    given = [row for name, row in rows(engine) if name == "reflection_given"]
    assert len(given) == 12
    assert all(row["text"] is None for row in given)
    assert {row["room"] for row in given} == {f"!{person}" for person in ALL}


def hasten(connection: Any, _record: object) -> None:
    """Many rounds in a short time: the disk is not waited for."""
    connection.execute("PRAGMA synchronous=OFF")


def close(talk: Talk) -> list[Outgoing]:
    """The round closes; what it came to is sent."""
    return [out for out in talk.wait(days=2) if out.to == ROOM]


def test_after_closing_nothing_ties_words_to_people(
    engine: Engine, talk: Talk, tmp_path: Path
) -> None:
    for person in ALL:
        words = canary(person) if person != ALL[0] else f"tyst{canary(person)}"
        yes = "nej" if person == ALL[0] else "ja"
        answer(talk, person, words, "risker", "följder", "4", "inget", yes)
    close(talk)
    talk.wait(minutes=1)
    found = list(rows(engine))
    holding = Counter(name for name, row in found if "kanarie" in str(row))
    assert holding == {"reflection_voice": len(ALL) - 1}, "only what may be repeated, only there"
    assert b"tystkanarie" not in on_disk(tmp_path)
    voices = [row for name, row in found if name == "reflection_voice"]
    assert {(row["author"], row["event"], row["late"]) for row in voices} == {("", None, 0)}
    assert not any(name == "reflection_given" for name, _ in found)
    asked = [row for name, row in found if name == "reflection_prompt"]
    assert {(row["state"], row["step"], row["due"]) for row in asked} == {("closed", 0, None)}


def test_who_answered_and_who_did_not_look_the_same_afterwards(engine: Engine, talk: Talk) -> None:
    for person in ALL[:5]:
        answer(talk, person, "a", "b", "c", "4", "inget", "nej")
    close(talk)
    asked = [row for name, row in rows(engine) if name == "reflection_prompt"]
    assert {(row["state"], row["step"], row["due"]) for row in asked} == {("closed", 0, None)}


def test_no_transaction_writes_words_beside_a_person(engine: Engine, talk: Talk) -> None:
    """The write-ahead log of SQLite, and the transaction numbers of PostgreSQL, show what was
    written together."""
    written: list[list[str]] = [[]]

    def note(_c: Connection, _cursor: object, sql: str, values: object, *_: object) -> None:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written[-1].append(f"{sql} {values}")

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", lambda _connection: written.append([]))
    for person in ALL:
        answer(talk, person, canary(person), "risker", "följder", "4", "inget", "ja")
    close(talk)
    telling = [one for one in written if any("kanarie" in line for line in one)]
    journal, closing = telling[:-1], telling[-1]
    # What comes in is journalled with its sender until it is handled, and then overwritten;
    # after that the words are written once more, all at the same time.
    assert len(journal) == len(ALL)
    assert all("INSERT INTO journal" in "".join(one) for one in journal)
    voices = [line for line in closing if "INSERT INTO reflection_voice" in line]
    assert len([line for line in voices if "kanarie" in line]) == len(ALL)
    assert not any(person in line for line in voices for person in ALL)


@pytest.mark.long
def test_the_order_of_the_rows_says_nothing(engine: Engine) -> None:
    """Neither their numbers nor the order in which they were written: over many rounds each
    person's words are as often first as last."""
    event.listen(engine, "connect", hasten)
    engine.dispose()
    talk = table(engine)
    start(talk, "Trygghet varje torsdag 13:00 för alla, svar inom 2 dagar, anonymt, mall fri")
    talk.wait(hours=34, minutes=30)
    first_written, lowest = Counter[str](), Counter[str]()
    for _ in range(24):
        for person in ALL:
            answer(talk, person, f"ord från {person[1:4]}", "ja")
        close(talk)
        with engine.connect() as tx:
            query = (
                "SELECT text FROM reflection_voice WHERE occurrence ="
                " (SELECT max(occurrence) FROM reflection_voice) ORDER BY "
            )
            first_written[tx.execute(text(query + "rowid")).scalars().first() or ""] += 1
            lowest[tx.execute(text(query + "id")).scalars().first() or ""] += 1
        talk.wait(days=5)
    for counted in (first_written, lowest):
        assert sum(counted.values()) == 24
        # Twenty-four throws of a die: one face at least fifteen times is loaded (p < 10^-5).
        assert max(counted.values()) < 15


def test_what_is_told_holds_no_word_of_those_who_said_no(talk: Talk) -> None:
    for person in ALL:
        answer(talk, person, canary(person), "risker", "följder", "4", "inget", "nej")
    told = close(talk)
    files = [out.attachment.data for out in told if out.attachment]
    assert not any("kanarie" in out.text for out in told)
    assert not any(b"kanarie" in data for data in files)


def test_words_taken_back_in_the_midst_of_closing_are_not_told(talk: Talk) -> None:
    for person in ALL:
        talk.whisper(f"ord från {person[1:4]}", person, event=f"${person}")
        answer(talk, person, "b", "c", "4", "inget", "ja")
    fetch, fetched = talk.world.text, iter(range(1000))

    def slow(room: str, id: str) -> str | None:
        found = fetch(room, id)
        if next(fetched) == 20:  # one thinks better of it while the others are being read
            talk.whisper("", ALL[1], kind="redaction", relates=f"${ALL[1]}")
        return found

    talk.world.text = slow  # type: ignore[method-assign]
    assert close(talk) == [], "it is read again"
    told = [out for out in talk.wait(minutes=1) if out.to == ROOM]
    voices = next(out.attachment for out in told if out.attachment and ":voices" in out.key)
    read = voices.data.decode()
    assert f"ord från {ALL[0][1:4]}" in read
    assert f"ord från {ALL[1][1:4]}" not in read
