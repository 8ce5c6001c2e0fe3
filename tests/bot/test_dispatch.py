"""How an event becomes an answer, whatever the skill."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)

from bot.dispatch import Dispatch
from bot.journal import Journal, waiting
from bot.outbox import Outbox
from bot.pace import Limits, Pace
from bot.permissions import Permissions
from bot.rooms import moved
from bot.skill import Command, Context, Message, Role, Skill, UserError
from bot.state import outbox as outbox_table
from bot.texts import Catalogue
from tests.bot.test_journal import QUESTION
from tests.clock import START, FakeClock

notes = Table("note", MetaData(), Column("text", String(100)))
say = Catalogue({"sv": {"note.empty": "Skriv något."}, "en": {"note.empty": "Write something."}})


def note(context: Context, args: str) -> Sequence[Message]:
    if not args:
        raise UserError("note.empty")
    context.tx.execute(insert(notes).values(text=args))
    if args == "fel":
        raise RuntimeError(f"gick inte: {args} hemligt")
    return [context.reply(f"Noterat: {args}"), context.reply("Klart")]


def hear(context: Context, text: str) -> Sequence[Message] | None:
    return [context.reply(f"Hörde: {text}")] if "hej" in text else None


def react(context: Context, event: str, key: str) -> Sequence[Message] | None:
    return [context.reply(f"{key} på {event}")]


def forget(tx: Connection, event: str) -> None:
    tx.execute(delete(notes).where(notes.c.text == event))


SKILL = Skill(
    name="note",
    commands=(
        Command("anteckna", note, "help.note", aliases=("note",), spoken=("anteckning",)),
        Command("leda", note, "help.note", role=Role.TEAM_LEAD),
        Command("rensa", note, "help.note", role=Role.ADMIN),
    ),
    listen=hear,
    on_reaction=react,
    on_poll=lambda context, event, picked: [context.reply(f"{picked} i {event}")],
    on_edit=lambda context, event, text: [context.reply(f"{event} är nu {text}")],
    on_file=lambda context, name, media: [context.reply(f"{name} ligger på {media}")],
    on_redaction=forget,
    texts=say,
)

Say = Callable[..., list[str]]
FLOOD = 20
LED = "!ledning:example.org"
"""A room where power gives a role."""


@pytest.fixture
def tell(engine: Engine) -> Say:
    """Say something to the bot and hear what it answers."""
    notes.metadata.create_all(engine)
    rules = Permissions(frozenset({"example.org"}), {Role.ADMIN: ["@it:example.org"]}, (LED,))
    outbox = Outbox(engine)
    zone = ZoneInfo("Europe/Stockholm")
    names = ["@lotsen:example.org", "Lotsen"]
    pace = Pace(Limits(person=FLOOD, room=10 * FLOOD))
    dispatch = Dispatch(engine, outbox, [SKILL], rules, FakeClock(), zone, "sv", names, pace)
    count = iter(range(1000))

    def tell(text: str = "", **changes: object) -> list[str]:
        event = replace(QUESTION, **{"text": text, "event": f"${next(count)}", **changes})  # type: ignore[arg-type]
        Journal(engine).record([event], "s")
        dispatch.handle(event)
        dispatch.handle(event)
        due = outbox.due(START)
        for out in due:
            outbox.sent(out.id, "$sent")
        return [f"{out.redacts} borttaget" if out.redacts else out.text for out in due]

    return tell


@pytest.mark.parametrize("word", ["!anteckna", "!note", "!ANTECKNA", "! anteckna"])
def test_a_command_by_any_of_its_names_is_run_once(tell: Say, word: str) -> None:
    assert tell(f"{word} köp kaffe") == ["Noterat: köp kaffe", "Klart"]


def test_what_a_skill_writes_is_written_once(tell: Say, engine: Engine) -> None:
    tell("!anteckna köp kaffe")
    with engine.connect() as tx:
        assert tx.scalars(select(notes.c.text)).all() == ["köp kaffe"]


def test_the_bots_name_before_a_command_is_its_due(tell: Say) -> None:
    assert tell("Lotsen: !anteckna x")[0] == "Noterat: x"
    assert tell("@lotsen:example.org hej")[0] == "Hörde: hej"


def test_a_misspelt_command_is_answered_with_the_nearest(tell: Say) -> None:
    assert tell("!antekna x") == ["Det kommandot känner jag inte till. Menade du `!anteckna`?"]
    assert "!hjälp" in tell("!qqqqq")[0]


def test_bad_input_is_one_sentence_and_nothing_is_written(tell: Say) -> None:
    assert tell("!anteckna") == ["Skriv något."]


def test_what_a_failing_skill_wrote_is_undone_and_its_words_stay_out_of_the_log(
    tell: Say, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        (apology,) = tell("!anteckna fel")
    assert "felkod" in apology
    with engine.connect() as tx:
        assert tx.scalar(select(func.count()).select_from(notes)) == 0
    assert "RuntimeError" in caplog.text
    assert "hemligt" not in caplog.text


def test_a_role_is_needed_and_the_reason_told(tell: Say) -> None:
    assert tell("!rensa x") == ["Det får bara administratörer göra. Be någon av dem om hjälp."]
    assert tell("!rensa x", sender="@it:example.org")[0] == "Noterat: x"


def test_power_in_a_named_room_counts_also_after_its_upgrade(tell: Say, engine: Engine) -> None:
    here = {"sender": "@eva:example.org", "room": "!ny:example.org"}
    assert "Det får bara" in tell("!leda x", power=50, **here)[0]
    with engine.begin() as tx:
        moved(tx, LED, "!ny:example.org", [])
    assert tell("!leda x", power=50, **here)[0] == "Noterat: x"
    assert "Det får bara" in tell("!leda x", power=49, **here)[0]
    assert "Det får bara" in tell("!leda x", power=100, private=True, **here)[0]


def test_a_stranger_is_not_answered(tell: Say) -> None:
    assert tell("!anteckna x", sender="@x:evil.example") == []


def test_talk_that_is_not_for_the_bot_is_left_alone(tell: Say) -> None:
    assert tell("hej på er", mentioned=False) == []
    assert tell("wow!!!", mentioned=False) == []
    assert tell("!!", mentioned=False) == []
    assert tell("hej", mentioned=False, private=True) == ["Hörde: hej"]


@pytest.mark.parametrize(
    ("text", "changes", "concerns"),
    [
        ("hej på er", {"mentioned": False}, False),
        ("wow!!!", {"mentioned": False}, False),
        ("hej", {}, True),
        ("hej", {"mentioned": False, "private": True}, True),
        ("!okänt", {"mentioned": False}, True),
        ("anteckning: kaffe", {"mentioned": False}, True),
        ("", {"mentioned": False, "kind": "redaction"}, True),
        ("👍", {"mentioned": False, "kind": "reaction"}, True),
    ],
)
def test_talk_among_people_does_not_concern_the_bot(
    engine: Engine, text: str, changes: dict[str, object], concerns: bool
) -> None:
    zone = ZoneInfo("Europe/Stockholm")
    rules = Permissions(frozenset())
    dispatch = Dispatch(engine, Outbox(engine), [SKILL], rules, FakeClock(), zone, "sv")
    incoming = replace(QUESTION, text=text, **changes)  # type: ignore[arg-type]
    assert dispatch.concerns(incoming) is concerns


def test_a_reaction_reaches_the_skill(tell: Say) -> None:
    assert tell("👍", kind="reaction", relates="$9") == ["👍 på $9"]


def test_a_skill_that_declines_keeps_nobody_from_writing(engine: Engine) -> None:
    """The library of the next skill writes in a transaction of its own."""
    notes.metadata.create_all(engine)

    def looks(context: Context, *_: str) -> None:
        context.tx.execute(select(notes)).all()

    def writes(context: Context, *_: str) -> Sequence[Message]:
        with engine.begin() as tx:
            tx.execute(insert(notes).values(text="skrivet"))
        return ()

    skills = [
        Skill(name="one", listen=looks, on_reaction=looks, on_file=looks),
        Skill(name="two", listen=writes, on_reaction=writes, on_file=writes),
    ]
    zone, rules = ZoneInfo("Europe/Stockholm"), Permissions(frozenset({"example.org"}))
    dispatch = Dispatch(engine, Outbox(engine), skills, rules, FakeClock(), zone, "sv")
    for number, kind in enumerate(("message", "reaction", "file")):
        event = replace(QUESTION, event=f"$w{number}", kind=kind, relates="$x", media="{}")
        Journal(engine).record([event], "s")
        dispatch.handle(event)
    with engine.connect() as tx:
        assert tx.scalar(select(func.count()).select_from(notes)) == 3


def test_a_vote_reaches_the_skill(tell: Say) -> None:
    assert tell("2", kind="poll", relates="$9") == ["2 i $9"]


def test_what_strangers_press_counts_for_nothing(tell: Say) -> None:
    for kind in ("reaction", "poll"):
        assert tell("👍", kind=kind, relates="$9", sender="@x:evil.example") == []


def test_an_edit_and_a_file_reach_the_skill(tell: Say) -> None:
    tell("hej", event="$hej")
    assert tell("hej igen", kind="edit", relates="$hej") == ["$hej är nu hej igen"]
    assert tell("plan.pdf", kind="file", media="mxc://x/y") == ["plan.pdf ligger på mxc://x/y"]


def test_nobody_edits_the_words_of_another(tell: Say) -> None:
    tell("hej", event="$hej")
    assert tell("nej", kind="edit", relates="$hej", sender="@lars:example.org") == []
    assert tell("nej", kind="edit", relates="$okänd") == []


def test_a_word_with_a_colon_calls_its_command_also_unasked(tell: Say) -> None:
    assert tell("Anteckning: köp kaffe", mentioned=False)[0] == "Noterat: köp kaffe"
    assert tell("anteckna: köp kaffe", mentioned=False) == []
    assert tell("anteckning", mentioned=False) == []


def test_what_was_stopped_is_taken_away_and_its_writer_told_in_private(
    tell: Say, engine: Engine
) -> None:
    here = {"kind": "stopped", "text": "personnummer", "mentioned": False}
    word = "Det du skrev nyss ser ut att innehålla ett personnummer"
    (asked,) = tell(**here)
    assert asked.startswith(word)
    assert "Ta bort meddelandet" in asked
    taken, done = tell(**here, can_redact=True)
    assert taken.endswith("borttaget")
    assert "Jag har tagit bort" in done
    with engine.connect() as tx:
        told = tx.scalars(select(outbox_table.c.to).order_by(outbox_table.c.id)).all()
    assert told == [QUESTION.sender, QUESTION.room, QUESTION.sender]


def test_a_stranger_gets_no_word_but_the_message_goes(tell: Say) -> None:
    said = tell("personnummer", kind="stopped", can_redact=True, sender="@x:evil.example")
    assert len(said) == 1
    assert said[0].endswith("borttaget")


def test_words_taken_back_are_forgotten_and_so_is_what_repeats_them(
    tell: Say, engine: Engine
) -> None:
    tell("!anteckna $7")
    with engine.begin() as tx:
        Outbox(engine).put(tx, [Message("!r", "$7 sa", "k", about="$7")], START)
        sent = tx.scalar(select(outbox_table.c.id).where(outbox_table.c.key == "k"))
    Outbox(engine).sent(sent, "$ours")
    with engine.begin() as tx:
        Outbox(engine).put(tx, [Message("!r", "$7 sa igen", "k2", about="$7")], START)
    assert tell("", kind="redaction", relates="$7") == ["$ours borttaget"]
    with engine.connect() as tx:
        assert tx.scalar(select(func.count()).select_from(notes)) == 0


def test_a_redaction_has_no_say_in_another_room(tell: Say, engine: Engine) -> None:
    (event,) = Journal(engine).record([replace(QUESTION, event="$önskan")], "s")
    tell("", kind="redaction", relates="$önskan", room="!other:evil.example")
    with engine.connect() as tx:
        assert waiting(tx, event.event)
    tell("", kind="redaction", relates="$önskan")
    with engine.connect() as tx:
        assert not waiting(tx, event.event)


def test_a_flood_is_slowed_down_and_taking_back_is_not(engine: Engine, tell: Say) -> None:
    said = [line for n in range(FLOOD + 10) for line in tell(f"hej {n}")]
    assert "Vänta 10 minuter" in said[-1]
    assert all(line.startswith("Hörde") for line in said[:-1])
    assert len(said) <= FLOOD + 1
    assert tell("hej", sender="@lars:example.org") == ["Hörde: hej"]
    assert tell("personnummer", kind="stopped") != []


def test_replies_stay_in_the_thread_of_the_question(engine: Engine, tell: Say) -> None:
    context = Context("@a:b", Role.STAFF, "!r", False, "$q", None, START, "sv", None)  # type: ignore[arg-type]
    first, second = context.reply("a"), context.reply("b")
    assert (first.thread, first.reply_to, first.to) == ("$q", "$q", "!r")
    assert first.key != second.key
    pressed = replace(context, target="$below").reply("d")
    assert (pressed.thread, pressed.reply_to) == ("$below", "$below")
    inside = replace(context, thread="$root").reply("c")
    assert (inside.thread, inside.reply_to) == ("$root", "$q")
