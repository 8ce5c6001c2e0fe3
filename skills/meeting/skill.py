"""Meetings for dialogue and analysis: planned, prepared, led through their phases, written up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.outbox import key_of
from bot.skill import Command, Context, Kept, Message, Role, Skill, UserError
from bot.texts import Catalogue, texts
from skills.meeting import store
from skills.meeting.agenda import NOTHING, Table
from skills.meeting.calendar import Planner
from skills.meeting.lead import Lead
from skills.meeting.phases import Phases, load
from skills.meeting.store import DECISION, NOTE, PROBLEM

MIGRATIONS = Path(__file__).parent / "migrations"
PHASES = Path(__file__).parent / "phases.toml"
KEPT_DAYS = 730
PEN = "📝"

say = Catalogue.beside(__file__)

Verb = Callable[[Context, str], Sequence[Message]]


def skill(language: str, table: Table = NOTHING, phases: Phases | None = None) -> Skill:
    """`!möte` and what is kept in one. `language` is the team's; `table` is what other parts
    of the house bring to the agenda."""
    lead = Lead(say, phases or load(PHASES))
    planner = Planner(say, language, table)
    verbs: Mapping[str, Verb] = {
        **dict.fromkeys(("start", "starta", "börja"), _leading(lead.start)),
        **dict.fromkeys(("nästa", "next"), _leading(lead.next)),
        **dict.fromkeys(("slut", "avsluta", "end"), _leading(lead.end)),
        **dict.fromkeys(("avboka", "cancel"), _leading(planner.cancel)),
        **dict.fromkeys(("hoppa", "skip"), _leading(planner.skip)),
        **dict.fromkeys(("dagordning", "agenda"), planner.agenda),
        **dict.fromkeys(("kalender", "calendar"), planner.calendar),
        "": planner.shown,
    }

    def meeting(context: Context, args: str) -> Sequence[Message]:
        if context.private:
            raise UserError("meeting.private")
        word, _, rest = args.partition(" ")
        act = verbs.get(word.casefold())
        return act(context, rest.strip()) if act else _leading(planner.plan)(context, args)

    return Skill(
        name="meeting",
        commands=(
            Command("möte", meeting, "help.meeting", aliases=("meeting",)),
            Command("anteckna", _keeping(NOTE), "help.note", aliases=("note",), spoken=_NOTE),
            Command("beslut", _keeping(DECISION), "help.decision", aliases=("decision",)),
            Command("problem", _problem, "help.problem", spoken=("problem",)),
        ),
        jobs=(*lead.jobs, *planner.jobs),
        on_reaction=_pen,
        on_redaction=store.forget,
        on_room_moved=store.move,
        kept=(Kept("meetings", KEPT_DAYS, "kept.notes", store.old, store.purge),),
        migrations=MIGRATIONS,
        texts=say,
    )


def origin(context: Context) -> str:
    """What an action noted in a room comes from: the meeting that goes on there, if any."""
    going = store.running(context.tx, context.room)
    return store.origin_of(going.id) if going else "room"


_NOTE = ("anteckning", "note")


def _leading(act: Verb) -> Verb:
    """What only a team lead may do."""

    def run(context: Context, args: str) -> Sequence[Message]:
        if context.role < Role.TEAM_LEAD:
            role = texts(context.language, "role.team_lead")
            raise UserError("command.forbidden", role=role)
        return act(context, args)

    return run


def _keeping(kind: str) -> Verb:
    def run(context: Context, text: str) -> Sequence[Message]:
        if not text:
            raise UserError("note.empty")
        return _keep(context, kind, text, context.event)

    return run


def _problem(context: Context, args: str) -> Sequence[Message]:
    verb, _, number = args.partition(" ")
    if verb.casefold() not in ("löst", "solved"):
        return _keeping(PROBLEM)(context, args)
    digits = number.strip()
    known = digits.isascii() and digits.isdecimal() and len(digits) < 9
    if not known or not store.solve(context.tx, context.room, int(digits), context.now):
        raise UserError("note.no-problem", id=digits[:8] or "–")
    return [context.reply(say(context.language, "note.solved", id=digits))]


def _pen(context: Context, event: str, sign: str) -> Sequence[Message] | None:
    """📝 on a message of anyone's keeps its words."""
    if sign.rstrip("\ufe0f") != PEN or context.private or key_of(context.tx, event):
        return None
    text = context.outside.text(context.room, event)
    if text is None:
        raise UserError("note.unreadable")
    return _keep(context, NOTE, text, event)


def _keep(context: Context, kind: str, text: str, event: str) -> Sequence[Message]:
    if context.private:
        raise UserError("meeting.private")
    kept = store.keep(context.tx, context.room, kind, text, event, context.now)
    if kept is None:
        return ()
    code = {NOTE: "noted", DECISION: "decision", PROBLEM: "problem"}[kind]
    return [context.reply(say(context.language, f"note.{code}", id=kept.id))]
