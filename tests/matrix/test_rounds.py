"""Four weeks of a round over a real homeserver, across a change of the clocks, with a bot that is
killed again and again: what people see of it is what has been agreed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pytest
from nio import MessageDirection, RedactionEvent, RoomMessagesResponse

from bot.demo.person import PATIENCE
from bot.dispatch import Dispatch
from bot.permissions import Permissions, server_of
from bot.scheduler import Scheduler
from bot.skill import Role
from skills.reflection.skill import Team, skill
from skills.reflection.tables import metadata
from skills.reflection.template import load
from tests.clock import FakeClock
from tests.fakes import FakeEmbedder
from tests.matrix.conftest import Town
from tests.matrix.echo import EchoBot
from tests.matrix.person import Person
from tests.talk import ZONE

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]

# Behind the homeservers' time, so that whatever is to be said is due for the connection.
MONDAY = datetime(2025, 3, 17, 9, tzinfo=ZONE)
LINE = "!runda Nattbemanning varje tisdag 13:00 för alla, svar inom 2 dagar, anonymt, mall fri"
ASKED, REMINDED, SUMMARY = "svara senast", "väntar på ditt svar", "Arbetsmaterial."
ANSWER, EDIT, WITHDRAW = "answer", "edit", "withdraw"
DECLINE, LEAVE, SILENT = "decline", "leave", "silent"
WEEKS = (
    (ANSWER, EDIT, WITHDRAW, DECLINE, LEAVE, SILENT),
    (EDIT, ANSWER, ANSWER, ANSWER, ANSWER, SILENT),
    (SILENT, LEAVE, EDIT, WITHDRAW, ANSWER, ANSWER),
    (ANSWER, SILENT, ANSWER, DECLINE, WITHDRAW, EDIT),
)
"""What each of the six does each week; the clocks change before the third."""

START_SECONDS = 2.0
"""A new process needs some; by then the homeserver is through with what it was asked."""


class Rounds:
    """Six people in one sealed room, and the bot that may die."""

    def __init__(self, people: list[Person], room: str, bot: EchoBot) -> None:
        self.people = people
        self.leader = people[0]
        self.room = room
        self.bot = bot
        self.clock = FakeClock(MONDAY)
        self.killed = 0
        self._chance = random.Random(11)
        metadata.create_all(bot.engine)
        self._work()

    def _work(self) -> None:
        """A new process on the same data: nothing of the last one's memory is there."""
        bot, servers = self.bot, frozenset({server_of(self.leader.user)})
        known = Team(ZONE, "sv", lambda person: server_of(person) in servers)
        rounds = skill(known, load(), FakeEmbedder)
        rules = Permissions(servers, {Role.TEAM_LEAD: (self.leader.user,)})
        dispatch = Dispatch(bot.engine, bot.outbox, [rounds], rules, self.clock, ZONE, "sv")
        bot.handle = lambda incoming: dispatch.handle(incoming, bot.outside)
        connection = bot._bot
        assert connection is not None
        self._scheduler = Scheduler(
            bot.engine, bot.outbox, rounds.jobs, self.clock, connection.wake, connection.outside
        )
        self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        """Look after what is due. Time goes on, so that what failed is tried again."""
        while True:
            await asyncio.to_thread(self._scheduler.tick)
            await asyncio.sleep(0.2)
            self.clock.forward(seconds=10)

    async def kill(self) -> None:
        """Drop everything in a moment or two, and begin anew."""
        await asyncio.sleep(self._chance.uniform(0, 0.8))
        await self.end()
        self.killed += 1
        await asyncio.sleep(START_SECONDS)
        self.bot.start()
        self._work()

    async def end(self) -> None:
        """Nothing of the bot runs any more."""
        self._ticking.cancel()
        await asyncio.gather(self._ticking, self.bot.die(), return_exceptions=True)

    def until(self, moment: datetime) -> None:
        """Time passes."""
        self.clock.forward(seconds=(moment - self.clock.now()).total_seconds())

    def said(self, person: Person, words: str) -> list[tuple[str, str, str]]:
        """The room, the event and the text of all that a person has heard with these words."""
        return [
            (room, event.event_id, body)
            for room, event in person.events
            if event.sender == self.bot.user_id
            and words in (body := str(event.source.get("content", {}).get("body", "")))
        ]

    async def heard(self, person: Person, words: str, times: int) -> tuple[str, str, str]:
        """Wait until a person has heard something so many times; the last of it."""
        async with asyncio.timeout(PATIENCE):
            while len(self.said(person, words)) < times:
                await person.quiet(0.3)
                await _look_back(person)
        return self.said(person, words)[-1]


