"""Whole conversations about lessons, through dispatch, scheduler and outbox."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.outbox import Outgoing
from skills.lessons import history
from tests.skills.lessons.conftest import talk_of
from tests.talk import Talk, event_of

DIALOGUES = tomllib.loads(Path(__file__).with_name("lessons.toml").read_text("utf-8"))["dialogue"]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["name"])
def test_dialogue(engine: Engine, dialogue: dict[str, Any]) -> None:
    talk = talk_of(engine)
    said: list[Outgoing] = []
    for turn in dialogue["turns"]:
        heard = _take(talk, turn, said)
        said += heard
        rest = text = "\n\n".join(out.text for out in heard)
        for expected in turn.get("expect", ()):
            assert expected in rest, (turn, text)
            rest = rest[rest.index(expected) + len(expected) :]
        for unwanted in turn.get("never", ()):
            assert unwanted not in text, (turn, text)
    with engine.connect() as tx:
        assert history.broken(tx) == ()


def _take(talk: Talk, turn: dict[str, Any], said: list[Outgoing]) -> list[Outgoing]:
    if "wait" in turn:
        return talk.wait(**turn["wait"])
    who = f"@{turn['who']}:" + ("region" if turn["who"] in ("lars", "tea") else "kommun")
    who += ".example"
    if "press" in turn:
        button = next(out for out in reversed(said) if turn["press"] in out.reactions)
        say = talk.whisper if who in button.to else talk.say
        return say(turn["press"], who, kind="reaction", relates=event_of(button))
    if "bulb" in turn:
        talk.world.texts["$told"] = turn["bulb"]
        return talk.say("💡", who, kind="reaction", relates="$told")
    if "whisper" in turn:
        return talk.whisper(turn["whisper"], who)
    return talk.say(turn["say"], who)
