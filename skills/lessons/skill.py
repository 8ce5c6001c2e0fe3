"""Lessons: recorded in seconds, decided on, carried out, and followed until they are learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.outbox import key_of
from bot.skill import Command, Context, Kept, Message, Personal, Role, Skill
from knowledge.model import Embedder, Principal
from skills.lessons import desk, milestones, record, store
from skills.lessons.beside import Beside, RecentlyAnswered
from skills.lessons.fields import Tags
from skills.lessons.log import LogRoom
from skills.lessons.model import State
from skills.lessons.mornings import Mornings
from skills.lessons.near import Neighbours
from skills.lessons.nudge import Nudges
from skills.lessons.papers import Papers, Shelf
from skills.lessons.record import AGAIN, BULB, SIGNS, Proposed, Recorder
from skills.lessons.report import Beyond
from skills.lessons.reporting import Gather, Reporter
from skills.lessons.search import Search
from skills.lessons.spread import Spread
from skills.lessons.steps import Steps
from skills.lessons.wording import line, say

MIGRATIONS = Path(__file__).parent / "migrations"
KEPT_DAYS = 730
_LEAD, _LEADER = Role.TEAM_LEAD, Role.PROCESS_LEADER


@dataclass(frozen=True)
class Team:
    """What the skill is told of the team that it serves."""

    zone: ZoneInfo
    language: str
    name: str = ""
    """What others know it as."""
    leaders: Sequence[str] = ()
    """Process leaders: they hear of what waits."""
    log_room: str = ""
    tags: Tags = field(default_factory=Tags)
    principals: Mapping[str, Principal] = field(default_factory=dict)
    """Whom people work for, by their server."""
    recipients: Mapping[str, str] = field(default_factory=dict)
    """To whom lessons can be given: a name, and a room, a person or nothing."""
    proposed: Proposed = lambda _tx, _key: None
    """The theme of a round that one of our messages proposes as a lesson, by its key."""
    gather: Gather = lambda _tx, _day: Beyond()
    """What other parts of the house put into the report."""
    answered: RecentlyAnswered = lambda _tx, _since: ()
    """Questions that a lesson may stand beside."""
    shelf: Shelf = field(default_factory=Shelf)
    """Documents that may touch a lesson."""


def skill(team: Team, embedder: Callable[[], Embedder]) -> Skill:
    """`!lärdom`, `!lärdomar` and the commands of the life cycle."""
    near = Neighbours(embedder)
    recorder = Recorder(near, team.tags, team.principals, team.language, team.proposed)
    steps = Steps(team.tags, team.language)
    log = LogRoom(team.log_room, team.language)
    mornings = Mornings(team.zone)
    nudges = Nudges(team.leaders, mornings, team.language)
    papers = Papers(team.shelf, mornings, team.leaders, team.language)
    beside = Beside(near, team.answered, team.recipients.values(), team.language)
    reporter = Reporter(team.gather, team.leaders, team.zone, team.language, team.name)
    spread = Spread(team.recipients, team.leaders, team.name, team.language)

    def lesson(context: Context, args: str) -> Sequence[Message]:
        if not args:
            return recorder.guide(context)
        if args.isascii() and args.isdecimal():
            one, _ = desk.numbered(context, args)
            return [desk.shown(context, one, desk.as_it_stands(context, one), reactions=(AGAIN,))]
        filled = steps.fill(context, args)
        return recorder.record(context, args) if filled is None else filled

    def pressed(context: Context, event: str, sign: str) -> Sequence[Message] | None:
        bare = sign.rstrip("\ufe0f")
        if bare == BULB:
            return recorder.bulb(context, event)
        key = key_of(context.tx, event)
        if bare == AGAIN and desk.keyed(key):
            return _same_or_again(context, steps, key or "")
        asked = record.question(key)
        if asked and asked[1] == "kind" and bare in SIGNS:
            return recorder.answer(context, *asked, SIGNS[bare])
        said = nudges.ticked(context, event, sign)
        return spread.ticked(context, event, sign) if said is None else said

    commands = (
        Command("lärdom", lesson, "help.lesson", aliases=("lesson",), spoken=("lärdom", "lesson")),
        Command("lärdomar", Search(near).list, "help.lessons", aliases=("lessons",)),
        Command("igen", steps.again, "help.again", aliases=("again",)),
        Command("dubblett", steps.merge, "help.merge", aliases=("duplicate",)),
        Command("skicka-in", steps.submit, "help.submit", aliases=("submit",)),
        Command("validera", steps.validate, "help.validate", _LEADER, ("validate",)),
        Command("avslå", steps.reject, "help.reject", _LEADER, ("reject",)),
        Command("riktning", steps.direct, "help.direct", _LEAD, ("direction",)),
        Command("besluta", steps.decide, "help.decide", _LEADER, ("decide",)),
        Command("genomförd", steps.carry_out, "help.carry-out", aliases=("carried-out",)),
        Command("verifiera", steps.verify, "help.verify", _LEAD, ("verify",)),
        Command("förankra", steps.anchor, "help.anchor", _LEAD, ("anchor",)),
        Command("återöppna", steps.reopen, "help.reopen", aliases=("reopen",)),
        Command("ersätt", steps.supersede, "help.supersede", _LEADER, ("supersede",)),
        Command("arkivera", steps.archive, "help.archive", _LEADER, ("archive",)),
        Command("diarieför", steps.register, "help.register", _LEADER, ("register",)),
        Command("sprid", spread.give, "help.give", _LEADER, ("spread",)),
        Command("kvittera", spread.acknowledge, "help.acknowledge", aliases=("acknowledge",)),
        Command("etappmål", milestones.command, "help.milestones", aliases=("milestones",)),
        Command("lärdomslogg", log.rebuild, "help.log", _LEADER, ("lesson-log",)),
        Command("lärdomsrapport", reporter.command, "help.report", _LEADER, ("lesson-report",)),
    )
    return Skill(
        name="lessons",
        commands=commands,
        jobs=(
            near.job,
            log.job,
            *recorder.jobs(),
            *nudges.jobs,
            papers.job,
            beside.job,
            reporter.job,
        ),
        listen=recorder.answered,
        on_reaction=pressed,
        on_edit=recorder.edited,
        on_redaction=_taken_back,
        on_room_moved=store.move,
        personal=Personal(_shown, _forget),
        kept=(Kept("lessons", KEPT_DAYS, "kept.lessons", store.old, store.purge),),
        migrations=MIGRATIONS,
        texts=say,
    )


def origin(context: Context) -> str | None:
    """What an action comes from that is noted in the thread of a lesson."""
    one = desk.about(context)
    return desk.origin_of(one) if one else None


def for_agenda(tx: Connection, _room: str, language: str) -> Sequence[str]:
    """What waits for a decision, for the agenda of a meeting."""
    waiting = store.in_states(tx, {State.VALIDATED, State.REOPENED})
    return [line(one, language) for one in waiting]


def _same_or_again(context: Context, steps: Steps, key: str) -> Sequence[Message]:
    """🔁 below what was just recorded: it is the same as the nearest. Below any other lesson:
    it happened again."""
    parts = key.split(":")
    one = desk.seen(context, int(parts[1]))
    if parts[2] == "noted":
        return steps.same(context, one, desk.seen(context, int(parts[3])))
    return steps.recurred(context, one, "")


def _taken_back(tx: Connection, event: str) -> None:
    store.take_back(tx, event)
    milestones.take_back(tx, event)


def _shown(tx: Connection, person: str) -> Mapping[str, Sequence[str]]:
    return {"kept.yours": [f"{one.id}: {one.title}" for one in store.of_person(tx, person)]}


def _forget(tx: Connection, person: str) -> Sequence[str]:
    mine = [one for one in store.of_person(tx, person) if one.author != person]
    store.forget(tx, person)
    return ("kept.stays",) if mine else ()
