"""Talking with skills through the real dispatch, outbox and scheduler, with nobody outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.dispatch import Dispatch
from bot.journal import Incoming, Journal
from bot.late import Lateness
from bot.outbox import Outbox, Outgoing
from bot.permissions import Permissions
from bot.scheduler import Scheduler
from bot.skill import Role, Skill
from tests.clock import FakeClock

ZONE = ZoneInfo("Europe/Stockholm")
ROOM = "!team:kommun.example"
ANNA, LARS = "@anna:kommun.example", "@lars:region.example"
EVA = "@eva:kommun.example"
"""Process leader."""
TEA = "@tea:region.example"
"""Team lead."""
SERVERS = frozenset({"kommun.example", "region.example"})


@dataclass
class World:
    """An Outside of which the test decides what is there."""

    files: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = (ANNA, LARS, EVA, TEA)

    def file(self, media: str) -> bytes:
        return self.files[media]

    def text(self, room: str, event: str) -> str | None:
        return self.texts.get(event)

    def stands(self, room: str, event: str) -> bool:
        return event in self.texts

    def members(self, room: str) -> tuple[str, ...]:
        return self.people if room == ROOM else ()

    def hear(self, event: Incoming) -> None:
        """What is said can be read again, until it is taken away."""
        if event.kind in ("message", "edit"):
            self.texts[event.event] = event.text
        elif event.kind == "redaction":
            self.texts.pop(event.relates or "", None)


class Talk:
    """People and a bot. What goes out is taken as sent, as the event "$" and its key."""

    def __init__(
        self,
        engine: Engine,
        skills: Sequence[Skill],
        roles: Mapping[Role, Sequence[str]] | None = None,
        clock: FakeClock | None = None,
    ) -> None:
        self.clock = clock or FakeClock()
        self.world = World()
        self._engine = engine
        self._outbox = Outbox(engine, lateness=Lateness("sv", ZONE))
        known = roles or {Role.PROCESS_LEADER: (EVA,), Role.TEAM_LEAD: (TEA,)}
        rules = Permissions(SERVERS, known)
        self._dispatch = Dispatch(engine, self._outbox, skills, rules, self.clock, ZONE, "sv")
        jobs = [job for skill in skills for job in skill.jobs]
        self._scheduler = Scheduler(engine, self._outbox, jobs, self.clock, outside=self.world)
        self._scheduler.tick()
        self._count = 0

    def say(self, text: str = "", sender: str = ANNA, **changes: object) -> list[Outgoing]:
        """Say something to the bot in the team's room; what it says then."""
        self._count += 1
        event = Incoming(
            event=f"$q{self._count}",
            room=ROOM,
            sender=sender,
            sent=self.clock.now(),
            kind="message",
            text=text,
            private=False,
            mentioned=True,
        )
        event = replace(event, **changes)  # type: ignore[arg-type]
        self.world.hear(event)
        Journal(self._engine).record([event], "s")
        self._dispatch.handle(event, self.world)
        return self.sent()

    def whisper(self, text: str, sender: str = ANNA, **changes: object) -> list[Outgoing]:
        """Say something in the private room."""
        return self.say(text, sender, **{"room": f"!{sender}", "private": True, **changes})

    def react(self, sign: str, to: Outgoing, sender: str = ANNA) -> list[Outgoing]:
        """Press a button below something that the bot has said."""
        return self.say(sign, sender, kind="reaction", relates=event_of(to))

    def react_in_private(self, sign: str, to: Outgoing, sender: str = ANNA) -> list[Outgoing]:
        """The same in the private room."""
        return self.whisper(sign, sender, kind="reaction", relates=event_of(to))

    def wait(self, **span: float) -> list[Outgoing]:
        """Time goes by; what the bot says by itself at the end of it."""
        self.clock.forward(**span)
        while self._scheduler.tick():
            continue  # what was done may give more to do
        return self.sent()

    def sent(self) -> list[Outgoing]:
        """What lies ready is sent."""
        due = list(self._outbox.due(self.clock.now()))
        for out in due:
            self._outbox.sent(out.id, event_of(out))
            self.world.texts.pop(out.redacts or "", None)
        return due


def event_of(out: Outgoing) -> str:
    """The event as which a message went out."""
    return f"${out.key}"
