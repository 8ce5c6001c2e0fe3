"""Reflection rounds: people are asked in private at their right time, and read together what
it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.permissions import server_of
from bot.skill import Command, Context, Kept, Message, Personal, Skill
from bot.texts import Catalogue
from knowledge.model import Principal
from skills.reflection import people, prompts, rounds, talk, voices
from skills.reflection.absence import Absence
from skills.reflection.answering import Answering, pointed_at, taken_back
from skills.reflection.gather import Embed
from skills.reflection.making import Making
from skills.reflection.profile import Profile
from skills.reflection.schedule import MayAsk, Schedule
from skills.reflection.summary import Summary
from skills.reflection.template import Templates

MIGRATIONS = Path(__file__).parent / "migrations"
KEPT_DAYS = 730

say = Catalogue.beside(__file__)


@dataclass(frozen=True)
class Team:
    """What the skill is told of the team that it serves."""

    zone: ZoneInfo
    language: str
    may_ask: MayAsk
    """Whether a person may be asked at all."""
    principals: Mapping[str, Principal] = field(default_factory=dict)
    """Whom people work for, by their server."""


def skill(team: Team, templates: Templates, embed: Embed) -> Skill:
    """`!runda`, `!mina-tider`, `!min-roll`, and what is answered in private."""
    absence = Absence(say, team.zone)
    schedule = Schedule(say, templates, team.zone, team.language, team.may_ask)
    answering = Answering(say, schedule, absence)
    summary = Summary(say, team.zone, team.language, embed, _principal_of(team))
    making = Making(say, templates, team.may_ask)
    profile = Profile(say, team.zone, absence)

    def listen(context: Context, text: str) -> Sequence[Message] | None:
        if not context.private:
            return None
        # A reply to what was asked in a round is an answer, whatever else is going on.
        prompt = pointed_at(context)
        said = None if prompt else making.heard(context, text)
        return answering.listen(context, text, prompt) if said is None else said

    def reacted(context: Context, event: str, sign: str) -> Sequence[Message] | None:
        said = making.reacted(context, event, sign)
        return answering.confirmed(context, event, sign) if said is None else said

    return Skill(
        name="reflection",
        commands=(
            Command("runda", making.command, "help.round", aliases=("round",)),
            Command("mina-tider", profile.hours, "help.hours", aliases=("my-hours",)),
            Command("min-roll", profile.role, "help.role", aliases=("my-role",)),
        ),
        jobs=(*schedule.jobs, *summary.jobs),
        listen=listen,
        on_reaction=reacted,
        on_file=making.file,
        on_edit=answering.edited,
        on_redaction=_forget_words,
        on_room_moved=_move,
        personal=Personal(_shown, _forget),
        kept=(Kept("rounds", KEPT_DAYS, "kept.rounds", voices.old, _purge),),
        migrations=MIGRATIONS,
        texts=say,
    )


def themes(tx: Connection, room: str, _language: str) -> Sequence[str]:
    """What the rounds of a room came to the last time, for its agenda."""
    return [f"{label} ({count})" for label, count in voices.latest_themes(tx, room)]


def proposed(tx: Connection, key: str) -> str | None:
    """The theme that a message with this key proposes as a lesson."""
    parts = key.split(":")
    if len(parts) != 4 or parts[::2] != ["summary", "lesson"]:
        return None
    return voices.theme_at(tx, int(parts[1]), int(parts[3]))


def _principal_of(team: Team) -> Callable[[str, str], str]:
    def principal_of(person: str, language: str) -> str:
        server = server_of(person)
        principal = team.principals.get(server)
        return say(language, f"principal.{principal}") if principal else server

    return principal_of


def _forget_words(tx: Connection, event: str) -> None:
    taken_back(tx, event)
    voices.forget(tx, event)
    rounds.forget_words(tx, event)


def _move(tx: Connection, old: str, new: str) -> None:
    rounds.move(tx, old, new)
    talk.move(tx, old, new)


def _purge(tx: Connection, before: datetime) -> int:
    count = voices.purge(tx, before)
    rounds.purge(tx, before)
    talk.purge(tx, before)
    return count


def _shown(tx: Connection, person: str) -> Mapping[str, Sequence[str]]:
    said = people.get(tx, person)
    own = [f"{name}: {value}" for name, value in said.__dict__.items() if value is not None]
    open_ = [row.text or "–" for row in prompts.all_given_by(tx, person)]
    return {
        "mine.hours": own,
        "mine.answers": [*open_, *voices.of_person(tx, person)],
        "mine.rounds": [one.plan.title for one in rounds.of_maker(tx, person)],
    }


def _forget(tx: Connection, person: str) -> Sequence[str]:
    was_asked = prompts.forget_person(tx, person)
    voices.forget_person(tx, person)
    people.forget(tx, person)
    talk.forget(tx, person)
    rounds.forget_person(tx, person)
    return ("mine.anonymous",) if was_asked else ()
