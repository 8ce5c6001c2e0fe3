"""The people of the tests count well: a test that sees double, or not at all, proves nothing."""

from pathlib import Path

from nio import Event, MegolmEvent, RoomMessageText

from tests.matrix.person import Person

ROOM = "!team:care.example"


def test_what_a_sync_and_the_history_both_tell_was_said_once() -> None:
    person = _person()
    person.take(ROOM, [_said("$1"), _said("$2")])
    person.take(ROOM, [_said("$2"), _said("$3")])
    assert [event.event_id for _, event in person.events] == ["$1", "$2", "$3"]


def test_what_one_of_them_could_read_can_be_read() -> None:
    person = _person()
    person.take(ROOM, [_sealed("$1"), _said("$2")])
    person.take(ROOM, [_said("$1"), _sealed("$2")])
    assert all(isinstance(event, RoomMessageText) for _, event in person.events)
    assert person.unreadable == []


def _person() -> Person:
    return Person("http://127.0.0.1", "@anna:care.example", "correct horse", Path())


def _said(event_id: str) -> Event:
    return RoomMessageText(_source(event_id), "hej", None, None)


def _sealed(event_id: str) -> Event:
    return MegolmEvent(_source(event_id), event_id, "@lotsen:care.example", 1)


def _source(event_id: str) -> dict[str, object]:
    return {
        "event_id": event_id,
        "sender": "@lotsen:care.example",
        "origin_server_ts": 1,
        "type": "m.room.message",
        "content": {},
    }
