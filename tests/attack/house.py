"""A whole house with documents, a register and a team, for those who wish it ill."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.clock import Clock
from bot.config import Settings
from bot.journal import Incoming, Journal
from bot.outbox import Outbox, Outgoing
from bot.wiring import App, build, permissions
from tests.fakes import FakeEmbedder
from tests.talk import EVA, ROOM, TEA, World

REGISTER = """
[[responsibility]]
function = "trygghetslarm"
principal = "kommun"
role = "undersköterskan i nattpatrullen"
contact = "0980-31 92 30"
when = "dygnet runt"
status = "beslutad"
source = "Rutin för trygghetslarm § 3"
valid_from = 2025-01-01
"""
ROUTINE = """---
title: Rutin för cyklar
status: beslutad
decided: 2025-03-01
---
# Cykelhjälm

Cykelhjälm ska bäras i tjänsten. Hjälmen byts vart femte år.
"""


class House:
    """The bot with all its skills, in memory but for its folder."""

    def __init__(self, folder: Path, clock: Clock, **documents: str) -> None:
        self.documents = folder / "documents"
        self.documents.mkdir(parents=True)
        register = folder / "register.toml"
        register.write_text(REGISTER, "utf-8")
        for name, text in {"cyklar": ROUTINE, **documents}.items():
            (self.documents / f"{name}.md").write_text(text, "utf-8")
        settings = Settings.model_validate(
            {
                "data_dir": folder / "data",
                "matrix": {"allowed_servers": ("kommun.example", "region.example")},
                "roles": {"process_leader": (EVA,), "team_lead": (TEA,)},
                "knowledge": {"documents": (self.documents,), "responsibilities": register},
            }
        )
        self.app: App = build(settings, clock=clock, embedder=FakeEmbedder())
        self.app.library.ingest([self.documents], now=clock.now())
        self.clock = clock
        self.world = World()
        self.outbox = Outbox(self.app.engine)
        self._dispatch = self.app.dispatch(self.outbox, permissions(settings), ["Lotsen"])
        self._count = 0

    @property
    def folder(self) -> Path:
        """Where the bot keeps everything."""
        return self.app.settings.data_dir

    def tell(self, text: str, sender: str, **changes: object) -> list[Outgoing]:
        """Something comes in; what goes out for it."""
        self._count += 1
        event = Incoming(
            event=f"$e{self._count}",
            room=ROOM,
            sender=sender,
            sent=self.clock.now(),
            kind="message",
            text=text,
            private=False,
            mentioned=True,
        )
        event = replace(event, **changes)  # type: ignore[arg-type]
        Journal(self.app.engine).record([event], "s")
        self._dispatch.handle(event, self.world)
        due = list(self.outbox.due(self.clock.now()))
        for out in due:
            self.outbox.sent(out.id, f"${out.key}")
        return due