@dataclass
class Week:
    """What came of one time that the round came."""

    team: Rounds
    number: int
    written: list[tuple[Person, str]] = field(default_factory=list)
    """Answers that stood to the end, by their events."""

    async def pass_by(self, behaviours: tuple[str, ...]) -> None:
        """From before the slot until the summary."""
        team, people = self.team, self.team.people
        slot = MONDAY.replace(hour=13) + timedelta(days=1, weeks=self.number - 1)
        team.until(slot - timedelta(minutes=10))
        await people[0].quiet(0.5)
        early = [one.user for one in people if len(team.said(one, ASKED)) >= self.number]
        assert early == []
        team.until(slot)
        await asyncio.gather(team.kill(), *(team.heard(one, ASKED, self.number) for one in people))
        doing = zip(people, behaviours, strict=True)
        await asyncio.gather(team.kill(), *(self._does(one, what) for one, what in doing))
        team.until(slot + timedelta(days=1, hours=21))
        for person, what in zip(people, behaviours, strict=True):
            if what == SILENT:
                await team.heard(person, REMINDED, self._times(person, SILENT))
        team.until(slot + timedelta(days=2))
        await asyncio.gather(team.kill(), team.heard(people[0], SUMMARY, self.number))
        for person, event in self.written:
            await person.until(partial(_is_taken_away, person, event))

    def _times(self, person: Person, what: str) -> int:
        """How many times a person has behaved so, this week included."""
        place = self.team.people.index(person)
        return sum(week[place] == what for week in WEEKS[: self.number])

    async def _does(self, person: Person, what: str) -> None:
        room, asked, _ = self.team.said(person, ASKED)[-1]
        if what == DECLINE:
            await person.answer_to(await self._reply(person, room, asked, "avstå"))
        elif what == LEAVE:
            await person.answer_to(await self._reply(person, room, asked, "borta till fredag"))
        elif what != SILENT:
            await self._answers(person, room, asked, what)

    async def _answers(self, person: Person, room: str, asked: str, what: str) -> None:
        text = f"vi ringde för sent på natten {self.number}"
        answer = await self._reply(person, room, asked, text)
        more = await person.reply_to(answer)
        await person.answer_to(await self._reply(person, room, more.event_id, "ja"))
        if what == EDIT:
            new = {"msgtype": "m.text", "body": f"{text}, men bättre"}
            relation = {"rel_type": "m.replace", "event_id": answer}
            await person.say(room, "* bättre", **{"m.new_content": new, "m.relates_to": relation})
            await self.team.heard(person, "Ändrat.", self._times(person, EDIT))
        if what == WITHDRAW:
            await person.client.room_redact(room, answer)
        else:
            self.written.append((person, answer))

    async def _reply(self, person: Person, room: str, to: str, text: str) -> str:
        return await person.say(room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})


async def _look_back(person: Person) -> None:
    """Read also what was said before an invitation was accepted, or left out of a sync."""
    for room in list(person.client.rooms):
        page = await person.client.room_messages(
            room, None, direction=MessageDirection.back, limit=50
        )
        if isinstance(page, RoomMessagesResponse):
            person.take(room, page.chunk[::-1])


def _is_taken_away(person: Person, event: str) -> bool:
    """Whether an event has been redacted, as a person sees it."""
    redactions = (one for _, one in person.events if isinstance(one, RedactionEvent))
    return any(one.redacts == event for one in redactions)


@pytest.fixture
async def team(town: Town) -> AsyncIterator[Rounds]:
    people = [await town.person(name) for name in ("eva", "anna", "kim", "tea", "lars", "bo")]
    bot = town.bot()
    room = await people[0].make_room(bot.user_id, *(one.user for one in people[1:]))
    team = Rounds(people, room, bot)
    yield team
    await team.end()


async def test_four_weeks_of_a_round_with_a_bot_that_is_killed(team: Rounds) -> None:
    leader, room = team.leader, team.room
    draft = await leader.answer_to(await leader.ask(room, LINE, team.bot.user_id))
    assert "Stämmer det?" in draft["body"]
    on = await leader.answer_to(await leader.ask(room, "!runda ja", team.bot.user_id))
    assert "Nu är rundan igång" in on["body"]
    for number, behaviours in enumerate(WEEKS, 1):
        await Week(team, number).pass_by(behaviours)
    await leader.quiet()

    assert team.killed == 3 * len(WEEKS)
    for number, person in enumerate(team.people):
        prompts = team.said(person, ASKED)
        assert len(prompts) == len(WEEKS)
        assert all("torsdag" in text and "13" in text for _, _, text in prompts)
        (private,) = {place for place, _, _ in prompts}
        assert private != room
        assert person.client.rooms[private].encrypted
        assert set(person.client.rooms[private].users) == {person.user, team.bot.user_id}
        silent = sum(week[number] == SILENT for week in WEEKS)
        assert len(team.said(person, REMINDED)) == silent
        assert person.unreadable == []
        _are_right([text for place, _, text in team.said(person, SUMMARY) if place == room])


def _are_right(summaries: list[str]) -> None:
    """One summary each week; fewer than five are nobody."""
    assert len(summaries) == len(WEEKS)
    few, told, *again = summaries
    assert "5 av 6 svarade" in told
    assert all("Färre än 5 svarade" in text for text in (few, *again))
