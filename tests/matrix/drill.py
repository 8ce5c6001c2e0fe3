"""The crash drill: questions without pause while something is killed again and again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

from nio import MessageDirection, RoomMessagesResponse

from tests.matrix.person import Person

PATIENCE = 90.0
"""Seconds that the bot may take to catch up when the last kill is over."""


@dataclass
class Stream:
    """Someone who asks without pause, in one room and another."""

    person: Person
    witness: Person
    """Another one in the rooms, whose view counts."""
    bot: str
    rooms: Sequence[str]
    chance: Random
    asked: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The questions of each room, in their order."""

    async def __aenter__(self) -> Stream:
        self._asking = asyncio.create_task(self._ask())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def end(self) -> None:
        """Ask no more."""
        self._over = True
        await self._asking

    async def _ask(self) -> None:
        self._over = False
        while not self._over:
            room = self.chance.choice(self.rooms)
            text = f"fråga {sum(map(len, self.asked.values()))}"
            self.asked[room].append(await self.person.ask(room, text, self.bot))
            await asyncio.sleep(self.chance.uniform(0.02, 0.15))


@dataclass(frozen=True)
class Outcome:
    """What everyone can see when the drill is over, by question."""

    questions: int
    lost: list[str]
    doubled: list[str]
    displaced: list[str]
    """Questions that were answered after one that was asked later."""
    unreadable: int
    """Answers whose keys the people in the room did not get."""

    @property
    def perfect(self) -> bool:
        """Each question has one answer, in its order, that people can read."""
        return not (self.lost or self.doubled or self.displaced or self.unreadable)


async def outcome(stream: Stream) -> Outcome:
    """Wait until the bot has caught up, and a little for what should not come, and count."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while (now := await _count(stream)).lost:
        if asyncio.get_running_loop().time() > deadline:
            return now
        await asyncio.sleep(0.5)
    await asyncio.sleep(2)
    return await _count(stream)


async def _count(stream: Stream) -> Outcome:
    lost, doubled, displaced = [], [], []
    for room, questions in stream.asked.items():
        answers = await answers_in(stream.witness, room, stream.bot)
        lost += [question for question in questions if question not in answers]
        doubled += [question for question in questions if answers.count(question) > 1]
        place = {question: number for number, question in enumerate(questions)}
        times = [place[question] for question in dict.fromkeys(answers) if question in place]
        displaced += [questions[late] for early, late in pairwise(times) if late < early]
    sealed = [*stream.person.unreadable, *stream.witness.unreadable]
    unreadable = sum(event.sender == stream.bot for event in sealed)
    return Outcome(sum(map(len, stream.asked.values())), lost, doubled, displaced, unreadable)


async def answers_in(witness: Person, room: str, bot: str) -> list[str]:
    """Which events the bot has answered in a room, in the order of its answers. It is told
    from the room's history and in the clear, also where the text is sealed. From the newest
    on: what a homeserver learnt late lies on no way that begins at the oldest."""
    found: list[str] = []
    place: str | None = ""
    while place is not None:
        page = await witness.client.room_messages(
            room, place, limit=500, direction=MessageDirection.back
        )
        assert isinstance(page, RoomMessagesResponse), page
        found += [_answered(event.source) for event in page.chunk if event.sender == bot]
        place = page.end if page.chunk else None
    return [question for question in reversed(found) if question]


def _answered(source: dict[str, Any]) -> str:
    relation = source.get("content", {}).get("m.relates_to", {})
    return str(relation.get("m.in_reply_to", {}).get("event_id", ""))
