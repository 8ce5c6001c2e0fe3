"""Making rounds and looking after them: `!runda …`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot import audit
from bot.outbox import key_of, last_said
from bot.people import named
from bot.skill import Attachment, Context, Message, Role, UserError
from bot.texts import Catalogue, texts
from knowledge import recur
from skills.reflection import rounds, wording
from skills.reflection.plan import Plan
from skills.reflection.rounds import ACTIVE, PAUSED, Round
from skills.reflection.schedule import MayAsk
from skills.reflection.talk import Talk
from skills.reflection.telling import Telling
from skills.reflection.template import Templates

CONFIRM = "✅"
CONFIRMED_WITHIN = timedelta(hours=1)
"""How long a "ja" can mean the round that was just proposed; ✅ below it always does."""
MOST_ENTRIES = 5
"""Rounds that one calendar file is made into."""

Verb = Callable[[Context, str], Sequence[Message]]
_NUMBER = re.compile(r"\s*#?(\d{1,8})\.?\s*", re.ASCII)
_LESS = re.compile(r"(?:utan|without|minus)\b(?=.*@)", re.IGNORECASE)
_MORE = re.compile(r"(?:även|också|also|plus)\b(?=.*@)", re.IGNORECASE)


class Making:
    """`!runda` and what belongs to it."""

    def __init__(self, say: Catalogue, templates: Templates, may_ask: MayAsk) -> None:
        self._say = say
        self._templates = templates
        self._may_ask = may_ask
        self.talk = Talk(say, self.draft)
        self._verbs: Mapping[str, Verb] = {
            **dict.fromkeys(("pausa", "pause"), self._pause),
            **dict.fromkeys(("fortsätt", "resume", "continue"), self._resume),
            **dict.fromkeys(("hoppa", "skip"), self._skip),
            **dict.fromkeys(("ändra", "change"), self._change),
            **dict.fromkeys(("avsluta", "end"), self._end),
            **dict.fromkeys(("kalender", "calendar"), self._calendar),
        }
        self._alone: Mapping[str, Verb] = {
            **dict.fromkeys(("mallar", "templates"), self._list_templates),
            **dict.fromkeys(("ny", "new"), self.talk.begin),
            **dict.fromkeys(("ja", "yes"), self._yes),
            **dict.fromkeys(("nej", "no"), self._no),
        }

    def command(self, context: Context, args: str) -> Sequence[Message]:
        """`!runda`, alone, with a verb, or with a whole round in one line."""
        if not args:
            return self._list(context)
        word, _, rest = args.partition(" ")
        verb = word.casefold()
        if not rest and verb in ("mallar", "templates"):
            return self._list_templates(context, "")
        if context.role < Role.TEAM_LEAD:
            role = texts(context.language, "role.team_lead")
            raise UserError("command.forbidden", role=role)
        if act := self._alone.get(verb) if not rest else None:
            return act(context, "")
        if (act := self._verbs.get(verb)) and (not rest or _NUMBER.match(rest)):
            return act(context, rest)
        return self.draft(context, args, context.room)

    def draft(self, context: Context, line: str, room: str) -> Sequence[Message]:
        """Read a round from a line, and tell how it was understood."""
        members = context.outside.members(room)
        wanted = wording.read(line, self._known(context, members), context.now,
                              self._templates, self._may_ask)  # fmt: skip
        plan = wanted.plan(self._templates, context.language)
        private = context.private and room == context.room
        if private and not plan.people:
            raise UserError("round.who")
        return [self._propose(context, plan, context.member if private else room, members)]

    def file(self, context: Context, name: str, media: str) -> Sequence[Message] | None:
        """A calendar file: a round for each meeting in it, to be confirmed."""
        if not name.casefold().endswith(".ics") or context.role < Role.TEAM_LEAD:
            return None
        if context.private:
            raise UserError("round.file-in-room")
        entries = recur.from_ics(context.outside.file(media))
        members = context.outside.members(context.room)
        coming = [one for one in entries if recur.upcoming(one.recurrence, context.now, 1)]
        if not coming:
            raise UserError("round.file-empty")
        wanted = [wording.Wanted(title=one.title or None, recurrence=one.recurrence)
                  for one in coming[:MOST_ENTRIES]]  # fmt: skip
        plans = [one.plan(self._templates, context.language) for one in wanted]
        return [self._propose(context, plan, context.room, members) for plan in plans]

    def reacted(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """✅ below a draft."""
        key = key_of(context.tx, event) or ""
        if sign.rstrip("\ufe0f") != CONFIRM or not key.startswith("draft:"):
            return None
        draft = rounds.draft_with(context.tx, int(key.split(":")[1]))
        if draft is None or draft.made_by != context.member:
            return ()
        return [self._start(context, draft)]

    def heard(self, context: Context, text: str) -> Sequence[Message] | None:
        """In private: "ja" and "nej" to a draft, and the guided talk."""
        last = last_said(context.tx, context.room, context.member)
        draft = self._latest(context) if last.startswith("draft:") else None
        word = text.strip(" .!").casefold()
        if draft and word in ("ja", "yes", CONFIRM):
            return [self._start(context, draft)]
        if draft and word in ("nej", "no"):
            return self._no(context, "")
        talking = last.startswith(("talk:", "reply:"))
        return self.talk.heard(context, text) if talking else None

    # A draft, and what becomes of it.

    def _propose(self, context: Context, plan: Plan, room: str, members: Sequence[str]) -> Message:
        if not recur.upcoming(plan.recurrence, context.now, 1):
            raise UserError("round.no-more")
        new = rounds.draft(
            context.tx, plan, room=room, made_by=context.member, event=context.event,
            now=context.now,
        )  # fmt: skip
        asked = [one for one in plan.people or members if self._may_ask(one)]
        confirm = self._say(context.language, "round.confirm")
        text = f"{self._telling(context).whole(plan, asked, context.now)}\n\n{confirm}"
        return replace(context.reply(text, reactions=(CONFIRM,)), key=f"draft:{new.id}")

    def _yes(self, context: Context, _args: str) -> Sequence[Message]:
        return [self._start(context, self._draft_of(context))]

    def _no(self, context: Context, _args: str) -> Sequence[Message]:
        rounds.drop_draft(context.tx, self._draft_of(context).id)
        return [context.reply(self._say(context.language, "round.dropped"))]

    def _draft_of(self, context: Context) -> Round:
        draft = self._latest(context)
        if draft is None:
            raise UserError("round.no-draft")
        return draft

    def _latest(self, context: Context) -> Round | None:
        return rounds.latest_draft(context.tx, context.member, context.now - CONFIRMED_WITHIN)

    def _start(self, context: Context, draft: Round) -> Message:
        on = rounds.start(context.tx, draft.id, context.now)
        if on.next is None:
            raise UserError("round.no-more")
        return self._done(context, on, "made")

    # Looking after a round.

    def _list(self, context: Context) -> Sequence[Message]:
        found = (
            rounds.of_maker(context.tx, context.member)
            if context.private
            else rounds.in_room(context.tx, context.room)
        )
        telling = self._telling(context)
        lines = [f"- {telling.line(one, context.now)}" for one in found]
        head = self._say(context.language, "round.list" if lines else "round.none")
        how = self._say(context.language, "round.how")
        return [context.reply("\n".join([head, "", *lines, "", how]))]

    def _list_templates(self, context: Context, _args: str) -> Sequence[Message]:
        lines = []
        for one in self._templates.by_key.values():
            asked = "; ".join(q.ask(context.language) for q in one.question)
            lines.append(f"- **{one.opening(context.language).title}**: {asked}")
        head = self._say(context.language, "round.templates")
        return [context.reply("\n".join([head, "", *lines]))]

    def _pause(self, context: Context, args: str) -> Sequence[Message]:
        round = self._one(context, args)
        rounds.pause(context.tx, round.id)
        return [self._done(context, round, "paused")]

    def _resume(self, context: Context, args: str) -> Sequence[Message]:
        round = self._one(context, args)
        on = rounds.start(context.tx, round.id, context.now)
        if on.next is None:
            raise UserError("round.no-more")
        return [self._done(context, on, "resumed")]

    def _end(self, context: Context, args: str) -> Sequence[Message]:
        round = self._one(context, args)
        rounds.end(context.tx, round.id)
        return [self._done(context, round, "ended")]

    def _skip(self, context: Context, args: str) -> Sequence[Message]:
        """The next time is left out."""
        round = self._one(context, args)
        if round.next is None:
            raise UserError("round.nothing-to-skip")
        local = round.next.astimezone(round.plan.recurrence.start.tzinfo)
        without = replace(round.plan, recurrence=round.plan.recurrence.without(local.date()))
        changed = rounds.change(context.tx, round.id, without, context.now)
        return [self._done(context, changed, "skipped")]

    def _change(self, context: Context, args: str) -> Sequence[Message]:
        """`!runda ändra 2 fredag 10, med namn`."""
        number = _NUMBER.match(args)
        if number is None:
            raise UserError("round.which")
        members = self._known(context, context.outside.members(context.room))
        round = self._one(context, number[0])
        plan = self._changed(context, round, args[number.end() :], members)
        if plan == round.plan:
            raise UserError("round.nothing-said")
        if not recur.upcoming(plan.recurrence, context.now, 1):
            raise UserError("round.no-more")
        changed = rounds.change(context.tx, round.id, plan, context.now)
        return [self._done(context, changed, "changed")]

    def _changed(self, context: Context, round: Round, words: str, members: Sequence[str]) -> Plan:
        if _LESS.match(words) or _MORE.match(words):
            meant = named(words, {*members, *round.plan.people}).people
            more = _MORE.match(words)
            kept = [one for one in round.plan.people if more or one not in meant]
            people = tuple(dict.fromkeys((*kept, *(meant if more else ()))))
            if not people:
                raise UserError("round.who")
            return replace(round.plan, people=people)
        wanted = wording.read(words, members, context.now, self._templates, self._may_ask)
        return wanted.changed(round.plan)

    def _calendar(self, context: Context, args: str) -> Sequence[Message]:
        """A file for people's own calendars."""
        here = rounds.in_room(context.tx, context.room)
        found = [self._one(context, args)] if args else [r for r in here if r.state == ACTIVE]
        if not found:
            raise UserError("round.none-here")
        entries = [
            recur.Entry(one.plan.recurrence, one.plan.title, f"round-{one.id}") for one in found
        ]
        name = f"{self._say(context.language, 'round.file')}.ics"
        file = Attachment(name, "text/calendar", recur.to_ics(entries, context.now))
        text = self._say(context.language, "round.calendar")
        return [replace(context.reply(text), attachment=file)]

    # Shared.

    def _one(self, context: Context, args: str) -> Round:
        """The round with a number, or the only one here, if it is this person's to change."""
        match = _NUMBER.fullmatch(args)
        if match is None:
            here = rounds.in_room(context.tx, context.room)
            mine = rounds.of_maker(context.tx, context.member) if context.private else here
            if len(mine) != 1:
                raise UserError("round.which")
            return mine[0]
        found = rounds.find(context.tx, int(match[1]))
        seen = found and (
            context.room == found.room
            or context.member == found.made_by
            or context.role >= Role.PROCESS_LEADER
        )
        if found is None or not seen or found.state not in (ACTIVE, PAUSED):
            raise UserError("round.unknown", id=match[1])
        return found

    def _known(self, context: Context, members: Sequence[str]) -> Sequence[str]:
        return (*members, context.member)

    def _done(self, context: Context, round: Round, what: str) -> Message:
        audit.record(context.tx, context.now, context.member, f"round.{what}", f"round:{round.id}")
        telling = self._telling(context)
        return context.reply(
            self._say(
                context.language,
                f"round.{what}",
                id=round.id,
                line=telling.line(round, context.now),
                rule=recur.describe(round.plan.recurrence, context.language),
                times=telling.times(round.plan, context.now),
            )
        )

    def _telling(self, context: Context) -> Telling:
        return Telling(self._say, context.language, self._templates)
