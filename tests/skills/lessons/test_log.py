"""The log room shows what SQL says: each lesson once, also after a loss."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, delete

from bot.outbox import Outgoing
from bot.rooms import moved
from bot.state import outbox
from skills.lessons import skill as lessons
from tests.skills.lessons.conftest import LOG, TEAM, talk_of
from tests.talk import ANNA, EVA, Talk, event_of


def settled(talk: Talk) -> list[Outgoing]:
    """What the log room hears until it is quiet."""
    heard: list[Outgoing] = []
    for _ in range(9):
        said = talk.wait(seconds=1)
        heard += [out for out in said if out.to.startswith("!log")]
    assert not said, "it goes on for ever"
    return heard


def standing(heard: list[Outgoing]) -> set[str]:
    """What stands in a room after what was heard: events of messages, redacted ones left out."""
    posted = {event_of(out) for out in heard if not out.redacts and not out.edits}
    return posted - {out.redacts for out in heard if out.redacts}


@pytest.fixture
def told(talk: Talk) -> Talk:
    """Two lessons in the log room, read by who looks after the world."""
    talk.say("lärdom: Bakjouren ringdes för sent.")
    talk.say("lärdom: Nycklarna låg i bilen.", event="$nycklar")
    for out in settled(talk):
        talk.world.texts[event_of(out)] = out.text
    return talk


def test_one_message_each_edited_as_it_lives_with_its_history_in_its_thread(talk: Talk) -> None:
    talk.say("lärdom: Bakjouren ringdes för sent.")
    post, thread = settled(talk)
    assert (post.to, post.thread, post.edits) == (LOG, None, None)
    assert thread.thread == event_of(post)
    talk.say("!validera 1", EVA)
    talk.say("!lärdom 1 område: hemsjukvård", EVA)
    edit, more = settled(talk)
    assert edit.edits == event_of(post)
    assert "granskad" in edit.text
    assert "hemsjukvård" in edit.text
    assert more.thread == event_of(post)
    assert [line.split(" ", 2)[2] for line in more.text.splitlines()] == [
        "granskad",
        "kompletterad: område",
    ]
    assert settled(talk) == []


def test_drafts_are_not_shown(talk: Talk) -> None:
    talk.whisper("!lärdom")
    talk.whisper("Något halvt")
    assert settled(talk) == []


def test_in_the_thread_of_a_lesson_its_number_can_be_left_out(told: Talk) -> None:
    (_, said) = told.say("!validera", EVA, room=LOG, thread="$lesson:1:log:1")
    assert "Din lärdom 1" in said.text


def test_it_is_rebuilt_after_a_loss_without_doubles(told: Talk) -> None:
    del told.world.texts["$lesson:2:log:1"]
    said = told.say("!lärdomslogg", EVA)
    assert "Borta ur loggrummet: 1" in said[-1].text
    redacted = {out.redacts for out in said if out.redacts}
    assert redacted == {"$lesson:2:log:1", "$lesson:2:log:1:told:2"}
    again = settled(told)
    assert standing(again) == {"$lesson:2:log:2", "$lesson:2:log:2:told:2"}
    for out in again:
        told.world.texts[event_of(out)] = out.text
    assert "Borta ur loggrummet: 0" in told.say("!lärdomslogg", EVA)[-1].text
    assert settled(told) == []


def test_only_the_process_leader_rebuilds(told: Talk) -> None:
    assert "processledare" in told.say("!lärdomslogg", ANNA)[0].text


def test_an_upgraded_room_gets_the_whole_log(told: Talk, engine: Engine) -> None:
    with engine.begin() as tx:
        moved(tx, LOG, "!log2:kommun.example", [lessons.skill(TEAM, lambda: None)])  # type: ignore[arg-type, return-value]
    told.say("!validera 1", EVA)
    heard = settled(told)
    assert {out.to for out in heard} == {"!log2:kommun.example"}
    assert len(standing(heard)) == 4


def test_words_taken_back_go_from_the_room(told: Talk) -> None:
    told.say(kind="redaction", relates="$nycklar")
    heard = settled(told)
    assert {"$lesson:2:log:1", "$lesson:2:log:1:told:2"} <= {out.redacts for out in heard}
    assert "Nycklarna" not in "".join(out.text for out in heard)


def test_what_the_outbox_has_forgotten_is_posted_anew(told: Talk, engine: Engine) -> None:
    with engine.begin() as tx:
        tx.execute(delete(outbox))
    told.say("!validera 1", EVA)
    heard = settled(told)
    assert "$lesson:1:log:1" in {out.redacts for out in heard}
    assert "$lesson:1:log:2" in standing(heard)


def test_without_a_log_room_all_else_works(quiet: Talk, engine: Engine) -> None:
    assert "lärdom 1" in quiet.say("lärdom: Bakjouren ringdes för sent.")[0].text
    assert settled(quiet) == []
    assert "rooms.log" in quiet.say("!lärdomslogg", EVA)[0].text


def test_two_bots_on_one_database_post_once(told: Talk, engine: Engine) -> None:
    other = talk_of(engine)
    assert settled(other) == []
